/// An element with its attributes and what is in it.
func tag(_ name: StaticString, _ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    tag(name, attributes, content())
}

/// An element without content: `<input>`, `<br>`, or an empty `<td></td>`.
func tag(_ name: StaticString, _ attributes: Attribute...) -> HTML { tag(name, attributes, HTML()) }

/// An element from its parts.
func tag(_ name: StaticString, _ attributes: [Attribute], _ content: HTML) -> HTML {
    let open = "<\(name)" + attributes.map(\.markup).joined() + ">"
    return HTML(made: isVoid(name) ? open : open + content.markup + "</\(name)>")
}

/// Elements that have no end tag.
private func isVoid(_ name: StaticString) -> Bool {
    ["input", "br", "hr", "meta", "link", "img"].contains("\(name)")
}

/// Puts the pieces of an element together: literals are text, and `if`, `for` and optionals work.
@resultBuilder
enum HTMLBuilder {
    static func buildExpression(_ piece: HTML) -> HTML { piece }
    static func buildExpression(_ piece: HTML?) -> HTML { piece ?? HTML() }
    static func buildExpression(_ pieces: [HTML]) -> HTML { pieces.joined() }
    static func buildBlock(_ pieces: HTML...) -> HTML { pieces.joined() }
    static func buildOptional(_ piece: HTML?) -> HTML { piece ?? HTML() }
    static func buildEither(first piece: HTML) -> HTML { piece }
    static func buildEither(second piece: HTML) -> HTML { piece }
    static func buildArray(_ pieces: [HTML]) -> HTML { pieces.joined() }
}

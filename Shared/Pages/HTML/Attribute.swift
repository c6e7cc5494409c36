internal import Operations

/// An attribute of an element. Its value is escaped; a target is a `Path` of this site and never a string.
public struct Attribute: Sendable {
    let name: StaticString
    /// nil: the attribute alone, as in `required`.
    let value: String?
    /// It is left out.
    let isAbsent: Bool

    private init(_ name: StaticString, made value: String?, isAbsent: Bool = false) {
        self.name = name
        self.value = value
        self.isAbsent = isAbsent
    }

    /// Any attribute but those that name a target, run a script or carry a style: these have their own ways, or none.
    static func attr(_ name: StaticString, _ value: String) -> Attribute {
        precondition(!isGuarded(name), "an attribute '\(name)' is not made from a string")
        return Attribute(name, made: value)
    }

    static func attr(_ name: StaticString, _ value: Int) -> Attribute { attr(name, String(value)) }
    static func attr(_ name: StaticString, _ value: HTML) -> Attribute { attr(name, value.plainText) }

    /// The attribute alone where something is so, else nothing.
    static func flag(_ name: StaticString, _ isSet: Bool = true) -> Attribute {
        Attribute(name, made: nil, isAbsent: !isSet)
    }

    /// The attribute where there is a value.
    static func attr(_ name: StaticString, ifPresent value: String?) -> Attribute {
        value.map { attr(name, $0) } ?? Attribute(name, made: nil, isAbsent: true)
    }

    static func `class`(_ names: String) -> Attribute { Attribute("class", made: names, isAbsent: names.isEmpty) }
    static func id(_ id: String) -> Attribute { Attribute("id", made: id) }
    static func href(_ path: Path) -> Attribute { Attribute("href", made: path.text) }
    static func source(_ path: Path) -> Attribute { Attribute("src", made: path.text) }
    static func action(_ path: Path) -> Attribute { Attribute("action", made: path.text) }
    /// A number to call: its digits, and a plus in front.
    static func phone(_ number: String) -> Attribute {
        Attribute("href", made: "tel:" + number.filter { $0.isASCII && $0.isNumber || $0 == "+" })
    }
    /// An address to write to.
    static func email(_ address: String) -> Attribute {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false).map { PercentCoding.encoded(String($0)) }
        return Attribute("href", made: "mailto:" + parts.joined(separator: "@"))
    }
    /// A place on the same page.
    static func anchor(_ id: String) -> Attribute { Attribute("href", made: "#" + id) }

    private static func isGuarded(_ name: StaticString) -> Bool {
        let name = "\(name)"
        return ["href", "src", "action", "formaction", "style", "srcdoc"].contains(name) || name.hasPrefix("on")
    }

    var markup: String {
        if isAbsent { return "" }
        guard let value else { return " \(name)" }
        return " \(name)=\"" + HTMLEscaping.escaped(value) + "\""
    }
}

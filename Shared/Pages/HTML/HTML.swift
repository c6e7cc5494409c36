/// A piece of a page: markup in which all that came from outside is escaped.
///
/// There is no way to make one from a string of markup outside of this folder: a literal, an interpolated string and `text` are
/// escaped, and elements are made by `tag`. So a page cannot forget to escape what a stranger wrote.
public struct HTML: Sendable, Equatable {
    /// What is sent.
    public private(set) var markup: String

    /// Nothing.
    public init() { markup = "" }

    /// Text, escaped.
    public init(text: String) { markup = HTMLEscaping.escaped(text) }

    /// Markup that this folder has made.
    init(made markup: String) { self.markup = markup }

    /// What a page begins with.
    static let doctype = HTML(made: "<!DOCTYPE html>")

    /// Nothing is in it.
    public var isEmpty: Bool { markup.isEmpty }

    /// The text without its elements, for a title or an attribute.
    public var plainText: String { HTMLEscaping.text(of: markup) }

    /// One piece after the other.
    public static func + (left: HTML, right: HTML) -> HTML { HTML(made: left.markup + right.markup) }

    /// Adds a piece at the end.
    public static func += (left: inout HTML, right: HTML) { left.markup += right.markup }
}

extension HTML: ExpressibleByStringInterpolation {
    /// A literal is text.
    public init(stringLiteral value: String) { self.init(text: value) }

    /// A literal with values in it is text with texts or pieces in it.
    public init(stringInterpolation: StringInterpolation) { markup = stringInterpolation.markup }

    /// Collects a literal and what stands in it.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        public init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(2 * literalCapacity) }

        public mutating func appendLiteral(_ literal: String) { markup += HTMLEscaping.escaped(literal) }
        /// A text, escaped.
        public mutating func appendInterpolation(_ text: String) { markup += HTMLEscaping.escaped(text) }
        /// A piece, as it is.
        public mutating func appendInterpolation(_ html: HTML) { markup += html.markup }
        /// A number.
        public mutating func appendInterpolation(_ number: Int) { markup += String(number) }
    }
}

extension [HTML] {
    /// The pieces with something between each two.
    func joined(_ separator: HTML) -> HTML {
        HTML(made: map(\.markup).joined(separator: separator.markup))
    }

    /// The pieces, one after the other.
    func joined() -> HTML { HTML(made: map(\.markup).joined()) }
}

/// A text of a stranger: escaped, and its direction is its own.
func foreign(_ text: String) -> HTML { tag("bdi") { HTML(text: text) } }

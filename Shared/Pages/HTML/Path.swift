internal import Operations

/// A place of this site: segments and query, percent-encoded. It always begins with one slash, so it leads nowhere else.
public struct Path: Sendable, Hashable {
    /// As it stands in a link.
    public private(set) var text: String

    /// From its segments, each as it is.
    public init(_ segments: String...) {
        text = "/" + segments.map { Self.segment($0) }.joined(separator: "/")
    }

    /// The same with a query parameter more; without it where there is no value.
    public func query(_ name: String, _ value: String?) -> Path {
        guard let value else { return self }
        var path = self
        path.text += (text.contains("?") ? "&" : "?") + PercentCoding.encoded(name) + "=" + PercentCoding.encoded(value)
        return path
    }

    /// The same, at a place of its page.
    public func at(_ id: String) -> Path {
        var path = self
        path.text += "#" + PercentCoding.encoded(id)
        return path
    }

    /// The target of a request, which a page leads back to; nil where it is not a path of this site.
    public init?(target: String) {
        guard target.hasPrefix("/"), !target.hasPrefix("//"), !target.contains("\\"),
            target.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F })
        else { return nil }
        text = target
    }

    /// A segment of two dots would be read as a step back, however it is written: such an id has its dots encoded twice.
    private static func segment(_ text: String) -> String {
        text == "." || text == ".." ? text.map { _ in "%252E" }.joined() : PercentCoding.encoded(text)
    }
}

/// Why bytes are not a valid message. Names the place in the message, what was found and what is allowed.
public struct DecodeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Stable codes, as dead letters carry them.
    public enum Code: String, Sendable, CaseIterable {
        case notJSON, missingField, invalidField, unknownType, missingAttribute, tooLarge, tooDeep, badKey, notWritable
        case notProcessable
    }

    public var code: Code
    /// Where in the data, such as `lines[2].quantity`; empty for the whole.
    public var path: String
    /// What is wrong and what is allowed, without the path.
    public var reason: String

    public init(_ code: Code, _ path: String = "", _ reason: String) {
        self.code = code
        self.path = path
        self.reason = reason
    }

    /// The same error, seen from one level further out.
    public func inside(_ component: String) -> DecodeError {
        let joined =
            path.isEmpty ? component : path.utf8.first == UInt8(ascii: "[") ? component + path : component + "." + path
        return DecodeError(code, joined, reason)
    }

    public var description: String { path.isEmpty ? reason : path + ": " + reason }
}

extension String {
    /// At most so many bytes of it: what a stranger sent is shown in errors, and may be a mebibyte in one character.
    func shortened(to bytes: Int = 40) -> String {
        utf8.count <= bytes ? self : String(decoding: utf8.prefix(bytes), as: UTF8.self) + "…"
    }
}

internal import Glibc

/// What values a setting takes: checked when the command line is parsed, and named in help and errors.
public enum ValueRule: Sendable {
    /// Any text that is not empty.
    case text
    /// One of these words.
    case oneOf([String])
    /// A whole number in the range.
    case integer(ClosedRange<Int>)
    /// `HOST:PORT`, where port 0 means any free port.
    case address
    /// `HOST:PORT[,HOST:PORT…]`, no port 0.
    case addresses
    /// A file that is there and can be read.
    case readableFile
    /// A directory, or a path where one can be made.
    case directory
    /// Any other rule: what it allows, in words, and the check.
    case custom(allowed: String, accepts: @Sendable (String) -> Bool)

    /// What is allowed, in words that follow "must be".
    public var allowed: String {
        switch self {
        case .text: "a text that is not empty"
        case .oneOf(let words): words.count == 1 ? words[0] : "one of \(words.joined(separator: ", "))"
        case .integer(let range):
            range.upperBound == .max
                ? "a whole number, at least \(range.lowerBound)"
                : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .address: "HOST:PORT, such as 127.0.0.1:8080, localhost:8080 or [::1]:8080"
        case .addresses: "HOST:PORT[,HOST:PORT…] with ports from 1 to 65535"
        case .readableFile: "a file that can be read"
        case .directory: "a directory, or a path where one can be made"
        case .custom(let allowed, _): allowed
        }
    }

    /// Nil where the value is allowed, else what is wrong with it where that says more than what is allowed does.
    func complaint(about value: String) -> Complaint? {
        switch self {
        case .text: value.isEmpty ? .notAllowed : nil
        case .oneOf(let words): words.contains(value) ? nil : .notAllowed
        case .integer(let range):
            if let number = Int(value), range.contains(number) { nil } else { .notAllowed }
        case .address: HostPort(value) == nil ? .notAllowed : nil
        case .addresses:
            value.split(separator: ",", omittingEmptySubsequences: false)
                .allSatisfy { (HostPort(String($0))?.port ?? 0) > 0 } ? nil : .notAllowed
        case .readableFile: Self.fileComplaint(value)
        case .directory: Self.directoryComplaint(value)
        case .custom(_, let accepts): accepts(value) ? nil : .notAllowed
        }
    }

    /// What is wrong with a value.
    enum Complaint: Equatable {
        case notAllowed
        case because(String)
    }

    private static func fileComplaint(_ path: String) -> Complaint? {
        if path.isEmpty { return .notAllowed }
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return .because(SystemError.text(errno)) }
        if status.st_mode & S_IFMT == S_IFDIR { return .because("it is a directory") }
        return unsafe access(path, R_OK) == 0 ? nil : .because(SystemError.text(errno))
    }

    private static func directoryComplaint(_ path: String) -> Complaint? {
        if path.isEmpty { return .notAllowed }
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT == S_IFDIR ? nil : .because("it is a file")
    }
}

import Glibc
import Operations

/// What verbs write to standard output.
enum Output {
    /// Lines in one write.
    static func write(_ lines: [String]) {
        guard !lines.isEmpty else { return }
        StandardStream.output.writeLine(lines.joined(separator: "\n"))
    }

    /// True when whoever read the output through a pipe has gone, such as `head`.
    static var isUnread: Bool {
        var place = pollfd(fd: StandardStream.output.rawValue, events: 0, revents: 0)
        return unsafe poll(&place, 1, 0) > 0 && place.revents & Int16(POLLERR) != 0
    }
}

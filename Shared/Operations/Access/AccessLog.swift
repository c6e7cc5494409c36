internal import Contracts
internal import Fulfillment
internal import Glibc
internal import Synchronization
internal import Threads

/// Who has changed what over HTTP: one JSON line for each request that is not a question, with any answer.
///
/// | field | what it is |
/// |---|---|
/// | `time` | when it was answered, RFC 3339 in UTC |
/// | `principal` | who was authenticated, as the access file calls it; null where nobody was |
/// | `peer` | the address at the other end: the proxy's where there is one |
/// | `method`, `path` | of the request |
/// | `subject` | the key of what it is about: store order, or merchant/warehouse; null where that was not known yet |
/// | `type`, `messageId` | of the message that was sent; null likewise |
/// | `status` | the answer's code: 202 is in the log, anything from 400 on has changed nothing |
///
/// The file is this user's alone. It is opened again on SIGHUP, so that it can be moved away first.
public final class AccessLog: Sendable {
    private let path: String?
    private let descriptor: Mutex<Int32>

    /// - Parameter path: `-` is standard output; nil is nowhere.
    /// - Throws: `.configuration` where the file cannot be written.
    public init(_ path: String?) throws(Failure) {
        self.path = path
        descriptor = Mutex(-1)
        try open()
    }

    /// Whether there is one.
    var isWritten: Bool { path != nil }

    /// Nowhere.
    public static let none = AccessLog()

    private init() {
        path = nil
        descriptor = Mutex(-1)
    }

    private func open() throws(Failure) {
        guard let path else { return }
        guard path != "-" else { return descriptor.withLock { $0 = StandardStream.output.rawValue } }
        let file = unsafe Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            throw Failure(.configuration, "the access log \(path) cannot be written: \(SystemError.text(errno))")
        }
        descriptor.withLock { descriptor in
            if descriptor >= 0 { close(descriptor) }
            descriptor = file
        }
    }

    /// Opens the file again. Where that cannot be done, it goes on with the one that it has, and says so.
    public func reopen(_ logger: Logger) {
        guard path != "-" else { return }
        do throws(Failure) { try open() } catch { logger.error("\(error.message)") }
    }

    /// Writes down a request and its answer.
    public func record(_ request: HTTPRequest, _ response: HTTPResponse) {
        guard path != nil, request.method != "GET", request.method != "HEAD" else { return }
        let known = request.trail.known
        let line = Self.line(request, response.status, known, at: Timestamp(milliseconds: WallTime.now()))
        // Within the lock, so that nobody closes it meanwhile.
        descriptor.withLock { descriptor in
            if descriptor >= 0 { DescriptorWriter.write(Array((line + "\n").utf8), to: descriptor) }
        }
    }

    static func line(_ request: HTTPRequest, _ status: Int, _ known: HTTPTrail.Entry, at time: Timestamp) -> String {
        func text(_ value: String?) -> String {
            guard let value else { return "null" }
            var bytes: [UInt8] = []
            JSONText.appendQuoted(value, to: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }
        return "{\"time\":\(text(time.rfc3339)),\"principal\":\(text(known.principal)),\"peer\":\(text(request.peer)),"
            + "\"method\":\(text(request.method)),\"path\":\(text(request.path)),\"subject\":\(text(known.subject)),"
            + "\"type\":\(text(known.type)),\"messageId\":\(text(known.messageId)),\"status\":\(status)}"
    }
}

extension ServiceSettings {
    /// `--access-log`.
    public static let accessLog = Option(
        "access-log", "FILE", variable: "TURNBACK_ACCESS_LOG", defaultText: "none",
        help: "Where each change that was asked for over HTTP is written down, as JSON lines: who, what, which order, answer. '-' is standard output.")
}

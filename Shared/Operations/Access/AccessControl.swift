public import Access
internal import Contracts
internal import Threads

/// Who sends an HTTP request, by the access file (`--access`). It is read again on SIGHUP; requests that are being answered
/// go on with what was read before.
///
/// Without a file everybody who reaches the port may do everything, so HTTP is answered on loopback alone; elsewhere only
/// where `--access open` says that the port is closed to others by something else, as a container's is.
public final class AccessControl: Sendable {
    private let path: String?
    private let failures = Monitor(FailedLogins())
    private let state: Monitor<(list: AccessList, generation: Int)>

    private init(path: String?, _ list: AccessList) {
        self.path = path
        state = Monitor((list, 1))
    }

    /// The cookie in which a browser keeps its token after a login. HttpOnly and SameSite=Lax: no script reads it, and
    /// no form of another site is sent with it.
    public static let cookie = "turnback_token"

    /// The word that stands for no access file, said on purpose.
    public static let openWord = "open"

    /// Without an access file.
    public static let open = AccessControl(path: nil, AccessList())

    /// By this list: for tests.
    public convenience init(_ list: AccessList) { self.init(path: "", list) }

    /// By the file that `--access` names.
    /// - Throws: `.configuration` where the file is wrong, and where there is none and `address` is not on loopback.
    public static func load(_ invocation: Invocation, listeningOn address: HostPort) throws(Failure) -> AccessControl {
        guard let path = invocation.stringIfGiven("access") else {
            guard address.isLoopback else {
                throw invocation.failure(
                    "http",
                    "without --access everybody who reaches this port could cancel orders and change stock: name an "
                        + "access file (turnback token new --help), or listen on 127.0.0.1; where something else closes the "
                        + "port to others, say --access \(openWord)")
            }
            return open
        }
        if path == openWord { return open }
        do { return AccessControl(path: path, try read(path)) } catch {
            throw invocation.failure("access", error.reason)
        }
    }

    /// By the file that `--access` names, for a program whose HTTP answers probes alone: without one, nobody has topics of
    /// its own.
    /// - Throws: `.configuration` where the file is wrong.
    public static func tenants(_ invocation: Invocation) throws(Failure) -> AccessControl {
        guard let path = invocation.stringIfGiven("access"), path != openWord else { return open }
        do { return AccessControl(path: path, try read(path)) } catch {
            throw invocation.failure("access", error.reason)
        }
    }

    /// What is wrong with an access file.
    public struct FileError: Error { public var reason: String }

    /// Reads an access file.
    public static func read(_ path: String) throws(FileError) -> AccessList {
        guard let bytes = FileBytes.read(path) else { throw FileError(reason: "cannot be read") }
        do throws(DecodeError) { return try AccessList.decode(bytes) } catch {
            throw FileError(reason: error.description)
        }
    }

    /// Reads the file again. What was in force stays where it is wrong.
    public func reload() throws(FileError) {
        guard let path else { return }
        let list = try Self.read(path)
        state.withLock { $0 = (list, $0.generation + 1) }
    }

    /// Reads the file again on each SIGHUP, and logs the result.
    /// - Parameter log: the access log, which is opened again.
    public func reload(on shutdown: ShutdownSignal, _ logger: Logger, _ log: AccessLog = .none) {
        guard let path else {
            if log.isWritten { shutdown.onHangUp { log.reopen(logger) } }
            return
        }
        shutdown.onHangUp {
            log.reopen(logger)
            do throws(FileError) {
                try self.reload()
                logger.info("read the access file again", metadata: ["file": .string(path)])
            } catch {
                logger.error(
                    "the access file is wrong: what it said before stays in force",
                    metadata: ["file": .string(path), "reason": .string(error.reason)])
            }
        }
    }

    /// Whether everybody may do everything, because there is no access file.
    public var isOpen: Bool { path == nil }

    /// Who may do what, now.
    public var list: AccessList { state.withLock { $0.list } }

    /// The same, with a number that is another one whenever the file was read again.
    var current: (list: AccessList, generation: Int) { state.withLock { $0 } }

    /// Who sends this request: by `Authorization: Bearer TOKEN`, else by the cookie of a login.
    /// - Throws: 401 where it names nobody.
    public func principal(of request: HTTPRequest) throws(HTTPError) -> Principal {
        guard !isOpen else { return .local }
        guard let token = Self.token(of: request) else {
            throw Self.unauthorized("this needs a token: Authorization: Bearer TOKEN")
        }
        guard let principal = try principal(token: token, of: request) else {
            throw Self.unauthorized("the token is not known, or no longer valid")
        }
        request.trail.note { $0.principal = principal.name }
        return principal
    }

    /// Whose token this is; nil where it is nobody's.
    /// - Throws: 429 where too many were nobody's lately.
    public func principal(token: String, of request: HTTPRequest) throws(HTTPError) -> Principal? {
        let now = WallTime.now()
        if let principal = list.principal(token: token, now: now) { return principal }
        let wait = failures.withLock { $0.failed(peer: request.peer, tokenId: Token(token)?.id, now: now) }
        guard let wait else { return nil }
        var response = HTTPResponse.error(
            429, code: "tooManyFailedLogins",
            message: "more than \(HTTPLimits.failedLogins) tokens in \(HTTPLimits.failedLoginSeconds) s were nobody's; try again in \(wait) s")
        response.headers.add("Retry-After", "\(wait)")
        throw HTTPError(response)
    }

    /// The token that a request carries, whoever's it is.
    public static func token(of request: HTTPRequest) -> String? {
        if let authorization = request.headers["Authorization"] {
            let parts = authorization.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
            return String(parts[1]).trimmed
        }
        return Cookies.all(request.headers)[cookie]
    }

    private static func unauthorized(_ message: String) -> HTTPError {
        var response = HTTPResponse.error(401, code: "unauthorized", message: message)
        response.headers.add("WWW-Authenticate", "Bearer realm=\"turnback\"")
        return HTTPError(response)
    }

    /// 403 with the reason why a message is not taken.
    public static func forbidden(_ reason: String) -> HTTPError { HTTPError(403, code: "notAllowed", message: reason) }
}

extension Principal: HTTPPrincipal {}

extension HostPort {
    /// Whether only this machine reaches it.
    public var isLoopback: Bool {
        if host == "localhost" || host == "::1" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

extension ServiceSettings {
    /// `--access`, for a program that asks it for the topics of tenants alone.
    public static let tenants = Option(
        "access", "FILE", variable: "TURNBACK_ACCESS", defaultText: "none: nobody has their own topics",
        help: "Who has their own topics in Kafka, and what may come on them. Read again on SIGHUP.",
        rule: .custom(allowed: "a file that can be read, or 'open'") {
            $0 == AccessControl.openWord || FileBytes.read($0) != nil
        })

    /// `--access`.
    public static let access = Option(
        "access", "FILE", variable: "TURNBACK_ACCESS", defaultText: "none: HTTP on loopback alone",
        help:
            "Who may use HTTP, and for which stores, merchants and warehouses. Read again on SIGHUP. 'open' lets in whoever "
            + "reaches the port: only where something else closes it.",
        rule: .custom(allowed: "a file that can be read, or 'open'") {
            $0 == AccessControl.openWord || FileBytes.read($0) != nil
        })
}

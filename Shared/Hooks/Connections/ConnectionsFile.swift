public import Connect
public import Operations
internal import Synchronization
internal import Threads

/// The connections file of a process, read again on SIGHUP. Calls that are being answered go on with what was read before.
public final class ConnectionsFile: Sendable {
    private let path: String
    /// Says which merchant a store belongs to.
    private let access: AccessControl
    private let current: Mutex<ConnectionList>
    private let changed = Monitor<[@Sendable (ConnectionList) -> Void]>([])

    /// Reads it.
    /// - Throws: `.configuration` with the line and what is allowed, and where it contradicts the access file.
    public init(_ path: String, access: AccessControl = .open) throws(Failure) {
        self.path = path
        self.access = access
        current = Mutex(try Self.read(path, access))
    }

    /// Without a file: for tests.
    public init(_ list: ConnectionList) {
        path = ""
        access = .open
        current = Mutex(list)
    }

    /// What is in force.
    public var list: ConnectionList { current.withLock { $0 } }

    /// A connection by its name.
    func connection(_ name: String) -> Connection? { current.withLock { $0.connections[name] } }

    /// Reads a file.
    public static func read(_ path: String) throws(Failure) -> ConnectionList {
        guard let bytes = FileBytes.read(path) else { throw Failure(.configuration, "--connections \(path): cannot be read") }
        do throws(ConnectionFileError) { return try ConnectionList.decode(bytes) } catch {
            throw Failure(.configuration, "--connections \(path), \(error.description)")
        }
    }

    private static func read(_ path: String, _ access: AccessControl) throws(Failure) -> ConnectionList {
        let list = try read(path)
        if let contradiction = list.contradiction(access.list) {
            throw Failure(.configuration, "--connections \(path): \(contradiction)")
        }
        return list
    }

    /// Writes to the log which store and merchant each connection is of.
    public func record(_ logger: Logger) {
        logger.info("the connections", metadata: ["file": .string(path), "connections": .string(list.summary)])
    }

    /// Takes another list: what the file says now.
    public func replace(_ list: ConnectionList) {
        current.withLock { $0 = list }
        for action in changed.withLock({ $0 }) { action(list) }
    }

    /// Called with what comes into force from now on.
    func onChange(_ action: @escaping @Sendable (ConnectionList) -> Void) { changed.withLock { $0.append(action) } }

    /// Reads the file again. What was in force stays where it is wrong; a log line says what came of it.
    public func reload(_ logger: Logger) {
        do throws(Failure) {
            let list = try Self.read(path, access)
            replace(list)
            logger.info(
                "read the connections file again", metadata: ["file": .string(path), "connections": .string(list.summary)])
        } catch {
            logger.error(
                "the connections file is wrong: what it said before stays in force", metadata: ["reason": .string(error.message)])
        }
    }
}

extension ServiceSettings {
    /// `--connections`.
    public static let connections = connections(required: false)

    /// `--connections` of a program that is of no use without.
    public static let requiredConnections = connections(required: true)

    private static func connections(required: Bool) -> Option {
        Option(
            "connections", "FILE", variable: "TURNBACK_CONNECTIONS", defaultText: required ? nil : "none",
            help: "Shops and systems that call in, and where outcomes go. Read again on SIGHUP.", required: required,
            rule: .readableFile)
    }
}

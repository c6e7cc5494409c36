import Glibc
import Operations
import Streams

/// A directory of this process's own, in memory where the system has such a place.
///
/// A lock says that it is in use: where nobody holds it, its process is no more, and the next one removes it. A number of a
/// process would not say so: containers that share the place count their processes each for themselves.
final class TemporaryDirectory: Sendable {
    let path: String
    private let name: String
    private let parent: OpenDirectory
    private let directory: OpenDirectory
    private let hold: DirectoryHold

    /// Where such directories are made, the first that can be written to.
    static var places: [String] { ["/dev/shm", EnvironmentVariables.value(of: "TMPDIR") ?? "/tmp", "/tmp"] }

    private static let prefix = "turnback-state-"
    /// How many random names are tried before a place is given up.
    private static let attempts = 10

    /// Makes one. Those that killed processes of this user have left there are removed.
    convenience init() throws(Failure) { try self.init(in: Self.places) }

    /// Makes one in the first of these places that can be written to.
    init(in places: [String]) throws(Failure) {
        for place in places {
            guard let parent = OpenDirectory(place) else { continue }
            Self.sweep(parent)
            guard let (name, directory, hold) = Self.make(in: parent) else { continue }
            path = "\(place)/\(name)"
            self.name = name
            self.parent = parent
            self.directory = directory
            self.hold = hold
            return
        }
        throw Failure(.configuration, "no temporary directory can be made in \(places.joined(separator: ", "))")
    }

    private static func make(in parent: OpenDirectory) -> (String, OpenDirectory, DirectoryHold)? {
        for _ in 0..<attempts {
            let name = prefix + String(UInt64.random(in: 0 ... .max), radix: 36)
            // Another process that sweeps may be quicker than the lock: then there is nothing to hold.
            if parent.make(name), let directory = OpenDirectory(name, in: parent), let hold = DirectoryHold(directory) {
                return (name, directory, hold)
            }
        }
        return nil
    }

    /// Removes the directories of this user that nobody holds.
    static func sweep(_ parent: OpenDirectory, owner: uid_t = geteuid()) {
        for name in parent.names where name.hasPrefix(prefix) {
            guard let left = OpenDirectory(name, in: parent, owner: owner), let hold = DirectoryHold(left) else {
                continue
            }
            remove(name, left, hold, in: parent)
        }
    }

    /// Removes the directory and all in it.
    func remove() { Self.remove(name, directory, hold, in: parent) }

    /// Removes all that is in it.
    func empty() { directory.removeContents(except: DirectoryHold.fileName) }

    /// The lock's file goes last: until then no other process can take the directory.
    private static func remove(
        _ name: String, _ directory: OpenDirectory, _ hold: DirectoryHold, in parent: OpenDirectory
    ) {
        withExtendedLifetime(hold) {
            directory.removeContents(except: DirectoryHold.fileName)
            directory.remove(DirectoryHold.fileName)
            parent.removeEmpty(name)
        }
    }
}

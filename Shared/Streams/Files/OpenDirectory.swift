internal import Glibc

/// A directory that is held open: what is done in it is done there, even if its path names another by then.
///
/// Nothing here follows a link, and no step leads to what belongs to another user or lies on another file system.
public final class OpenDirectory: Sendable {
    let descriptor: Int32
    private let identity: Identity

    /// What a directory is known by, and whose it is.
    private struct Identity: Equatable {
        var device: dev_t
        var inode: ino_t
        var owner: uid_t

        init(_ status: stat) {
            device = status.st_dev
            inode = status.st_ino
            owner = status.st_uid
        }
    }

    /// Opens the directory that a path names; nil where there is none.
    public convenience init?(_ path: String) {
        self.init(opened: unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    }

    /// Opens a directory that lies in another one and belongs to this user; nil for a link, for another user's, and for one
    /// of another file system.
    /// - Parameter owner: the number of a user to take instead of this process's.
    public convenience init?(_ name: String, in parent: OpenDirectory, owner: UInt32? = nil) {
        self.init(opened: unsafe openat(parent.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
        guard identity.owner == owner ?? geteuid(), identity.device == parent.identity.device else { return nil }
    }

    private init?(opened descriptor: Int32) {
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            Glibc.close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        identity = Identity(status)
    }

    deinit { Glibc.close(descriptor) }

    /// Makes a directory in it that no other user can enter. False where the name is taken, or none can be made.
    public func make(_ name: String) -> Bool { unsafe mkdirat(descriptor, name, OwnFile.directoryMode) == 0 }

    /// The names of all that lies in it.
    public var names: [String] {
        // Opened once more: reading moves a place that all copies of a descriptor share.
        let copy = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { return [] }
        guard let stream = unsafe fdopendir(copy) else {
            Glibc.close(copy)
            return []
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Removes all that lies in it, except for one name. A link is removed, and what it leads to is not.
    public func removeContents(except kept: String? = nil) {
        for name in names where name != kept { remove(name) }
    }

    /// Removes what has this name in it: a directory with all that is in it, if it is this user's.
    public func remove(_ name: String) {
        var status = stat()
        guard unsafe fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unsafe unlinkat(descriptor, name, 0)
            return
        }
        guard let below = OpenDirectory(name, in: self) else { return }
        below.removeContents()
        removeEmpty(name)
    }

    /// Removes an empty directory of this name.
    public func removeEmpty(_ name: String) { unsafe unlinkat(descriptor, name, AT_REMOVEDIR) }
}

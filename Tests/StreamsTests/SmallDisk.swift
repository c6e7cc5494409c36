import Foundation

/// A disk of a few megabytes, in memory; needs the right to mount one.
final class SmallDisk {
    let path = FileManager.default.temporaryDirectory.appending(path: "disk-\(UUID().uuidString)").path

    /// False where no disk can be mounted.
    static let isPossible = geteuid() == 0 && SmallDisk(megabytes: 1)?.remove() != nil

    init?(megabytes: Int) {
        unsafe mkdir(path, 0o755)
        guard unsafe mount("turnback", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            unsafe rmdir(path)
            return nil
        }
    }

    func remove() {
        unsafe umount2(path, Int32(MNT_DETACH))
        unsafe rmdir(path)
    }
}

import Foundation

/// What happens to the files of a state store.
enum Disk {
    /// No byte more can be written to the store in this directory, which is open, until it is opened again. Its
    /// descriptors are made to lead to a device that is always full.
    static func fill(_ directory: String) {
        let file = directory + "/data.mdb"
        let full = unsafe open("/dev/full", O_WRONLY | O_CLOEXEC)
        guard full >= 0 else { return }
        defer { close(full) }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            guard let descriptor = Int32(name),
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")) == file
            else { continue }
            dup2(full, descriptor)
        }
    }

    /// A store, or a whole directory of them, as another one was.
    static func copy(_ from: String, to: String) {
        try? FileManager.default.removeItem(atPath: to)
        try? FileManager.default.copyItem(atPath: from, toPath: to)
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

    /// The stores in this directory, one for each partition.
    static func stores(in directory: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.sorted().map { directory + "/" + $0 }
    }

    /// Overwrites the head of the file, which says what the rest is.
    static func corrupt(_ store: String) { write([UInt8](repeating: 0xa5, count: 8_192), to: store, at: 0) }

    /// The machine went down while the store was open: pages are torn, and the mark names another boot.
    static func tear(_ store: String, page: Int) {
        write([UInt8](repeating: 0x5a, count: 2_048), to: store, at: page * 4_096)
        try? Data("another boot".utf8).write(to: URL(filePath: store + "/open-since-boot"))
    }

    private static func write(_ bytes: [UInt8], to store: String, at offset: Int) {
        guard let file = FileHandle(forUpdatingAtPath: store + "/data.mdb") else { return }
        defer { try? file.close() }
        try? file.seek(toOffset: UInt64(offset))
        try? file.write(contentsOf: bytes)
    }
}

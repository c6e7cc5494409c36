internal import Glibc
internal import Threads

/// The pages of LMDB files that this process has in its memory.
enum MappedPages {
    /// Held while a mapping is given back or changes: what lies where a file was is somebody else's memory, perhaps.
    static let changing = ConditionLock()

    /// Gives them back to the system, which reads them again from the file where they are needed: a process that goes through a
    /// large file once does not keep all of it.
    static func release() {
        changing.locked {
            for (start, length) in files(in: maps()) {
                // SAFETY: the mapping is shared, read-only and of a file: nothing of it is lost, and a thread that reads it
                // meanwhile waits for its page. It is not unmapped meanwhile.
                _ = unsafe madvise(UnsafeMutableRawPointer(bitPattern: start), length, MADV_DONTNEED)
            }
        }
    }

    /// The mappings of LMDB's files in the text of /proc/self/maps.
    static func files(in maps: String) -> [(start: UInt, length: Int)] {
        maps.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard words.count >= 6, words[1] == "r--s", words[5].hasSuffix("/data.mdb") else { return nil }
            let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard ends.count == 2, ends[1] > ends[0] else { return nil }
            return (ends[0], Int(ends[1] - ends[0]))
        }
    }

    private static func maps() -> String {
        let file = unsafe open("/proc/self/maps", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe read(file, &chunk, chunk.count)
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += chunk[..<count]
        }
    }
}

import Glibc
package import Operations

/// Reads a file or standard input line by line, without holding it.
package struct LineReader {
    private let descriptor: Int32
    private var chunk: [UInt8]
    private var pending: [UInt8] = []
    private var at = 0
    private var isAtEnd = false

    /// `-` is standard input.
    package init(_ path: String) throws(Failure) {
        if path == "-" {
            descriptor = 0
        } else {
            descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                throw Failure(.noInput, "\(path): \(unsafe String(cString: strerror(errno)).lowercased())")
            }
        }
        chunk = [UInt8](repeating: 0, count: 1 << 16)
    }

    /// From bytes in memory.
    init(bytes: [UInt8]) {
        descriptor = -1
        chunk = []
        pending = bytes
        isAtEnd = true
    }

    /// The next line without its end (LF or CR LF); nil after the last one.
    mutating func next() throws(Failure) -> [UInt8]? {
        var searched = at
        while true {
            if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) { return take(to: end, next: end + 1) }
            searched = pending.count
            if isAtEnd { return at < pending.count ? take(to: pending.count, next: pending.count) : nil }
            searched -= at
            pending.removeSubrange(..<at)
            at = 0
            try fill()
        }
    }

    private mutating func take(to end: Int, next: Int) -> [UInt8] {
        var line = pending[at..<end]
        at = next
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return Array(line)
    }

    private mutating func fill() throws(Failure) {
        let count = unsafe read(descriptor, &chunk, chunk.count)
        if count < 0 {
            if errno == EINTR { return }
            throw Failure(.noInput, "reading failed: \(unsafe String(cString: strerror(errno)).lowercased())")
        }
        if count == 0 { isAtEnd = true }
        pending.append(contentsOf: chunk[..<count])
    }

    /// Closes the file, where one was opened.
    func close() {
        if descriptor > 0 { Glibc.close(descriptor) }
    }
}

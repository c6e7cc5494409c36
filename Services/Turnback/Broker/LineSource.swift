import Glibc
import Operations

/// A line of an input, with its number from 1.
struct InputLine: Equatable {
    var number: Int
    /// Without its line end; nil where it was longer than `LineSplitter.limit`, and so was not kept.
    var bytes: [UInt8]?
}

/// Cuts chunks of bytes into lines.
struct LineSplitter {
    /// Longer lines are not kept: the largest event is 1 MiB, and has attributes around it.
    static let limit = 2 << 20

    private var rest: [UInt8] = []
    private var isTooLong = false
    private var number = 0

    /// The lines that end in this chunk.
    mutating func take(_ chunk: ArraySlice<UInt8>) -> [InputLine] {
        var lines: [InputLine] = []
        var left = chunk
        while let end = left.firstIndex(of: UInt8(ascii: "\n")) {
            keep(left[..<end])
            lines.append(line())
            left = left[(end + 1)...]
        }
        keep(left)
        return lines
    }

    /// The last line, where no line feed ends it.
    mutating func finish() -> InputLine? { rest.isEmpty && !isTooLong ? nil : line() }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        if isTooLong || rest.count + bytes.count > Self.limit {
            isTooLong = true
            rest = []
        } else {
            rest.append(contentsOf: bytes)
        }
    }

    private mutating func line() -> InputLine {
        number += 1
        defer {
            rest = []
            isTooLong = false
        }
        if isTooLong { return InputLine(number: number, bytes: nil) }
        var bytes = rest
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        return InputLine(number: number, bytes: bytes)
    }
}

/// Lines of a file, or of standard input as they come.
struct LineSource {
    /// What errors call it.
    let name: String
    private let descriptor: Int32
    private var splitter = LineSplitter()
    private var chunk = [UInt8](repeating: 0, count: 1 << 20)
    private var isAtEnd = false

    /// Opens a file; `-` is standard input.
    init(_ path: String) throws(Failure) {
        name = path == "-" ? "standard input" : path
        descriptor = path == "-" ? 0 : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure(.noInput, "\(name) cannot be opened: \(unsafe String(cString: strerror(errno)))")
        }
    }

    /// The next lines, as many as are there; nil at the end, or when `isOver` ended the waiting.
    mutating func next(until isOver: () -> Bool) throws(Failure) -> [InputLine]? {
        while !isAtEnd {
            guard wait(until: isOver) else { return nil }
            let count = unsafe read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw Failure(.noInput, "\(name) cannot be read: \(unsafe String(cString: strerror(errno)))")
            }
            isAtEnd = count == 0
            let lines = isAtEnd ? [splitter.finish()].compactMap(\.self) : splitter.take(chunk[..<count])
            if !lines.isEmpty { return lines }
        }
        return nil
    }

    /// True once there is something to read, or the end.
    private func wait(until isOver: () -> Bool) -> Bool {
        var place = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while !isOver() {
            if unsafe poll(&place, 1, 200) != 0 { return true }
        }
        return false
    }

    func close() { if descriptor > 0 { _ = Glibc.close(descriptor) } }
}

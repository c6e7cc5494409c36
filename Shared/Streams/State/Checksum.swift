/// Four bytes after each value in a file of a state store or of the embedded log, by which a value that the disk has
/// changed is noticed.
///
/// Not CRC32C, which the standard library has not: this takes eight bytes a step without a table, on any processor. A
/// change within one such word always changes the whole; any other is missed once in 4,000 million times.
enum Checksum {
    static let length = 4

    /// Writes the value with its checksum behind it. The key is in it as well: a value under another key is a wrong one.
    static func seal(_ key: RawSpan, _ value: RawSpan, in place: UnsafeMutableRawBufferPointer) {
        unsafe value.withUnsafeBytes { unsafe place.copyMemory(from: $0) }
        unsafe seal(key, at: place)
    }

    /// Writes the checksum of all that is before it at the end of a buffer.
    static func seal(_ key: RawSpan, at target: UnsafeMutableRawBufferPointer) {
        let end = target.count - length
        let sum = unsafe of(key, UnsafeRawBufferPointer(rebasing: target[..<end]).bytes)
        unsafe target.storeBytes(of: sum.bigEndian, toByteOffset: end, as: UInt32.self)
    }

    /// Whether what was sealed is what was written.
    static func holds(_ key: RawSpan, _ sealed: UnsafeRawBufferPointer) -> Bool {
        guard sealed.count >= length else { return false }
        let end = sealed.count - length
        let stored = unsafe UInt32(bigEndian: sealed.loadUnaligned(fromByteOffset: end, as: UInt32.self))
        return unsafe of(key, UnsafeRawBufferPointer(rebasing: sealed[..<end]).bytes) == stored
    }

    /// The value in what was sealed; nil where it is not what was written.
    static func open(_ key: [UInt8], _ sealed: UnsafeRawBufferPointer) -> [UInt8]? {
        guard unsafe holds(key.span.bytes, sealed) else { return nil }
        return unsafe [UInt8](UnsafeRawBufferPointer(rebasing: sealed.dropLast(length)))
    }

    private static func of(_ key: RawSpan, _ value: RawSpan) -> UInt32 {
        var hash = WordHash()
        hash.add(key)
        hash.add(value)
        return UInt32(truncatingIfNeeded: hash.value ^ hash.value >> 32)
    }
}

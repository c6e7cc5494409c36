/// Four bytes after each value in a state store's file, by which a value that the disk has changed is told.
enum Checksum {
    static let length = 4

    /// Writes the value with its checksum behind it. The key is in it as well: a value under another key is a wrong one.
    static func seal(_ key: [UInt8], _ value: [UInt8], in place: UnsafeMutableRawBufferPointer) {
        unsafe place.copyBytes(from: value)
        let sum = unsafe of(key, value.span.bytes)
        unsafe place.storeBytes(of: sum.bigEndian, toByteOffset: value.count, as: UInt32.self)
    }

    /// The value in what was sealed; nil where it is not what was written.
    static func open(_ key: [UInt8], _ sealed: UnsafeRawBufferPointer) -> [UInt8]? {
        guard sealed.count >= length else { return nil }
        let value = unsafe UnsafeRawBufferPointer(rebasing: sealed.dropLast(length))
        let stored = unsafe UInt32(bigEndian: sealed.loadUnaligned(fromByteOffset: value.count, as: UInt32.self))
        guard unsafe of(key, value.bytes) == stored else { return nil }
        return unsafe [UInt8](value)
    }

    private static func of(_ key: [UInt8], _ value: RawSpan) -> UInt32 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        unsafe mix(&hash, key.span.bytes)
        mix(&hash, value)
        return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
    }

    /// Eight bytes a step.
    private static func mix(_ hash: inout UInt64, _ bytes: RawSpan) {
        var at = 0
        while at + 8 <= bytes.byteCount {
            step(&hash, unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: at, as: UInt64.self))
            at += 8
        }
        while at < bytes.byteCount {
            step(&hash, UInt64(unsafe bytes.unsafeLoad(fromUncheckedByteOffset: at, as: UInt8.self)))
            at += 1
        }
        step(&hash, UInt64(bytes.byteCount))
    }

    private static func step(_ hash: inout UInt64, _ word: UInt64) {
        hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 29
    }
}

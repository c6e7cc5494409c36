/// What may stand in a JSON string as it is: found eight bytes at a time.
enum JSONText {
    static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// The top bit of the first of eight bytes, in the order in which they stand, that may not stand in a string as it is; 0 where
    /// all may. Bits above that one say nothing: a byte below 0x20, or one that is zero once it is compared with the two others,
    /// borrows from the next.
    @inline(__always)
    private static func faults(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let control = (word &- ones &* 0x20) & ~word
        return (control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)) & tops
    }

    /// How far a piece may stand in a string as it is, and whether that much is ASCII.
    static func plainRun(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) -> (end: Int, isASCII: Bool) {
        var at = range.lowerBound
        var all: UInt64 = 0
        // The last word may reach beyond the piece, not beyond the text.
        while at < range.upperBound, at + 8 <= text.count {
            let word = unsafe UInt64(littleEndian: text.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            let fault = faults(word)
            let plain = min(fault == 0 ? 8 : fault.trailingZeroBitCount / 8, range.upperBound - at)
            all |= plain == 8 ? word : word & (1 << UInt64(8 * plain) &- 1)
            at += plain
            if plain < 8 { return (at, all & tops == 0) }
        }
        while at < range.upperBound {
            let byte = unsafe text[at]
            guard isPlain(byte) else { break }
            all |= UInt64(byte)
            at += 1
        }
        return (at, all & tops == 0)
    }

    /// How far a piece that begins here is plain ASCII: up to the first byte that may not stand in a string as it is, or
    /// that ASCII does not have; to the end of the text where there is none.
    static func plainASCIIEnd(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
        var at = start
        while at + 8 <= text.count {
            let word = unsafe UInt64(littleEndian: text.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            let fault = faults(word) | word & tops
            if fault != 0 { return at + fault.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < text.count {
            let byte = unsafe text[at]
            guard isPlain(byte), byte < 0x80 else { break }
            at += 1
        }
        return at
    }

    /// Copies a text; false, with some of it copied, where it may not stand in a string as it is.
    static func copyPlain(_ text: UnsafeRawBufferPointer, to place: UnsafeMutablePointer<UInt8>) -> Bool {
        guard let from = text.baseAddress else { return true }
        let target = UnsafeMutableRawPointer(place)
        let count = text.count
        if count >= 8 {
            // The last word overlaps the one before it.
            var at = 0
            while true {
                let word = unsafe from.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                guard faults(word) == 0 else { return false }
                unsafe target.storeBytes(of: word, toByteOffset: at, as: UInt64.self)
                if at == count - 8 { return true }
                at = min(at + 8, count - 8)
            }
        }
        for at in 0..<count {
            let byte = unsafe from.load(fromByteOffset: at, as: UInt8.self)
            guard isPlain(byte) else { return false }
            unsafe target.storeBytes(of: byte, toByteOffset: at, as: UInt8.self)
        }
        return true
    }
}

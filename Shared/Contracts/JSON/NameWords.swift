/// A name of at most 24 bytes in three words, so that it is held against others without a loop: against a name that is
/// known when this is compiled it takes a comparison or two.
public struct NameWords: Sendable {
    /// How many bytes it has.
    @usableFromInline let count: Int
    /// Its bytes in order, the first one lowest; zero beyond its end.
    @usableFromInline let first: UInt64
    @usableFromInline let second: UInt64
    @usableFromInline let third: UInt64

    /// How many bytes a name may have.
    static let longest = 24

    private init(count: Int, first: UInt64, second: UInt64, third: UInt64) {
        self.count = count
        self.first = first
        self.second = second
        self.third = third
    }

    /// - Parameter count: at most 24.
    init(_ start: UnsafeRawPointer, count: Int) {
        self.count = count
        first = unsafe Self.word(start, 0, count)
        second = unsafe Self.word(start, 8, count)
        third = unsafe Self.word(start, 16, count)
    }

    // Reading three whole words, masked, where 24 bytes are there, was tried, together with a short way for numbers of one digit and
    // for the last bytes of a hash: 0.2 % fewer instructions for a cancellation, so they were left out.

    /// A piece of bytes; nil where it is longer. Not an initializer, which would hold on to the bytes.
    static func of(_ bytes: [UInt8], _ range: Range<Int>) -> NameWords? {
        guard range.count <= longest else { return nil }
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "a name beyond the end")
        return unsafe bytes.withUnsafeBytes { bytes in
            unsafe bytes.baseAddress.map { unsafe Self($0 + range.lowerBound, count: range.count) }
        }
    }

    /// No bytes.
    static let none = of([0], 0..<0)!

    var text: String {
        unsafe String(unsafeUninitializedCapacity: Self.longest) { place in
            for index in 0..<count {
                let word = index < 8 ? first : index < 16 ? second : third
                unsafe place[index] = UInt8(truncatingIfNeeded: word >> UInt64(8 * (index & 7)))
            }
            return count
        }
    }

    /// What follows a beginning of at most seven bytes; nil where it begins otherwise.
    @inline(__always)
    func behind(_ beginning: StaticString) -> NameWords? {
        let length = beginning.utf8CodeUnitCount
        let bits = UInt64(8 * length)
        let word = unsafe Self.word(UnsafeRawPointer(beginning.utf8Start), 0, length)
        guard count >= length, first & (1 << bits &- 1) == word else { return nil }
        return NameWords(
            count: count - length, first: first >> bits | second << (64 - bits),
            second: second >> bits | third << (64 - bits), third: third >> bits)
    }

    @inlinable @inline(__always)
    public static func ~= (name: StaticString, words: NameWords) -> Bool {
        let count = name.utf8CodeUnitCount
        guard count == words.count else { return false }
        let start = unsafe UnsafeRawPointer(name.utf8Start)
        return unsafe word(start, 0, count) == words.first && word(start, 8, count) == words.second
            && word(start, 16, count) == words.third
    }

    /// The eight bytes of a text that stand from here on, with zeros behind its end. Nothing beyond it is read.
    @inlinable @inline(__always)
    static func word(_ start: UnsafeRawPointer, _ at: Int, _ count: Int) -> UInt64 {
        let left = count - at
        if left <= 0 { return 0 }
        if left >= 8 { return unsafe UInt64(littleEndian: start.loadUnaligned(fromByteOffset: at, as: UInt64.self)) }
        if count >= 8 {
            let last = unsafe UInt64(littleEndian: start.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
            return last >> UInt64(64 - 8 * left)
        }
        // Two pieces that overlap: what both have is the same.
        if count >= 4 {
            let low = unsafe UInt64(UInt32(littleEndian: start.loadUnaligned(fromByteOffset: 0, as: UInt32.self)))
            let last = unsafe start.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
            let high = UInt64(UInt32(littleEndian: last))
            return low | high << UInt64(8 * (count - 4))
        }
        let low = unsafe UInt64(start.load(fromByteOffset: 0, as: UInt8.self))
        let middle = unsafe UInt64(start.load(fromByteOffset: count / 2, as: UInt8.self))
        let high = unsafe UInt64(start.load(fromByteOffset: count - 1, as: UInt8.self))
        return low | middle << UInt64(8 * (count / 2)) | high << UInt64(8 * (count - 1))
    }
}

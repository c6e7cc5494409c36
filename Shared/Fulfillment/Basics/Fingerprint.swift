/// A 64-bit FNV-1a hash, the same on every machine and in every version: says whether two messages have the same content, and
/// whether a message was seen before.
public struct Fingerprint: Hashable, Sendable {
    public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    public init() {}
    public init(value: UInt64) { self.value = value }

    /// Takes in a text and where it ends, so that "a","bc" and "ab","c" differ.
    public mutating func add(_ text: String?) {
        guard let text else { return add(byte: 0xfe) }
        let isDone: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { bytes in
            var value = self.value
            for index in 0..<bytes.count { value = unsafe (value ^ UInt64(bytes[index])) &* Self.prime }
            self.value = value
        }
        if isDone == nil { for byte in text.utf8 { add(byte: byte) } }
        add(byte: 0xff)
    }

    /// Takes in a number.
    public mutating func add(_ number: Int) {
        var number = UInt64(bitPattern: Int64(number))
        for _ in 0..<8 {
            add(byte: UInt8(truncatingIfNeeded: number))
            number >>= 8
        }
    }

    /// Adds lines, in any order.
    public mutating func add(_ lines: [Line]?) {
        guard let lines else { return add(byte: 0xfe) }
        for line in lines.sorted(by: { $0.sku < $1.sku }) {
            add(line.sku)
            add(line.quantity)
        }
        add(byte: 0xff)
    }

    private mutating func add(byte: UInt8) { value = (value ^ UInt64(byte)) &* Self.prime }

    private static let prime: UInt64 = 0x0000_0100_0000_01b3
}

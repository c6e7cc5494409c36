/// What a message carries: key, headers and value, in one buffer and so in one allocation.
///
/// The buffer holds the key, then the headers, then the value. A header stands as its name's length (2 bytes, little
/// endian), the name, its value's length (4 bytes, `absent` where the header has no value) and the value. A missing key
/// and a missing value (a tombstone) are told apart from empty ones.
public struct RecordBody: Sendable, Equatable {
    /// Key, headers and value, one after the other.
    public private(set) var bytes: [UInt8]
    /// Length of the key; -1 where there is none.
    public private(set) var keyLength: Int32
    /// Length of all headers as they stand in `bytes`.
    public private(set) var headersLength: Int32
    /// False for a tombstone.
    public private(set) var hasValue: Bool

    /// The length that stands for a header without a value.
    static let absent: UInt32 = .max

    /// Takes over a buffer that is laid out as described above.
    public init(bytes: [UInt8], keyLength: Int32, headersLength: Int32, hasValue: Bool) {
        precondition(Int(max(keyLength, 0)) + Int(headersLength) <= bytes.count, "a record's parts exceed its buffer")
        self.bytes = bytes
        self.keyLength = keyLength
        self.headersLength = headersLength
        self.hasValue = hasValue
    }

    /// A body made of separate parts, for what is not on the hot path.
    public init(key: [UInt8]?, headers: [Header] = [], value: [UInt8]?) {
        var builder = RecordBuilder(key: key, capacity: (key?.count ?? 0) + (value?.count ?? 0) + headers.count * 48)
        for header in headers { builder.header(header.name, header.value) }
        if let value { builder.bytes.append(contentsOf: value) }
        self = builder.finish(hasValue: value != nil)
    }

    /// Where the key stands; nil where there is none.
    public var keyRange: Range<Int>? { keyLength < 0 ? nil : 0..<Int(keyLength) }
    /// Where the headers stand.
    public var headersRange: Range<Int> {
        let start = Int(max(keyLength, 0))
        return start..<start + Int(headersLength)
    }
    /// Where the value stands; nil for a tombstone.
    public var valueRange: Range<Int>? { hasValue ? headersRange.upperBound..<bytes.count : nil }

    /// A copy of the key.
    public var key: [UInt8]? { keyRange.map { Array(bytes[$0]) } }
    /// A copy of the value.
    public var value: [UInt8]? { valueRange.map { Array(bytes[$0]) } }
    /// A copy of the headers.
    public var headers: [Header] {
        var all: [Header] = []
        forEachHeader { name, value in
            all.append(Header(String(decoding: bytes[name], as: UTF8.self), value.map { Array(bytes[$0]) }))
        }
        return all
    }

    /// Calls `visit` with the places of each header's name and value in `bytes`, in order.
    @inlinable
    public func forEachHeader(_ visit: (_ name: Range<Int>, _ value: Range<Int>?) -> Void) {
        var at = headersRange.lowerBound
        let end = headersRange.upperBound
        while at < end {
            let nameLength = Int(bytes[at]) | Int(bytes[at + 1]) << 8
            let name = at + 2..<at + 2 + nameLength
            at = name.upperBound
            var length: UInt32 = 0
            for shift in 0..<4 { length |= UInt32(bytes[at + shift]) << UInt32(8 * shift) }
            at += 4
            if length == .max {
                visit(name, nil)
            } else {
                visit(name, at..<at + Int(length))
                at += Int(length)
            }
        }
    }
}

/// A header outside the hot path: a name and a value, which may be missing.
public struct Header: Sendable, Equatable {
    public var name: String
    public var value: [UInt8]?

    public init(_ name: String, _ value: [UInt8]?) {
        self.name = name
        self.value = value
    }

    public init(_ name: String, _ value: String) {
        self.init(name, Array(value.utf8))
    }
}

/// Builds a `RecordBody` in its final buffer: key, then headers, then the value, written straight to `bytes`.
public struct RecordBuilder: Sendable {
    /// The buffer. After the last header, whoever writes the value appends to it.
    public var bytes: [UInt8]
    private let keyLength: Int32
    private var headersLength: Int32 = 0

    public init(key: [UInt8]?, capacity: Int = 512) {
        bytes = []
        bytes.reserveCapacity(capacity)
        if let key { bytes.append(contentsOf: key) }
        keyLength = key.map { Int32($0.count) } ?? -1
    }

    /// Adds a header; all of them come before the value.
    public mutating func header(_ name: StaticString, _ value: String) {
        name.withUTF8Buffer { name in open(name.count) { bytes in unsafe bytes.append(contentsOf: name) } }
        var value = value
        value.withUTF8 { utf8 in close(utf8.count) { bytes in unsafe bytes.append(contentsOf: utf8) } }
    }

    /// Adds a header whose name is not known before, or that has no value. Of a name beyond 65,535 bytes the rest is lost.
    public mutating func header(_ name: String, _ value: [UInt8]?) {
        open(name.utf8.count) { $0.append(contentsOf: name.utf8.prefix(Int(UInt16.max))) }
        close(value?.count) { if let value { $0.append(contentsOf: value) } }
    }

    private mutating func open(_ count: Int, _ name: (inout [UInt8]) -> Void) {
        let count = UInt16(clamping: count)
        bytes.append(UInt8(truncatingIfNeeded: count))
        bytes.append(UInt8(truncatingIfNeeded: count >> 8))
        name(&bytes)
        headersLength += 2 + Int32(count)
    }

    private mutating func close(_ count: Int?, _ value: (inout [UInt8]) -> Void) {
        let length = count.map { UInt32($0) } ?? RecordBody.absent
        for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
        value(&bytes)
        headersLength += 4 + Int32(count ?? 0)
    }

    /// The finished body; the builder is spent.
    public consuming func finish(hasValue: Bool = true) -> RecordBody {
        RecordBody(bytes: bytes, keyLength: keyLength, headersLength: headersLength, hasValue: hasValue)
    }
}

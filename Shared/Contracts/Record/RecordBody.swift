/// What a message carries: key, headers and value, in one buffer and so in one allocation.
///
/// The buffer holds the key, then the headers, then the value. A header stands as its name's length (2 bytes, little
/// endian), the name, its value's length (4 bytes, `absent` where the header has no value) and the value. A missing key
/// and a missing value (a tombstone) are distinguished from empty ones.
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

    /// A body made of separate parts.
    public init(key: [UInt8]?, headers: [Header] = [], value: [UInt8]?) {
        var builder = RecordBuilder(key: key, capacity: (key?.count ?? 0) + (value?.count ?? 0) + headers.count * 48)
        for header in headers { builder.header(header.name, header.value) }
        if let value { builder.writer.buffer.append(contentsOf: value) }
        self = builder.finish(hasValue: value != nil)
    }

    /// A key and a value without headers, as state is written.
    public init(key: [UInt8], value: [UInt8]?) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(key.count + (value?.count ?? 0))
        bytes += key
        if let value { bytes += value }
        self.init(bytes: bytes, keyLength: Int32(key.count), headersLength: 0, hasValue: value != nil)
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
            let name = at + 2..<at + 2 + Int(little(UInt16.self, at))
            let length = little(UInt32.self, name.upperBound)
            at = name.upperBound + 4
            if length == .max {
                visit(name, nil)
            } else {
                visit(name, at..<at + Int(length))
                at += Int(length)
            }
        }
    }
}

extension RecordBody {
    /// A number as it stands in the buffer.
    @usableFromInline
    func little<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number.Type, _ at: Int) -> Number {
        precondition(at >= 0 && at + MemoryLayout<Number>.size <= bytes.count, "a header beyond the end")
        return unsafe bytes.withUnsafeBytes {
            unsafe Number(littleEndian: $0.loadUnaligned(fromByteOffset: at, as: Number.self))
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

/// Builds a `RecordBody`: key, then headers, then the value, one after the other.
struct RecordBuilder: ~Copyable {
    /// After the last header, writes the value.
    var writer: JSONWriter
    private let keyLength: Int32
    private var headersLength: Int32 = 0

    init(key: [UInt8]?, capacity: Int = 2 * JSONWriter.capacity) {
        writer = JSONWriter(capacity: capacity)
        if let key { writer.buffer.append(contentsOf: key) }
        keyLength = key.map { Int32($0.count) } ?? -1
    }

    /// - Parameter key: writes the key.
    init(key: (inout ByteBuffer) -> Void) {
        writer = JSONWriter(capacity: 2 * JSONWriter.capacity)
        key(&writer.buffer)
        keyLength = Int32(writer.buffer.count)
    }

    /// Adds a header; all of them come before the value.
    mutating func header(_ name: StaticString, _ value: String) {
        var value = value
        value.withUTF8 { bytes in
            unsafe header(name, bytes.count) { place in
                if let from = bytes.baseAddress { unsafe place.update(from: from, count: bytes.count) }
            }
        }
    }

    /// Adds a header with a value of so many bytes.
    @inline(__always)
    mutating func header(_ name: StaticString, _ count: Int, _ value: (UnsafeMutablePointer<UInt8>) -> Void) {
        let length = name.utf8CodeUnitCount
        let whole = 2 + length + 4 + count
        unsafe writer.buffer.write(upTo: whole) { place in
            let start = UnsafeMutableRawPointer(place)
            unsafe start.storeBytes(of: UInt16(length).littleEndian, as: UInt16.self)
            unsafe (place + 2).update(from: name.utf8Start, count: length)
            unsafe start.storeBytes(of: UInt32(count).littleEndian, toByteOffset: 2 + length, as: UInt32.self)
            unsafe value(place + 6 + length)
            return whole
        }
        headersLength += Int32(whole)
    }

    /// Adds a header whose name is not known before, or that has no value. A name is cut off after 65,535 bytes.
    mutating func header(_ name: String, _ value: [UInt8]?) {
        open(name.utf8.count) { $0.append(contentsOf: name.utf8.prefix(Int(UInt16.max))) }
        close(value?.count) { if let value { $0.append(contentsOf: value) } }
    }

    private mutating func open(_ count: Int, _ name: (inout ByteBuffer) -> Void) {
        let count = UInt16(clamping: count)
        writer.buffer.append(UInt8(truncatingIfNeeded: count))
        writer.buffer.append(UInt8(truncatingIfNeeded: count >> 8))
        name(&writer.buffer)
        headersLength += 2 + Int32(count)
    }

    private mutating func close(_ count: Int?, _ value: (inout ByteBuffer) -> Void) {
        let length = count.map { UInt32($0) } ?? RecordBody.absent
        unsafe writer.buffer.write(upTo: 4) { place in
            for index in 0..<4 { unsafe place[index] = UInt8(truncatingIfNeeded: length >> UInt32(8 * index)) }
            return 4
        }
        value(&writer.buffer)
        headersLength += 4 + Int32(count ?? 0)
    }

    /// The finished body.
    func finish(hasValue: Bool = true) -> RecordBody {
        RecordBody(bytes: writer.bytes, keyLength: keyLength, headersLength: headersLength, hasValue: hasValue)
    }
}

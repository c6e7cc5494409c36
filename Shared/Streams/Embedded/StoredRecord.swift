internal import Contracts

/// How a record stands in the embedded log: timestamp (8 bytes), key length (4), headers length (4), a byte of marks, then
/// key, headers and value as `RecordBody` has them, then a checksum (4) of all of it and of the record's place. Numbers are
/// little endian. The marks say whether it has a value (1), and that it has a checksum (2): version 0.1 wrote none.
enum StoredRecord {
    static let headLength = 17
    private static let marks = 16
    private static let hasValue: UInt8 = 1
    private static let hasChecksum: UInt8 = 2

    /// The bytes that a record takes.
    static func length(_ body: RecordBody) -> Int { headLength + body.bytes.count + Checksum.length }

    /// - Parameter key: the place that it is stored under.
    static func write(
        _ body: RecordBody, timestamp: Int64, under key: RawSpan, in target: UnsafeMutableRawBufferPointer
    ) {
        unsafe target.storeBytes(of: timestamp.littleEndian, toByteOffset: 0, as: Int64.self)
        unsafe target.storeBytes(of: body.keyLength.littleEndian, toByteOffset: 8, as: Int32.self)
        unsafe target.storeBytes(of: body.headersLength.littleEndian, toByteOffset: 12, as: Int32.self)
        let marks = hasChecksum | (body.hasValue ? hasValue : 0)
        unsafe target.storeBytes(of: marks, toByteOffset: Self.marks, as: UInt8.self)
        unsafe UnsafeMutableRawBufferPointer(rebasing: target[headLength...]).copyBytes(from: body.bytes)
        unsafe Checksum.seal(key, at: target)
    }

    /// The time and the content of a record; nil where it is not what was written.
    /// - Parameter isChecked: whether it was written with a checksum. Without one, what cannot be is found, and nothing else.
    static func read(
        _ stored: UnsafeRawBufferPointer, under key: RawSpan, isChecked: Bool
    ) -> (timestamp: Int64, body: RecordBody)? {
        let tail = isChecked ? Checksum.length : 0
        guard stored.count >= headLength + tail else { return nil }
        let marks = unsafe stored[Self.marks]
        guard marks & ~hasValue == (isChecked ? hasChecksum : 0), !isChecked || (unsafe Checksum.holds(key, stored))
        else {
            return nil
        }
        let keyLength = unsafe Int32(littleEndian: stored.loadUnaligned(fromByteOffset: 8, as: Int32.self))
        let headersLength = unsafe Int32(littleEndian: stored.loadUnaligned(fromByteOffset: 12, as: Int32.self))
        let content = unsafe UnsafeRawBufferPointer(rebasing: stored[headLength..<stored.count - tail])
        guard keyLength >= -1, headersLength >= 0, Int(max(keyLength, 0)) + Int(headersLength) <= content.count,
            isChecked || (unsafe headersFit(content, from: Int(max(keyLength, 0)), length: Int(headersLength)))
        else { return nil }
        return (
            unsafe Int64(littleEndian: stored.loadUnaligned(fromByteOffset: 0, as: Int64.self)),
            RecordBody(
                bytes: unsafe [UInt8](content), keyLength: keyLength, headersLength: headersLength,
                hasValue: marks & hasValue != 0)
        )
    }

    /// Whether each header ends within them.
    private static func headersFit(_ content: UnsafeRawBufferPointer, from start: Int, length: Int) -> Bool {
        var at = start
        let end = start + length
        while at < end {
            guard at + 2 <= end else { return false }
            at += 2 + Int(unsafe UInt16(littleEndian: content.loadUnaligned(fromByteOffset: at, as: UInt16.self)))
            guard at + 4 <= end else { return false }
            let value = unsafe UInt32(littleEndian: content.loadUnaligned(fromByteOffset: at, as: UInt32.self))
            at += 4 + (value == .max ? 0 : Int(value))
        }
        return at == end
    }
}

/// Where a record stands in the embedded log: a topic's number, a partition and an offset, so that they sort.
struct RecordPlace {
    private var bytes: InlineArray<14, UInt8>

    init(_ number: UInt16, _ partition: Int32, offset: Int64) {
        bytes = InlineArray(repeating: 0)
        for index in 0..<2 { bytes[index] = UInt8(truncatingIfNeeded: number >> UInt16(8 - 8 * index)) }
        for index in 0..<4 { bytes[2 + index] = UInt8(truncatingIfNeeded: partition >> Int32(24 - 8 * index)) }
        for index in 0..<8 { bytes[6 + index] = UInt8(truncatingIfNeeded: offset >> Int64(56 - 8 * index)) }
    }

    /// Calls `body` with the bytes of it.
    func withBytes<Result, Failure: Error>(_ body: (RawSpan) throws(Failure) -> Result) throws(Failure) -> Result {
        try unsafe body(bytes.span.bytes)
    }
}

extension [UInt8] {
    /// A topic's number and a partition, so that they sort.
    ///
    /// - Parameter room: how many bytes will follow.
    init(_ number: UInt16, _ partition: Int32, room: Int = 0) {
        self.init()
        reserveCapacity(6 + room)
        append(number: number)
        append(number: UInt32(bitPattern: partition))
    }

    /// An offset, so that it sorts.
    init(offset: Int64) {
        self.init()
        append(number: UInt64(bitPattern: offset))
    }

    /// Appends a number, big endian.
    mutating func append(number: some FixedWidthInteger) {
        for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// The big-endian number that stands here.
    func number<Number: FixedWidthInteger>(at start: Int) -> Number {
        var value: Number = 0
        for index in start..<start + Number.bitWidth / 8 { value = value << 8 | Number(self[index]) }
        return value
    }
}

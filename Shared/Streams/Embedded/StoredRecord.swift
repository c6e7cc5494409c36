internal import Contracts

/// How a record stands in the embedded log: timestamp (8 bytes), key length (4), headers length (4), whether it has a
/// value (1), then key, headers and value as `RecordBody` has them. Numbers are little endian.
extension Record {
    static let headLength = 17

    static func store(_ body: RecordBody, timestamp: Int64, in target: UnsafeMutableRawBufferPointer) {
        unsafe target.storeBytes(of: timestamp.littleEndian, toByteOffset: 0, as: Int64.self)
        unsafe target.storeBytes(of: body.keyLength.littleEndian, toByteOffset: 8, as: Int32.self)
        unsafe target.storeBytes(of: body.headersLength.littleEndian, toByteOffset: 12, as: Int32.self)
        unsafe target.storeBytes(of: body.hasValue ? 1 : 0, toByteOffset: 16, as: UInt8.self)
        unsafe UnsafeMutableRawBufferPointer(rebasing: target[headLength...]).copyBytes(from: body.bytes)
    }

    init(stored value: UnsafeRawBufferPointer, topic: String, partition: Int32, offset: Int64) {
        let body = unsafe RecordBody(
            bytes: [UInt8](UnsafeRawBufferPointer(rebasing: value[Self.headLength...])),
            keyLength: Int32(littleEndian: value.loadUnaligned(fromByteOffset: 8, as: Int32.self)),
            headersLength: Int32(littleEndian: value.loadUnaligned(fromByteOffset: 12, as: Int32.self)),
            hasValue: value[16] == 1)
        self.init(
            topic: topic, partition: partition, offset: offset,
            timestamp: unsafe Int64(littleEndian: value.loadUnaligned(fromByteOffset: 0, as: Int64.self)), body: body)
    }
}

extension [UInt8] {
    /// A topic's number and a partition, so that they sort.
    init(_ number: UInt16, _ partition: Int32) {
        self.init()
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

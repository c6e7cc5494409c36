internal import Contracts
internal import Kafka

extension Record {
    /// Copies a message out of librdkafka's buffer.
    init(_ message: borrowing FetchedMessage) {
        self.init(
            topic: message.topic, partition: message.partition, offset: message.offset, timestamp: message.timestamp,
            body: RecordBody(message))
    }
}

extension RecordBody {
    /// Copies key, headers and value into one buffer: one allocation a message.
    init(_ message: borrowing FetchedMessage) {
        let key = unsafe message.key
        let value = unsafe message.value
        let headers = message.headers
        let headersLength = RecordBody.length(of: headers)
        let keyLength = unsafe key?.count
        let count = unsafe (keyLength ?? 0) + headersLength + (value?.count ?? 0)
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            var writer = unsafe BodyWriter(start: buffer.baseAddress)
            if let key = unsafe key { unsafe writer.write(key) }
            for index in 0..<headers.count {
                let header = unsafe headers[index]
                unsafe writer.write(header: header.name, header.value)
            }
            if let value = unsafe value { unsafe writer.write(value) }
            initialized = count
        }
        unsafe self.init(
            bytes: bytes, keyLength: keyLength.map { Int32($0) } ?? -1, headersLength: Int32(headersLength),
            hasValue: value != nil)
    }

    private static func length(of headers: borrowing MessageHeaderView) -> Int {
        var length = 0
        for index in 0..<headers.count {
            let header = unsafe headers[index]
            unsafe length += 6 + BodyWriter.name(header.name).count + (header.value?.count ?? 0)
        }
        return length
    }
}

/// Writes a record's parts one after the other into its buffer, which is large enough for all of them.
@safe
private struct BodyWriter {
    private var at: UnsafeMutablePointer<UInt8>?

    init(start: UnsafeMutablePointer<UInt8>?) { unsafe at = unsafe start }

    /// The part of a header's name that its two bytes of length can hold.
    static func name(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: bytes.prefix(Int(UInt16.max)))
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer) {
        guard let from = bytes.baseAddress, bytes.count > 0, let to = unsafe at else { return }
        unsafe UnsafeMutableRawPointer(to).copyMemory(from: from, byteCount: bytes.count)
        unsafe at = unsafe to + bytes.count
    }

    mutating func write(header name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) {
        let name = unsafe BodyWriter.name(name)
        write(little: UInt32(name.count), bytes: 2)
        unsafe write(name)
        unsafe write(little: value.map { UInt32($0.count) } ?? UInt32.max, bytes: 4)
        if let value = unsafe value { unsafe write(value) }
    }

    private mutating func write(little number: UInt32, bytes: Int) {
        guard let to = unsafe at else { return }
        for index in 0..<bytes { unsafe to[index] = UInt8(truncatingIfNeeded: number >> UInt32(8 * index)) }
        unsafe at = unsafe to + bytes
    }
}

extension OutgoingRecord {
    /// Calls `body` with the parts as librdkafka takes them, none of them copied but the headers.
    func withParts<Result>(
        _ body: (
            _ key: UnsafeRawBufferPointer?, _ value: UnsafeRawBufferPointer?, _ headers: consuming MessageHeaders?
        ) throws(KafkaError) -> Result
    ) throws(KafkaError) -> Result {
        let record = self.body
        return try unsafe record.bytes.withUnsafeBufferPointer { (buffer) throws(KafkaError) -> Result in
            let bytes = UnsafeRawBufferPointer(buffer)
            func part(_ range: Range<Int>) -> UnsafeRawBufferPointer {
                unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
            }
            var headers: MessageHeaders?
            if record.headersLength > 0 {
                var list = MessageHeaders()
                record.forEachHeader { name, value in unsafe list.add(part(name), value.map { unsafe part($0) }) }
                headers = consume list
            }
            return try unsafe body(
                record.keyRange.map { unsafe part($0) }, record.valueRange.map { unsafe part($0) }, headers)
        }
    }
}

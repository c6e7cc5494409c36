internal import CRdKafka

/// The headers of a message that is to be written, in librdkafka's own list.
@safe
public struct MessageHeaders: ~Copyable {
    private var pointer: OpaquePointer?

    /// An empty list with room for `capacity` headers.
    public init(capacity: Int = 12) {
        unsafe pointer = unsafe rd_kafka_headers_new(capacity)
    }

    deinit { if let pointer = unsafe pointer { unsafe rd_kafka_headers_destroy(pointer) } }

    /// Adds a header; one without a value is not the same as one with an empty value. Copies both.
    public mutating func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) {
        // An empty buffer may have no address, which for librdkafka would be a missing value.
        let empty: StaticString = ""
        let start = unsafe value.map { unsafe $0.baseAddress ?? UnsafeRawPointer(empty.utf8Start) }
        let code = unsafe rd_kafka_header_add(
            pointer,
            name.baseAddress?.assumingMemoryBound(to: CChar.self)
                ?? UnsafeRawPointer(empty.utf8Start)
                .assumingMemoryBound(to: CChar.self), name.count, start, value?.count ?? 0)
        precondition(code == RD_KAFKA_RESP_ERR_NO_ERROR, "librdkafka refused a header")
    }

    /// Adds a header given as values.
    public mutating func add(_ name: String, _ value: [UInt8]?) {
        var name = name
        name.withUTF8 { name in
            guard let value else { return unsafe add(UnsafeRawBufferPointer(name), nil) }
            unsafe value.withUnsafeBytes { unsafe add(UnsafeRawBufferPointer(name), $0) }
        }
    }

    /// librdkafka's list, which stays this value's until `taken`.
    var native: OpaquePointer? { unsafe pointer }

    /// The list belongs to a message now.
    mutating func taken() { unsafe pointer = nil }
}

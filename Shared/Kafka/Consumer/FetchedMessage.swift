internal import CRdKafka
import Glibc

/// A message as it stands in librdkafka's buffer: a view that lives as long as the closure it is given to, and so cannot
/// be copied. What its buffers show must be copied too where it is to be kept.
@safe
public struct FetchedMessage: ~Copyable {
    private let message: UnsafePointer<rd_kafka_message_t>
    /// The topic's name.
    public let topic: String

    init(_ message: UnsafePointer<rd_kafka_message_t>, topic: String) {
        unsafe self.message = unsafe message
        self.topic = topic
    }

    /// The partition's number.
    public var partition: Int32 { unsafe message.pointee.partition }
    /// The message's place in the partition.
    public var offset: Int64 { unsafe message.pointee.offset }

    /// When it was made (or received, as the topic is set up), in milliseconds since 1970; -1 where the broker does not say.
    public var timestamp: Int64 {
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        return unsafe rd_kafka_message_timestamp(message, &type)
    }

    /// The key; nil where there is none, which is not the same as an empty one.
    public var key: UnsafeRawBufferPointer? {
        guard let start = unsafe message.pointee.key else { return nil }
        return unsafe UnsafeRawBufferPointer(start: start, count: message.pointee.key_len)
    }

    /// The value; nil for a tombstone, which is not the same as an empty value.
    public var value: UnsafeRawBufferPointer? {
        guard let start = unsafe message.pointee.payload else { return nil }
        return unsafe UnsafeRawBufferPointer(start: start, count: message.pointee.len)
    }

    /// The headers in their order.
    public var headers: MessageHeaderView {
        var headers: OpaquePointer?
        let found = unsafe rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR
        return unsafe MessageHeaderView(found ? headers : nil)
    }
}

/// The headers of a fetched message; lives as long as the message's view.
@safe
public struct MessageHeaderView: ~Copyable {
    private let headers: OpaquePointer?

    init(_ headers: OpaquePointer?) {
        unsafe self.headers = unsafe headers
    }

    /// How many there are.
    public var count: Int {
        guard let headers = unsafe headers else { return 0 }
        return unsafe rd_kafka_header_cnt(headers)
    }

    /// The header at a place: its name, and its value where it has one.
    public subscript(index: Int) -> (name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?) {
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        let found = unsafe rd_kafka_header_get_all(headers, index, &name, &value, &size)
        precondition(found == RD_KAFKA_RESP_ERR_NO_ERROR, "a message has no header \(index)")
        let bytes = unsafe UnsafeRawBufferPointer(start: name, count: name.map { unsafe strlen($0) } ?? 0)
        return unsafe (bytes, value.map { unsafe UnsafeRawBufferPointer(start: $0, count: size) })
    }
}

internal import CRdKafka

/// What librdkafka or the broker could not do.
public struct KafkaError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The number of the error: below zero librdkafka's own, above zero the broker's. See `Code`.
    public var code: Int32
    /// The name that librdkafka gives the error, such as `_TRANSPORT` or `TOPIC_ALREADY_EXISTS`.
    public var name: String
    /// What librdkafka says about it.
    public var message: String
    /// The client cannot go on and must be recreated.
    public var isFatal: Bool
    /// The same call may be made again, with the same arguments.
    public var isRetriable: Bool
    /// The transaction in hand must be aborted; then the client can go on.
    public var requiresAbort: Bool
    /// What was being done, and on what.
    public var context: String
    /// The topic that it was about, where that is known.
    public var topic: String?

    /// An error of this library's own or one known by its number only.
    public init(
        code: Int32, message: String? = nil, isFatal: Bool = false, isRetriable: Bool = false,
        requiresAbort: Bool = false, context: String
    ) {
        let native = rd_kafka_resp_err_t(rawValue: code)
        self.code = code
        self.name = unsafe String(cString: rd_kafka_err2name(native))
        self.message = unsafe message ?? String(cString: rd_kafka_err2str(native))
        self.isFatal = isFatal
        self.isRetriable = isRetriable
        self.requiresAbort = requiresAbort
        self.context = context
    }

    /// One line: what was tried, and what the answer was.
    public var description: String { "\(context): \(message) (\(name))" }
}

extension KafkaError {
    /// Takes the error over from librdkafka and frees it.
    init(taking error: OpaquePointer, context: String) {
        unsafe self.init(
            code: rd_kafka_error_code(error).rawValue, message: String(cString: rd_kafka_error_string(error)),
            isFatal: rd_kafka_error_is_fatal(error) != 0, isRetriable: rd_kafka_error_is_retriable(error) != 0,
            requiresAbort: rd_kafka_error_txn_requires_abort(error) != 0, context: context)
        unsafe rd_kafka_error_destroy(error)
    }

    init(_ code: rd_kafka_resp_err_t, context: String) {
        self.init(code: code.rawValue, context: context)
        isRetriable =
            code == RD_KAFKA_RESP_ERR__TIMED_OUT || code == RD_KAFKA_RESP_ERR__TRANSPORT
            || code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || code == RD_KAFKA_RESP_ERR__WAIT_COORD
            || code == RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE || code == RD_KAFKA_RESP_ERR__WAIT_CACHE
    }

    /// Throws unless `code` is success.
    static func check(
        _ code: rd_kafka_resp_err_t, _ context: @autoclosure () -> String
    ) throws(KafkaError) {
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        throw KafkaError(code, context: context())
    }

    /// Throws what librdkafka returned, if it did.
    static func check(_ error: OpaquePointer?, _ context: @autoclosure () -> String) throws(KafkaError) {
        guard let error = unsafe error else { return }
        throw unsafe KafkaError(taking: error, context: context())
    }
}

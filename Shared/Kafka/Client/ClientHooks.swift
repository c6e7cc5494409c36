internal import CRdKafka
internal import Threads

/// What librdkafka calls back while a client lives: its log, and the count of requests that end transactions.
final class ClientHooks: Sendable {
    private let log: @Sendable (KafkaLogLine) -> Void
    private let endRequests = Monitor(0)

    init(_ configuration: KafkaConfiguration) {
        log = configuration.log
    }

    /// How many EndTxn requests were sent, counting those that were sent again.
    var endRequestCount: Int { endRequests.withLock { $0 } }

    /// Hooks itself into a configuration; lives on until `release`.
    func install(in native: OpaquePointer) {
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        unsafe rd_kafka_conf_set_opaque(native, context)
        unsafe rd_kafka_conf_set_log_cb(native, logged)
        unsafe rd_kafka_conf_interceptor_add_on_new(native, "turnback", clientMade, context)
    }

    /// Gives up what `install` holds, once the client is gone.
    func release() { unsafe Unmanaged.passUnretained(self).release() }

    fileprivate static func at(_ context: UnsafeMutableRawPointer) -> ClientHooks {
        unsafe Unmanaged<ClientHooks>.fromOpaque(context).takeUnretainedValue()
    }

    fileprivate func write(_ line: KafkaLogLine) { log(line) }
    fileprivate func countEndRequest() { endRequests.withLock { $0 += 1 } }
}

/// LOG_WARNING of syslog.
private let warning: Int32 = 4
/// The number of the EndTxn request in Kafka's protocol.
private let endTxn: Int16 = 26

private func logged(
    _ client: OpaquePointer?, _ level: Int32, _ facility: UnsafePointer<CChar>?, _ text: UnsafePointer<CChar>?
) {
    guard level <= warning, let client = unsafe client, let context = unsafe rd_kafka_opaque(client),
        let facility = unsafe facility, let text = unsafe text
    else { return }
    unsafe ClientHooks.at(context).write(
        KafkaLogLine(level: Int(level), facility: String(cString: facility), text: String(cString: text)))
}

private func clientMade(
    _ client: OpaquePointer?, _ configuration: OpaquePointer?, _ context: UnsafeMutableRawPointer?,
    _ reason: UnsafeMutablePointer<CChar>?, _ size: Int
) -> rd_kafka_resp_err_t {
    unsafe rd_kafka_interceptor_add_on_request_sent(client, "turnback", requestSent, context)
}

private func requestSent(
    _ client: OpaquePointer?, _ socket: Int32, _ broker: UnsafePointer<CChar>?, _ brokerID: Int32, _ key: Int16,
    _ version: Int16, _ correlation: Int32, _ size: Int, _ context: UnsafeMutableRawPointer?
) -> rd_kafka_resp_err_t {
    if key == endTxn, let context = unsafe context { unsafe ClientHooks.at(context).countEndRequest() }
    return RD_KAFKA_RESP_ERR_NO_ERROR
}

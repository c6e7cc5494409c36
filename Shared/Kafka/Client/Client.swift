internal import CRdKafka
internal import Threads

/// The one owner of a librdkafka client.
///
/// Whoever took queues, events or topics from the client gives them back before `destroy`.
@safe
final class Client: @unchecked Sendable {
    // Unchecked for the sake of one field, `pointer`: rd_kafka_t may be used from any thread (rdkafka.h, "thread-safe").
    let pointer: OpaquePointer
    let hooks: ClientHooks
    private let isDestroyed = Monitor(false)

    enum Kind { case producer, consumer }

    /// Makes a client which reports these kinds of events in its queues.
    init(_ kind: Kind, _ configuration: KafkaConfiguration, events: Int32) throws(KafkaError) {
        let hooks = ClientHooks(configuration)
        let native = try unsafe configuration.native()
        unsafe rd_kafka_conf_set_events(native, events)
        unsafe hooks.install(in: native)
        var reason = [CChar](repeating: 0, count: 512)
        let type = kind == .producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER
        guard let pointer = unsafe rd_kafka_new(type, native, &reason, reason.count) else {
            // Neither the configuration nor the hooks are freed: after a failure that comes late (TLS, say) librdkafka has
            // freed the interceptors of the configuration already, and would do so again (2.0.2). A few KiB, once.
            throw KafkaError(
                code: KafkaError.Code.invalidArgument,
                message: String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self),
                context: "make a Kafka client")
        }
        unsafe self.pointer = unsafe pointer
        self.hooks = hooks
    }

    deinit { startDestroying() }

    /// Ends the client. Returns false when that is not done by the deadline; it then goes on by itself.
    @discardableResult
    func destroy(deadline: ContinuousClock.Instant) -> Bool {
        guard let done = startDestroying() else { return true }
        return done.wait(until: deadline) { $0 } != nil
    }

    /// `rd_kafka_destroy` blocks as long as it likes, so it gets a thread. A consumer is closed by its owner before.
    @discardableResult
    private func startDestroying() -> Monitor<Bool>? {
        let isFirst = isDestroyed.withLock { done in
            defer { done = true }
            return !done
        }
        guard isFirst else { return nil }
        let done = Monitor(false)
        let remains = unsafe Remains(pointer: pointer, hooks: hooks)
        NativeThread.run {
            unsafe rd_kafka_destroy_flags(remains.pointer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
            remains.hooks.release()
            done.withLock { $0 = true }
        }
        return done
    }

    /// What the destroying thread needs. Unchecked for `pointer`, as above.
    @safe
    private struct Remains: @unchecked Sendable {
        let pointer: OpaquePointer
        let hooks: ClientHooks
    }

    /// The error for which the client cannot go on, where there is one.
    func fatalError(_ context: String) -> KafkaError? {
        var reason = [CChar](repeating: 0, count: 512)
        let code = unsafe rd_kafka_fatal_error(pointer, &reason, reason.count)
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        return KafkaError(
            code: code.rawValue,
            message: String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self),
            isFatal: true, context: context)
    }
}

/// What version of librdkafka is loaded, such as `2.0.2`.
public func librdkafkaVersion() -> String { unsafe String(cString: rd_kafka_version_str()) }

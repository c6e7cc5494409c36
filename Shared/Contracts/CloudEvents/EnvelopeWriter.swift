import Fulfillment

extension Message {
    /// The message as a record in binary mode, all of it in one array.
    ///
    /// - Parameter envelope: its attributes; type and subject are the message's own.
    public func body(_ envelope: Envelope) -> RecordBody {
        var builder = RecordBuilder { writeKey(to: &$0) }
        builder.header("ce_specversion", "1.0")
        builder.header("ce_id", envelope.id)
        builder.header("ce_source", envelope.source)
        builder.header("ce_type", type.rawValue)
        if let time = envelope.time { unsafe builder.header("ce_time", Timestamp.length) { unsafe time.write(to: $0) } }
        builder.header("ce_subject", envelope.subject ?? subject)
        builder.header("content-type", "application/json")
        if let correlation = envelope.correlationId ?? caseId { builder.header("ce_correlationid", correlation) }
        if let causation = envelope.causationId { builder.header("ce_causationid", causation) }
        if let count = envelope.causationCount { builder.header("ce_causationcount", String(count)) }
        if let principal = envelope.principal { builder.header(Envelope.principalHeader, principal) }
        if let traceparent = envelope.traceparent { builder.header("traceparent", traceparent) }
        if let tracestate = envelope.tracestate { builder.header("tracestate", tracestate) }
        encodeData(&builder.writer)
        return builder.finish()
    }
}

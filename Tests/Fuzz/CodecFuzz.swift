import Contracts
import Fulfillment

/// What libFuzzer calls with each input: a record as text, its headers one per line, an empty line, its value.
///
/// Nothing may crash or take long, and what is read as a message has to be the same message, to the byte, after it was
/// written and read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCodecs(_ input: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: input, count: size))
    let body = FuzzedRecord.body(bytes)
    for topic in [Topic.cancellationRequests, .orderCommands] { check(body, topic) }
    // The same value with no attributes at all, and every type of the contract for it.
    let value = body.value ?? []
    check(RecordBody(key: nil, headers: [], value: value), .cancellationRequests)
    if let type = MessageType.allCases.dropFirst(Int(bytes.first ?? 0) % MessageType.allCases.count).first {
        let headers = [
            Header("ce_specversion", "1.0"), Header("ce_id", "1"), Header("ce_source", "/fuzz"),
            Header("ce_type", type.rawValue),
        ]
        check(RecordBody(key: nil, headers: headers, value: value), type.topic)
    }
    checkTime(value)
    return 0
}

private func check(_ body: RecordBody, _ topic: Topic) {
    let envelope: Envelope
    let message: Message
    do throws(DecodeError) { (envelope, message) = try Message.decode(body, topic: topic) } catch {
        precondition(error.description.utf8.count < 1_000, "a long complaint")
        return
    }
    #if PLANTED
        // What a codec that loses a field would do.
        if case .cancellationRequested(let request) = message, request.note != nil { fatalError("planted") }
    #endif
    let written = message.body(envelope)
    do throws(DecodeError) {
        let (again, same) = try Message.decode(written, topic: message.type.topic)
        precondition(again.identity == envelope.identity && again.type == envelope.type, "another message")
        precondition(again.time == envelope.time, "another time")
        precondition(same == message, "other data")
        precondition(same.body(again).bytes == written.bytes, "other bytes")
    } catch { fatalError("what was written is not read: \(error)") }
}

/// A time that is read is written as the same time.
private func checkTime(_ value: [UInt8]) {
    guard value.count < 64, let time = Timestamp(rfc3339: String(decoding: value, as: UTF8.self)) else { return }
    precondition(Timestamp(rfc3339: time.rfc3339) == time, "another time")
}

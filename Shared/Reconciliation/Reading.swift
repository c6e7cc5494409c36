import Contracts
import Fulfillment

/// One record as the books take it: decoded once, so that it can be judged as often as somebody likes.
struct Reading: Sendable {
    var place: Place
    /// Nil where the record has no attributes that can be read, or stands on the dead letters.
    var envelope: Envelope?
    var message: Message?
    /// Why there is no message.
    var error: DecodeError?
    /// It stands under the key that the message has.
    var isUnderItsKey = false
    /// `final` of an outcome and `available` of a movement as they stand there: the domain's values compute them.
    var final: Bool?
    var available: Int?
    /// For a dead letter, where the message stood.
    var deadLetterOf: Fingerprint?

    init(_ record: Record, at place: Place) {
        self.place = place
        guard place.topic != .deadLetters else {
            deadLetterOf = Self.origin(record.body)
            return
        }
        do throws(DecodeError) {
            let opened = try EnvelopeReader(record.body, topic: place.topic)
            envelope = opened.envelope
            var data = opened.data
            // One that was accepted under older rules of ids and texts was answered; one that is not, has a dead letter.
            data.isOwn = true
            let message = try Message(opened.envelope, &data)
            self.message = message
            isUnderItsKey = record.body.keyRange.map { record.body.bytes[$0].elementsEqual(message.key.utf8) } ?? false
            switch message {
            case .cancellationChanged: final = try opened.data.bool(of: "final")
            case .stockMoved: available = try opened.data.integer(of: "available")
            default: break
            }
        } catch {
            message = nil
            self.error = error
        }
    }

    /// The headers of a dead letter that say where it came from.
    private static func origin(_ body: RecordBody) -> Fingerprint? {
        var origin: [String: String] = [:]
        for header in body.headers where header.name.hasPrefix("__streams.errors.") {
            origin[header.name] = header.value.map { String(decoding: $0, as: UTF8.self) }
        }
        guard let topic = origin["__streams.errors.topic"], let partition = origin["__streams.errors.partition"],
            let offset = origin["__streams.errors.offset"]
        else { return nil }
        return Fingerprint(topic, partition, offset)
    }
}

extension JSONReader {
    /// One boolean of an object, which the domain's value does not keep; nil where it is not there.
    fileprivate func bool(of name: StaticString) throws(DecodeError) -> Bool? {
        var reader = self
        var value: Bool?
        try reader.object { key, reader throws(DecodeError) in
            if name ~= key { value = try reader.bool() } else { try reader.skip() }
        }
        return value
    }

    /// One whole number of an object, which the domain's value does not keep; nil where it is not there.
    fileprivate func integer(of name: StaticString) throws(DecodeError) -> Int? {
        var reader = self
        var value: Int?
        try reader.object { key, reader throws(DecodeError) in
            if name ~= key { value = Int(try reader.integer()) } else { try reader.skip() }
        }
        return value
    }
}

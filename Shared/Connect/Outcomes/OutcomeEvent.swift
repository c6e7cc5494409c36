public import Contracts
internal import Fulfillment

/// An outcome as a store's endpoint gets it: a CloudEvent in structured mode, so that the signature covers all of it.
public struct OutcomeEvent: Sendable, Equatable {
    /// The id of the event in the log, which is also the `webhook-id`: the same on every try and every replay.
    public var id: String
    public var store: String
    public var storeOrder: String
    public var body: [UInt8]

    /// The media type of the body.
    public static let contentType = "application/cloudevents+json"

    /// The event of a record; nil for what no store hears of, and for what its endpoint does not want.
    public init?(_ record: Record, wanted: (String) -> Endpoint.Events?) {
        guard let opened = try? EnvelopeReader(record.body, topic: .cancellationOutcomes) else { return nil }
        var data = opened.data
        guard let message = try? Message(opened.envelope, &data) else { return nil }
        let key: StoreOrderKey
        let isFinal: Bool
        switch message {
        case .cancellationChanged(let changed): (key, isFinal) = (changed.storeOrder, changed.state.isFinal)
        case .cancellationContradicted(let contradicted): (key, isFinal) = (contradicted.storeOrder, true)
        default: return nil
        }
        guard let events = wanted(key.storeId), events == .all || isFinal else { return nil }
        // A full stop would end the id where it is signed.
        let id = String(opened.envelope.id.map { $0 == "." ? "_" : $0 })
        self.id = id
        store = key.storeId
        storeOrder = key.storeOrderId
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("specversion", "1.0")
            writer.field("id", id)
            writer.field("source", "/turnback/stores/" + URIText.escaped(key.storeId))
            writer.field("type", message.type.rawValue)
            writer.field("subject", key.storeOrderId)
            writer.field("time", (opened.envelope.time ?? Timestamp(milliseconds: record.timestamp)).rfc3339)
            writer.field("datacontenttype", "application/json")
            writer.field("correlationid", ifPresent: message.caseId)
            writer.key("data")
            message.encodeData(&writer)
        }
        body = writer.bytes
    }
}

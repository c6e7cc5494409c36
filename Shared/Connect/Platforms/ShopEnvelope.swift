internal import Contracts

/// What queues and their forwarders put around a message: SQS (a message, or Lambda's list of records), SNS, EventBridge,
/// Azure Event Grid's CloudEvents, and Google Pub/Sub's push.
enum ShopEnvelope {
    /// How many may be around each other: SNS in SQS in a Lambda's event is three.
    private static let most = 4

    /// The message within; the text itself where nothing is around it.
    static func unwrapped(_ node: JSONNode) throws(DecodeError) -> JSONNode {
        var inner = node
        for _ in 0..<most {
            guard let next = try content(of: inner) else { return inner }
            inner = next
        }
        return inner
    }

    private static func content(of node: JSONNode) throws(DecodeError) -> JSONNode? {
        if let records = node["Records"]?.elements {
            guard records.count == 1 else {
                throw DecodeError(
                    .invalidField, "Records", "\(records.count) messages in one call: forward each by itself (batch size 1)")
            }
            return records[0]
        }
        // SQS: `body` from Lambda, `Body` from the API. SNS: `Message`, with its `Type`.
        for name in ["body", "Body"] where node["messageId"] != nil || node["MessageId"] != nil {
            if let text = node[name]?.text { return try parsed(text, name) }
        }
        if node["Type"]?.text == "Notification", let text = node["Message"]?.text { return try parsed(text, "Message") }
        // A CloudEvent in structured mode, as Azure Event Grid pushes it.
        if node["specversion"] != nil, let data = node["data"] { return data }
        if node["detail-type"] != nil, let detail = node["detail"] { return detail }
        if let data = node["message"]?["data"]?.text, node["subscription"] != nil {
            guard let bytes = Base64.bytes(data) else {
                throw DecodeError(.invalidField, "message.data", "expected Base64, as Google Pub/Sub pushes")
            }
            return try JSONNode(bytes)
        }
        return nil
    }

    private static func parsed(_ text: String, _ name: String) throws(DecodeError) -> JSONNode {
        do { return try JSONNode(Array(text.utf8)) } catch { throw error.inside(name) }
    }
}

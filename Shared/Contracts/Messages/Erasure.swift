public import Fulfillment

/// Says that the texts and tracking numbers of a store order are to be removed wherever Turnback has copied them: all
/// that was said of it until then. It is kept for ever, so that a view that is rebuilt from older messages removes
/// them as well.
public struct Erasure: Sendable, Equatable {
    public var storeOrder: StoreOrderKey
    public var erasedAt: Timestamp

    public init(_ storeOrder: StoreOrderKey, at time: Timestamp) {
        self.storeOrder = storeOrder
        erasedAt = time
    }

    /// As it lies on its topic.
    public var body: RecordBody {
        var writer = JSONWriter()
        writer.object { writer in
            writer.storeOrder(storeOrder)
            writer.field("erasedAt", erasedAt)
        }
        return RecordBody(
            key: storeOrder.bytes, headers: [Header("content-type", "application/json")], value: writer.bytes)
    }

    /// Nil where it is none.
    public init?(_ body: RecordBody) {
        guard let value = body.value else { return nil }
        var reader = JSONReader(value)
        var storeOrder = StoreOrderFields()
        var erasedAt: Timestamp?
        do throws(DecodeError) {
            try reader.object { key, reader throws(DecodeError) in
                switch key {
                case "erasedAt": erasedAt = try reader.time()
                default: if try !storeOrder.take(key, &reader) { try reader.skip() }
                }
            }
            self.init(try storeOrder.key(), at: try erasedAt.required("erasedAt"))
        } catch { return nil }
    }
}

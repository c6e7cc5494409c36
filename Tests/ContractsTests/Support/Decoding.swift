import Fulfillment
import Testing

@testable import Contracts

/// What becomes of this data under this type.
func decode(
    _ type: MessageType, _ json: String, source: String = "test", id: String = "1"
) throws(DecodeError) -> Message {
    var reader = JSONReader(Array(json.utf8))
    return try Message(Envelope(source: source, id: id, type: type), &reader)
}

/// Why this data is not a message of this type; nil where it is one.
func refusal(_ type: MessageType, _ json: String) -> DecodeError? {
    do throws(DecodeError) {
        _ = try decode(type, json)
        return nil
    } catch { return error }
}

/// The data of a message.
func encoded(_ message: Message) -> String {
    var writer = JSONWriter()
    message.encodeData(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
}

/// Why bytes are not a JSON text; nil where they are.
func jsonRefusal(_ bytes: [UInt8]) -> DecodeError? {
    do throws(DecodeError) {
        var reader = JSONReader(bytes)
        try reader.skip()
        try reader.finish()
        return nil
    } catch { return error }
}

/// The examples of CONTRACTS.md, as they stand there.
enum Example {
    static let submitted = """
        {"outboundOrderId":"OB-1001-1","storeId":"shop-de","storeOrderId":"1001","merchantId":"acme","warehouseId":"LAX1",
         "lines":[{"sku":"SKU-1","quantity":2},{"sku":"SKU-7","quantity":1}],"submittedAt":"2026-11-24T08:00:00.000Z"}
        """
    static let requested = """
        {"requestId":"r-5001","storeId":"shop-de","storeOrderId":"1001","reason":"buyerChangedMind","requestedBy":"buyer",
         "requestedAt":"2026-11-24T08:05:00.000Z","lines":[{"sku":"SKU-1","quantity":1}],"note":"ordered twice"}
        """
    static let outcome = """
        {"caseId":"shop-de/1001/c1","requestId":"r-5001","storeId":"shop-de","storeOrderId":"1001","revision":2,
         "state":"cancelled","final":true,"code":"cancelledBeforeWork","stage":"awaitingOutbound","nextAction":"none","labelVoided":null,
         "outboundOrders":[{"outboundOrderId":"OB-1001-1","warehouseId":"LAX1","status":"cancelled","code":"cancelledBeforeWork"}],
         "quantities":{"requested":3,"cancelled":3,"refused":0,"intercepted":0,"restored":0,"quarantined":0,"writtenOff":0,"pending":0},
         "changedAt":"2026-11-24T08:05:00.012Z"}
        """
    static let policy = """
        {"defaults":{"unknownOrderGraceSeconds":900,"verifySeconds":14400,"interceptSeconds":14400,"restockSeconds":604800,"escalationSeconds":14400,
                     "restockBy":"returnOrder","whenWarehouseIsSilent":"refuse"},
         "merchants":{"acme":{"restockBy":"adjustment"}}}
        """
}

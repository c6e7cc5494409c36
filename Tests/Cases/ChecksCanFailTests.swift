import Foundation
import Testing

/// A check that finds nothing proves nothing: every kind of expectation is broken once, and noticed.
@Suite("Cases that must not pass")
struct ChecksCanFailTests {
    /// Cancelled before work, shipped all the same, refused to come back twice; and one that is looked for.
    private static let lines = [
        #"{"specversion":"1.0","id":"m1","source":"/wms","type":"fulfillment.stock.receive.v1","time":"2026-11-24T08:00:00Z","data":{"merchantId":"acme","warehouseId":"W1","receiptId":"RC","lines":[{"sku":"A","quantity":10}]}}"#,
        submitted("m2", "OB-1", "1001"), requested("m3", "r1", "1001"), shipped("m4", "OB-1", "1001"),
        submitted("m5", "OB-2", "1002"), shipped("m6", "OB-2", "1002"), requested("m7", "r2", "1002"),
        #"{"specversion":"1.0","id":"m8","source":"/wms","type":"fulfillment.stock.adjust.v1","time":"2026-11-24T08:00:00Z","data":{"merchantId":"acme","warehouseId":"W1","adjustmentId":"AD","sku":"A","delta":-50,"reasonCode":"count","actor":"floor"}}"#,
        #"{"specversion":"1.0","id":"m9","source":"/wms","type":"fulfillment.stock.release.v1","time":"2026-11-24T08:00:00Z","data":{"merchantId":"acme","warehouseId":"W1","outboundOrderId":"OB-3","lines":[{"sku":"A","quantity":1}],"replyTo":{"storeId":"shop","storeOrderId":"1003"}}}"#,
        #"{"specversion":"1.0","id":"m10","source":"/wms","type":"fulfillment.carrier.scanned.v1","time":"2026-11-24T08:00:00Z","data":{"outboundOrderId":"OB-1","storeId":"shop","storeOrderId":"1001","warehouseId":"W1","status":"returnedToSender","trackingNumber":"TN","reportedAt":"2026-11-24T08:00:00Z"}}"#,
    ]

    private static func submitted(_ id: String, _ order: String, _ storeOrder: String) -> String {
        #"{"specversion":"1.0","id":"\#(id)","source":"/oms","type":"fulfillment.outbound-order.submitted.v1","time":"2026-11-24T08:00:00Z","data":{"outboundOrderId":"\#(order)","storeId":"shop","storeOrderId":"\#(storeOrder)","merchantId":"acme","warehouseId":"W1","lines":[{"sku":"A","quantity":2}],"submittedAt":"2026-11-24T07:00:00Z"}}"#
    }

    private static func requested(_ id: String, _ request: String, _ storeOrder: String) -> String {
        #"{"specversion":"1.0","id":"\#(id)","source":"/store","type":"fulfillment.cancellation.requested.v1","time":"2026-11-24T08:00:00Z","data":{"requestId":"\#(request)","storeId":"shop","storeOrderId":"\#(storeOrder)","reason":"other","requestedBy":"buyer","requestedAt":"2026-11-24T08:00:00Z"}}"#
    }

    private static func shipped(_ id: String, _ order: String, _ storeOrder: String) -> String {
        #"{"specversion":"1.0","id":"\#(id)","source":"/wms","type":"fulfillment.warehouse.progressed.v1","time":"2026-11-24T08:00:00Z","data":{"outboundOrderId":"\#(order)","storeId":"shop","storeOrderId":"\#(storeOrder)","warehouseId":"W1","status":"shipped","reportedAt":"2026-11-24T08:00:00Z"}}"#
    }

    private static let hand = """
        {"stock": {"W1": {"A": [6, 0, 0]}},
         "requests": {"r1": {"state": "cancelled", "code": "cancelledBeforeWork", "nextAction": "none",
                             "quantities": {"requested": 2, "cancelled": 2}, "parts": {"OB-1": {"status": "cancelled"}},
                             "told": [{"code": "lateShipment", "outboundOrderId": "OB-1", "quantity": 2}]},
                      "r2": {"state": "verifying", "requested": 2}},
         "orders": {"OB-1": {"status": "cancelled"}, "OB-2": {"status": "shipped", "custody": "unknown", "lines": {"A": 2}}},
         "returns": {"RTS-OB-1": {"state": "awaitingArrival", "origin": "customer", "lines": {"A": {"expected": 2}}}},
         "openTasks": [{"kind": "verifyGoods", "outboundOrderId": "OB-2", "units": 2}],
         "rejections": {"m8": "insufficientStock", "m9": "unknownOutboundOrder"},
         "stockRefused": {"m9": {"code": "unknownOutboundOrder"}},
         "moved": {"OB-1": {"issued": 2, "released": 2}}}
        """

    private static func differences(_ hand: String, midst: String = "") throws -> [String] {
        let first = #"{"do":"about","shows":"a check","hand":\#(hand.replacing("\n", with: " "))}"#
        let story = try Story(name: "a check", text: ([first] + lines + [midst]).joined(separator: "\n"))
        return try Player.play(story).differences
    }

    @Test func aRightHandIsRight() throws {
        #expect(try Self.differences(Self.hand) == [])
        let either = Self.hand.replacing(
            #""moved":"#, with: #""either": [{"orders": {"OB-1": {"status": "shipped"}}}, {}], "moved":"#)
        #expect(try Self.differences(either) == [])
    }

    @Test(arguments: [
        ("[6, 0, 0]", "[7, 0, 0]", "stock of A in W1: expected 7/0/0, seen 6/0/0"),
        (#""W1": {"A""#, #""W1": {"B": [1, 0, 0], "A""#, "stock of B in W1: expected 1/0/0, seen 0/0/0"),
        (#"{"A": [6, 0, 0]}"#, "{}", "stock of A in W1: expected 0/0/0, seen 6/0/0"),
        (
            #""state": "cancelled""#, #""state": "refused""#,
            "r1: expected refused/cancelledBeforeWork/none, seen cancelled/"
        ),
        (#""cancelledBeforeWork""#, #""!cancelledBeforeWork|x""#, "r1: expected cancelled/!cancelledBeforeWork|x/none"),
        (
            #""nextAction": "none""#, #""nextAction": "wait|resubmit""#,
            "r1: expected cancelled/cancelledBeforeWork/wait|resubmit"
        ),
        (#""cancelled": 2}"#, #""cancelled": 1}"#, "r1, units: expected cancelled 1, requested 2, seen cancelled 2"),
        (#""status": "cancelled"}}"#, #""status": "shipped"}}"#, "r1, OB-1, status: expected shipped, seen cancelled"),
        (#""parts": {"OB-1""#, #""parts": {"OB-9""#, "r1, OB-1: expected not in the outcome, seen in it"),
        (#""quantity": 2}]"#, #""quantity": 1}]"#, "r1 was sent: expected lateShipment OB-1 (1)"),
        (
            #""told": [{"code": "lateShipment", "outboundOrderId": "OB-1", "quantity": 2}]"#, #""told": []"#,
            "r1 was sent beside"
        ),
        (#""requested": 2}}"#, #""requested": 3}}"#, "r2, requested: expected 3, seen 2"),
        (#","r2""#, #","r9""#, "r9: expected verifying/*/*, seen no outcome"),
        (#","r2""#, #","r9""#, "r2: the hand does not name it; seen verifying/"),
        (
            #""custody": "unknown""#, #""custody": "carrier""#,
            "outbound order OB-2, custody: expected carrier, seen unknown"
        ),
        (#""lines": {"A": 2}}}"#, #""lines": {"A": 1}}}"#, "outbound order OB-2, A: expected 1, seen 2"),
        (
            #"{"OB-1": {"status": "cancelled"}, "OB-2""#, #"{"OB-2""#,
            "outbound order shop/1001/OB-1: the hand does not name it"
        ),
        (#""RTS-OB-1""#, #""RET""#, "return order RTS-OB-1: expected closed, seen awaitingArrival"),
        (
            #""RTS-OB-1": {"state": "awaitingArrival""#, #""RTS-OB-1": {"state": "none""#,
            "state: expected none, seen awaitingArrival"
        ),
        (#""origin": "customer""#, #""origin": "interception""#, "origin: expected interception, seen customer"),
        (#"{"expected": 2}"#, #"{"expected": 1}"#, "return order RTS-OB-1, A, expected: expected 1, seen 2"),
        (
            #""units": 2}]"#, #""units": 1}]"#,
            #"open tasks: expected verifyGoods OB-2 (1), seen ["verifyGoods OB-2 (2)"]"#
        ),
        (
            #"[{"kind": "verifyGoods", "outboundOrderId": "OB-2", "units": 2}]"#, "[]",
            "open tasks beside: expected none"
        ),
        (
            #""openTasks""#,
            #""closedTasks": [{"kind": "stopWork", "outboundOrderId": "OB-1", "result": "done"}], "openTasks""#,
            "closed tasks: expected stopWork OB-1 done, seen []"
        ),
        (#""m8": "insufficientStock", "#, "", "rejection of m8: expected none, seen insufficientStock"),
        (
            #""m8": "insufficientStock""#, #""m8": "alreadyRestored""#,
            "rejection of m8: expected alreadyRestored, seen insuff"
        ),
        (#""m8": "insufficientStock""#, #""m8": "*", "m1": "*""#, "rejection of m1: expected *, seen none"),
        (
            #""stockRefused": {"m9""#, #""stockRefused": {"m8""#,
            "stock.refused for m8: expected unknownOutboundOrder, seen []"
        ),
        (#""issued": 2"#, #""issued": 1"#, "units of OB-1, issued: expected 1, seen 2"),
        (#""moved""#, #""notTaken": {"m1": "*"}, "moved""#, "m1 is not a valid message: expected *, seen none"),
        (
            #""moved""#, #""answers": [{"of": "/api/v1/orders/shop/1001", "contains": ["OB-7"]}], "moved""#,
            "expected to say OB-7"
        ),
        (
            #""moved""#, #""answers": [{"of": "inspect order shop/1002", "noneWaits": true}], "moved""#,
            "shop/1002/c1 still waits"
        ),
        (
            #""moved""#,
            #""either": [{"stock": {"W1": {"A": [1, 0, 0]}}}, {"orders": {"OB-1": {"status": "x"}}}], "moved""#,
            "expected"
        ),
    ])
    func aWrongHandIsNoticed(right: String, wrong: String, said: String) throws {
        let compact = Self.hand.replacing(/,\s+"r2"/, with: #","r2""#)
        #expect(compact.contains(right))
        let differences = try Self.differences(compact.replacing(right, with: wrong, maxReplacements: 1))
        #expect(differences.contains { $0.contains(said) }, "\(differences)")
    }

    @Test func whatIsCountedInTheMidstOfAStoryIsLookedAt() throws {
        let wrong =
            #"{"do":"count","hand":{"stock":{"W1":{"A":[1,0,0]}},"requests":{"r1":{"state":"cancelled","told":[]}}}}"#
        let differences = try Self.differences(Self.hand, midst: wrong)
        #expect(differences.count == 2 && differences.allSatisfy { $0.hasPrefix("in the midst: ") }, "\(differences)")
    }

    @Test func anExpectationThatNobodyLooksAtIsAnError() {
        #expect(throws: Strict.UnknownFields.self) {
            try Self.differences(Self.hand.replacing(#""custody""#, with: #""custodian""#))
        }
    }

    @Test func aMessageThatIsNoneIsNoticed() throws {
        let differences = try Self.differences(
            Self.hand,
            midst: #"{"specversion":"1.0","id":"m11","source":"/wms","type":"fulfillment.stock.receive.v1","data":{}}"#)
        #expect(differences.contains { $0.hasPrefix("m11 is not a valid message: expected taken") }, "\(differences)")
    }
}

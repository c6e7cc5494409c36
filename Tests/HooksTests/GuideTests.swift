import Connect
import Contracts
import Foundation
import Fulfillment
import Operations
import Testing
import Threads

@testable import Hooks

/// The guide for whoever connects a shop (Shared/Connect/README.md): its files are read as they stand there, and a stand-in for
/// each platform calls as its section says, proves itself as it says, and sends again.
@Suite("The guide to shops", .timeLimit(.minutes(10)))
struct GuideTests {
    private static let secret = "secret-of-the-stand-in"

    // MARK: Its files

    /// The JSON blocks of the guide.
    private static func blocks() throws -> [String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "Shared/Connect/README.md"), encoding: .utf8)
        return text.components(separatedBy: "```json\n").dropFirst().compactMap { $0.components(separatedBy: "```").first }
    }

    /// A block as a whole file: some show a part of one.
    private static func file(_ block: String) -> String {
        let block = block.trimmingCharacters(in: .whitespacesAndNewlines)
            .replacingOccurrences(of: "whsec_…", with: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3")
        if block.hasPrefix("{\"connections\"") { return block }
        if block.hasPrefix("\"endpoints\"") { return "{\(block)}" }
        if block.hasPrefix("\"lookUp\"") {
            return #"{"connections":{"a":{"platform":"woocommerce","store":"s","merchant":"m","secret":"12345678",\#(block)}}}"#
        }
        return #"{"connections":{\#(block)}}"#
    }

    @Test("has files that are read as they stand, and an answer of a look-up that is one")
    func files() throws {
        let blocks = try Self.blocks()
        let answers = blocks.filter { $0.hasPrefix("{\"cancellations\"") }
        #expect(answers.count == 1 && blocks.count >= 5)
        let asking = try HookRig.list(HookRig.shops)
        let question = ShopQuestion(ids: ["q"], kind: "cancellationRequest", facts: [:], at: nil)
        for answer in answers {
            let found = try LookUpAnswer.cancellations(
                Array(answer.utf8), to: question, try #require(asking.connections["sho"]))
            #expect(found.map(\.storeOrderId) == ["1001"])
        }
        for block in blocks where !answers.contains(block) {
            #expect(throws: Never.self, "\(block)") { try HookRig.list(Self.file(block)) }
        }
    }

    // MARK: Its platforms

    /// A stand-in: how its calls prove themselves, what it sends, and what the guide promises.
    struct StandIn: Sendable {
        var platform: String
        /// What its section adds to the connection.
        var settings = ""
        var body: String
        var proof: @Sendable (String) -> HTTPHeaders
        var order: String
        /// The answer to what cannot be read.
        var unreadable: Int
        /// The answer while Kafka is away.
        var away: Int
    }

    private static func hmac(_ body: String) -> [UInt8] { HMAC.sha256(key: Array(secret.utf8), Array(body.utf8)) }
    private static let bearer: @Sendable (String) -> HTTPHeaders = { _ in ["Authorization": "Bearer \(secret)"] }

    static let standIns: [StandIn] = [
        StandIn(
            platform: "shopify", body: HookRig.shopify(7, name: "1001"),
            proof: { ["X-Shopify-Hmac-SHA256": Base64.text(hmac($0)), "X-Shopify-Webhook-Id": "\(UInt64.random(in: 0...999))"] },
            order: "1001", unreadable: 200, away: 503),
        StandIn(
            platform: "woocommerce", body: HookRig.woo(4711),
            proof: { ["X-WC-Webhook-Signature": Base64.text(hmac($0)), "X-WC-Webhook-Topic": "order.updated"] },
            order: "4711", unreadable: 200, away: 200),
        StandIn(
            platform: "amazon",
            body:
                #"{"MessageId":"m","Body":"{\"NotificationType\":\"ORDER_CHANGE\",\"EventTime\":\"2026-01-01T00:00:05Z\",\"Payload\":{\"OrderChangeNotification\":{\"SellerId\":\"S\",\"AmazonOrderId\":\"111-2222222-3333333\",\"OrderChangeType\":\"BuyerRequestedChange\",\"Summary\":{\"OrderStatus\":\"Unshipped\",\"FulfillmentType\":\"MFN\",\"OrderItems\":[{\"OrderItemId\":\"71\",\"SellerSKU\":\"A-1\",\"Quantity\":2,\"QuantityShipped\":0,\"IsBuyerRequestedCancel\":true}]}}}}"}"#,
            proof: bearer, order: "111-2222222-3333333", unreadable: 400, away: 503),
        StandIn(
            platform: "shopware",
            body:
                #"{"data":{"event":"state_enter.order.state.cancelled","payload":{"order":{"id":"00aa","orderNumber":"10001"}}},"source":{"shopId":"sh1","eventId":"e1"},"timestamp":1767225600}"#,
            proof: { ["shopware-shop-signature": hmac($0).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()] },
            order: "10001", unreadable: 200, away: 503),
        StandIn(
            platform: "bigcommerce",
            body:
                #"{"scope":"store/order/statusUpdated","created_at":1767225600,"hash":"h","data":{"type":"order","id":250,"status":{"previous_status_id":11,"new_status_id":5}}}"#,
            proof: { _ in ["x-turnback-token": secret] }, order: "250", unreadable: 200, away: 503),
        StandIn(
            platform: "commercetools",
            body:
                #"{"id":"m1","resource":{"typeId":"order","id":"o1"},"type":"OrderStateChanged","orderState":"Cancelled","createdAt":"2026-01-01T00:00:00Z","resourceUserProvidedIdentifiers":{"orderNumber":"1001"}}"#,
            proof: bearer, order: "1001", unreadable: 400, away: 503),
        StandIn(
            platform: "adobe-commerce", settings: #","signature":{"scheme":"token","header":"x-turnback-token"}"#,
            body:
                #"{"order":{"entity_id":"12","increment_id":"000000123","state":"canceled","updated_at":"2026-01-01 00:00:00"}}"#,
            proof: { _ in ["x-turnback-token": secret] }, order: "000000123", unreadable: 200, away: 200),
        // Adobe's I/O Events, as the action of the guide forwards them.
        StandIn(
            platform: "adobe-commerce", settings: #","signature":{"scheme":"token","header":"authorization"}"#,
            body:
                #"{"order":{"entity_id":"12","increment_id":"000000124","state":"canceled","updated_at":"2026-01-01 00:00:00"}}"#,
            proof: bearer, order: "000000124", unreadable: 200, away: 200),
    ]

    @Test("is what a stand-in for each platform meets: one request of several calls, and each answer that it names", arguments: standIns.indices)
    func calls(_ index: Int) throws {
        let standIn = Self.standIns[index]
        let connection =
            #""c":{"platform":"\#(standIn.platform)","store":"shop-de","merchant":"acme","secret":"\#(Self.secret)"\#(standIn.settings)}"#
        let rig = try HookRig(try HookRig.list(#"{"connections":{\#(connection)}}"#))
        defer { rig.stop() }
        let path = "/hooks/\(standIn.platform)/c"
        func call(_ body: String) throws -> Int { try rig.call(path, body, standIn.proof(body)).status }

        #expect(try rig.call(path, standIn.body).status == 401, "without a proof")
        if standIn.isSigned {
            #expect(try rig.call(path, standIn.body, standIn.proof(standIn.body + " ")).status == 401, "of another body")
        }
        #expect(try call("{") == standIn.unreadable)
        // It sends again until it is answered with 200, and Kafka is away at first.
        rig.log.isShut.withLock { $0 = true }
        #expect(try call(standIn.body + "\n") == standIn.away)
        rig.log.isShut.withLock { $0 = false }
        let deadline = ContinuousClock.now + .seconds(60)
        while try call(standIn.body + "\n") != 200 {
            guard ContinuousClock.now < deadline else { throw HookRig.Late(what: "it is not answered with 200") }
        }
        for _ in 0..<3 { #expect(try call(standIn.body + "\n") == 200) }
        try rig.restart()
        #expect(try call(standIn.body) == 200)
        let requests = try rig.requests(1)
        #expect(requests.map(\.storeOrder) == [StoreOrderKey(storeId: "shop-de", storeOrderId: standIn.order)])
    }
}

extension GuideTests.StandIn {
    /// Whether the proof is over the body. A token that is not takes any body.
    var isSigned: Bool { ["shopify", "woocommerce", "shopware"].contains(platform) }
}

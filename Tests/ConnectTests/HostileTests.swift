import Contracts
import Fulfillment
import TestSupport
import Testing

@testable import Connect

/// Bodies that a stranger has bent: each comes to a verdict or to an error, and what it asks for is a valid request.
@Suite("Hostile bodies")
struct HostileTests {
    private static let samples: [(platform: String, more: String, bodies: [String])] = [
        (
            "shopify", "",
            [
                ShopifyTests.order, #"{"kind":"CANCELLATION_REQUEST"}"#,
                #"{"fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/31","request_status":"cancellation_request"},"fulfillment_order_merchant_request":{"id":"gid://x/41"}}"#,
                #"{"order_edit":{"id":7,"order_id":1,"line_items":{"removals":[{"id":9007199254742001,"delta":1}]}}}"#,
            ]
        ),
        ("woocommerce", "", [WooCommerceTests.order, #"{"action":"woocommerce_order_status_cancelled","arg":4711}"#, "webhook_id=12"]),
        ("amazon", "", [AmazonTests.notification, #"{"Type":"Notification","Message":"{}"}"#, #"{"Records":[{"messageId":"m","body":"{}"}]}"#]),
        ("shopware", "", [MappingTests.shopware]), ("bigcommerce", "", [MappingTests.bigCommerce]),
        ("commercetools", "", [MappingTests.commercetools]),
        ("adobe-commerce", #","signature":{"scheme":"token"}"#, [MappingTests.adobe]),
    ]

    /// Bends bytes as fuzzers do.
    private static func bent(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<7, using: &random) {
            case 0: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
            case 1: bytes.removeSubrange(place..<min(place + Int.random(in: 0...30, using: &random), bytes.count))
            case 2: bytes.insert(contentsOf: bytes[place...].prefix(Int.random(in: 0...60, using: &random)), at: place)
            case 3: bytes = Array(bytes[..<place])
            case 4:
                let words = [
                    "null", "{}", "[]", "-1", "1e400", "9223372036854775808", "\"\\ud800\"", "\"\\u0000\"", "true", "\"a/b\"", "\"\"",
                    String(repeating: "[", count: 40), "\u{202e}", "\u{feff}",
                ]
                bytes.insert(contentsOf: words.randomElement(using: &random)!.utf8, at: place)
            case 5: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &random) }
            default:
                // A value becomes another's.
                let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
                bytes = Array(parts.shuffled(using: &random).joined(separator: [UInt8(ascii: ":")]))
            }
        }
        return bytes
    }

    @Test("crash nothing, and what they ask for is a valid request", arguments: 0..<7)
    func bodies(_ index: Int) throws {
        let (platform, more, bodies) = Self.samples[index]
        let connection = try Rig.connection(platform, more)
        var random = SplitMix64(seed: UInt64(index) + 1)
        for round in 0..<3_000 {
            let body = round < bodies.count ? Array(bodies[round].utf8) : Self.bent(Array(bodies.randomElement(using: &random)!.utf8), &random)
            let call = ShopCall(headers: ["x-shopify-hmac-sha256": String(decoding: body.prefix(50), as: UTF8.self)], body: body, receivedAt: Rig.now)
            #expect(!connection.accepts(call))
            _ = connection.isOpening(call)
            guard let verdict = try? connection.verdict(call), case .cancel(let found) = verdict else { continue }
            for one in found {
                // It is one that the contract's own reader takes.
                var writer = JSONWriter()
                Message.cancellationRequested(one.request(of: connection, receivedAt: Rig.now)).encodeData(&writer)
                let record = RecordBody(key: nil, value: writer.bytes)
                _ = try Message.decode(record, topic: .cancellationRequests)
            }
        }
    }

    @Test("in files crash nothing")
    func files() throws {
        let edifact =
            "UNA:+.? 'UNB+UNOC:3+P:14+R:14+260101:0000+I'UNH+M1+ORDCHG:D:96A:UN'BGM+230+CHG-77+4'RFF+ON:PO?+1'LIN+1+2+A-1:EN'LIN+2+3'PIA+5+B:SA'QTY+21:2'UNS+S'UNT+6+M1'UNZ+1+I'"
        let x12 =
            "ISA*00*          *00*          *ZZ*P              *ZZ*TURNBACK       *261124*0000*U*00401*000000001*0*P*>~GS*PC*P*T*20261124*1330*1*X*004010~ST*860*0001~BCH*04*SA*S7**1*20261124~POC*1*QD*1*1*EA***VN*A-1~SE*3*0001~GE*1*1~IEA*1*1~"
        let settings = EDISettings(sender: "P")
        let connections = ##"{"connections":{"a":{"platform":"shopify","store":"s","merchant":"m","secret":"12345678","order":{"from":"name"}}},"endpoints":{}}"##
        var random = SplitMix64(seed: 7)
        for _ in 0..<5_000 {
            for text in [edifact, x12] {
                let entries = (try? EDIFile.read(Self.bent(Array(text.utf8), &random)) { _ in settings }) ?? []
                for entry in entries { if case .change(let change) = entry.outcome { #expect(!change.order.isEmpty) } }
            }
            _ = try? SweepFile.rows(Self.bent(Array("id,number,status\n1,\"2\",cancelled\n".utf8), &random))
            do throws(ConnectionFileError) { _ = try ConnectionList.decode(Self.bent(Array(connections.utf8), &random)) } catch {
                #expect(error.line >= 1 && !error.reason.isEmpty)
            }
        }
    }
}

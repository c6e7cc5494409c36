import Contracts
import Fulfillment
import Testing

@Suite("What a message says", .timeLimit(.minutes(15)))
struct MessageContentTests {
    private func content(_ type: MessageType, _ json: String) throws -> UInt64 { try decode(type, json).content }

    @Test("is the same with fields of the future, and in any order of fields", arguments: MessageType.allCases)
    func same(type: MessageType) throws {
        let full = try content(type, type.fullExample.compact)
        #expect(try content(type, try ExampleFile(type: type, kind: .future).text()) == full)
        guard case .object(let fields) = type.fullExample else { return }
        #expect(try content(type, JSONValue.object(fields.reversed()).compact) == full)
    }

    @Test("differs with every field that the type knows, except for texts that name people", arguments: MessageType.allCases)
    func differs(type: MessageType) throws {
        let full = try decode(type, type.fullExample.compact)
        var others: Set<UInt64> = [full.content]
        for mutation in type.fullExample.mutations {
            guard let other = try? decode(type, mutation.value.compact), other != full else { continue }
            let isText = other.withoutTexts == full.withoutTexts
            #expect((other.content == full.content) == isText, "\(mutation.path) \(mutation.kind)")
            if isText { #expect(other.formerContent != full.formerContent, "\(mutation.path) \(mutation.kind)") }
            others.insert(other.content)
        }
        #expect(others.count > 1)
    }

    @Test("is the same in other words: spaces, escapes, another offset of the time, a SKU on two lines")
    func normalised() throws {
        let first = try content(.outboundOrderSubmitted, Example.submitted)
        for (old, new) in [
            ("shop-de", #"shop\u002dde"#), (",", " , "), ("2026-11-24T08:00:00.000Z", "2026-11-24T09:00:00+01:00"),
            (#"{"sku":"SKU-1","quantity":2}"#, #"{"sku":"SKU-1","quantity":1},{"quantity":1.0,"sku":"SKU-1"}"#),
        ] {
            let other = Example.submitted.replacing(old, with: new)
            #expect(other != Example.submitted)
            #expect(try content(.outboundOrderSubmitted, other) == first, "\(new)")
        }
    }

    @Test("names people in these fields alone, and is the same without them", arguments: MessageType.allCases)
    func texts(type: MessageType) throws {
        let full = try decode(type, type.fullExample.compact)
        let texts: [MessageType: [String]] = [
            .cancellationRequested: ["note"], .stockAdjust: ["actor"], .stockMoved: ["actor"],
            .warehouseProgressed: ["reportedBy"], .goodsVerified: ["reportedBy"],
            .parcelIntercepted: ["reason", "reportedBy"], .labelVoided: ["reason", "reportedBy"],
            .carrierScanned: ["reportedBy"], .receiptReversed: ["reason"],
        ]
        #expect(full.hasTexts == (texts[type] != nil))
        #expect((full.formerContent != nil) == full.hasTexts)
        #expect(!full.withoutTexts.hasTexts)
        guard case .object(let fields) = type.fullExample else { return }
        let emptied = fields.map { field in
            texts[type]?.contains(field.name) == true ? JSONValue.Field(field.name, .string("")) : field
        }
        #expect(try decode(type, JSONValue.object(emptied).compact).withoutTexts == full.withoutTexts)
    }

    @Test(
        "of a release or an issue does not depend on the order of its lines",
        arguments: [MessageType.stockRelease, .stockIssue])
    func lines(type: MessageType) throws {
        func json(_ lines: String) -> String {
            #"{"merchantId":"m","warehouseId":"w","outboundOrderId":"O","replyTo":{"storeId":"s","storeOrderId":"1"},"lines":[\#(lines)]}"#
        }
        let (a, b) = (#"{"sku":"A","quantity":1}"#, #"{"sku":"B","quantity":2}"#)
        #expect(try content(type, json(a + "," + b)) == content(type, json(b + "," + a)))
        #expect(try content(type, json(a + "," + b)) != content(type, json(a)))
    }

    @Test("of units that are short does not depend on the order of the lines")
    func short() throws {
        func json(_ lines: String) -> String {
            #"{"outboundOrderId":"O","storeId":"s","storeOrderId":"1","warehouseId":"w","status":"picked","short":[\#(lines)],"#
                + #""reportedAt":"2026-11-24T08:00:00Z"}"#
        }
        let a = #"{"sku":"A","quantity":1,"reason":"notFound"}"#
        let b = #"{"sku":"A","quantity":1,"reason":"damaged"}"#
        let c = #"{"sku":"A","quantity":1,"reason":"damaged","freed":true}"#
        let all = try content(.warehouseProgressed, json([a, b, c].joined(separator: ",")))
        #expect(try content(.warehouseProgressed, json([c, a, b].joined(separator: ","))) == all)
        #expect(try content(.warehouseProgressed, json([a, b, b].joined(separator: ","))) != all)
    }

    @Test("differs from the same content under another type")
    func types() throws {
        let json =
            #"{"merchantId":"m","warehouseId":"w","outboundOrderId":"O","replyTo":{"storeId":"s","storeOrderId":"1"},"lines":[{"sku":"A","quantity":1}]}"#
        #expect(try content(.stockRelease, json) != content(.stockIssue, json))
    }

    @Test("names a request that has no requestId and uses another message's source and id")
    func secondRequest() throws {
        func second(_ request: CancellationRequested, id: String = "7") -> String? {
            Envelope.secondRequestId(request, source: "/shop", id: id, content: 0xab)
        }
        guard case .cancellationRequested(var request) = try decode(.cancellationRequested, Example.requested) else {
            return
        }
        #expect(second(request) == nil)
        request.requestId = ":shop#7"
        #expect(second(request) == ":shop#7#00000000000000ab")
        #expect(second(request, id: "8") == nil)
        let long = String(repeating: "x", count: 110)
        request.requestId = ":shop#" + long
        #expect(second(request, id: long) == nil)
    }
}

import Contracts
import Fulfillment
import Testing

@Suite("What is wrong with a message, and where", .timeLimit(.minutes(15)))
struct ErrorPathTests {
    struct Case: CustomTestStringConvertible {
        var type: MessageType
        var json: String
        var code: DecodeError.Code
        var path: String
        var testDescription: String { "\(code) at \(path)" }

        init(_ type: MessageType, _ json: String, _ code: DecodeError.Code, _ path: String) {
            self.type = type
            self.json = json
            self.code = code
            self.path = path
        }
    }

    private static let order = MessageType.outboundOrderSubmitted
    private static func order(_ lines: String) -> String {
        #"{"outboundOrderId":"OB","storeId":"s","storeOrderId":"1","merchantId":"m","warehouseId":"w","submittedAt":"2026-11-24T08:00:00Z","lines":\#(lines)}"#
    }
    private static func move(_ rest: String) -> String { #"{"merchantId":"m","warehouseId":"w",\#(rest)}"# }

    static let cases: [Case] = [
        Case(
            order, order(#"[{"sku":"A","quantity":1},{"sku":"B","quantity":1},{"sku":"C","quantity":"1"}]"#),
            .invalidField, "lines[2].quantity"),
        Case(order, order(#"[{"sku":"A"}]"#), .missingField, "lines[0].quantity"),
        Case(order, order(#"[{"quantity":1}]"#), .missingField, "lines[0].sku"),
        Case(order, order(#"[{"sku":"A","quantity":0}]"#), .invalidField, "lines[0].quantity"),
        Case(order, order(#"[{"sku":"A","quantity":-1}]"#), .invalidField, "lines[0].quantity"),
        Case(order, order(#"[{"sku":"A","quantity":1000001}]"#), .invalidField, "lines[0].quantity"),
        Case(order, order(#"[{"sku":"A","quantity":1.5}]"#), .invalidField, "lines[0].quantity"),
        Case(order, order(#"[{"sku":"A","quantity":null}]"#), .invalidField, "lines[0].quantity"),
        Case(
            order, order(#"[{"sku":"A","quantity":1000000},{"sku":"B","quantity":1},{"sku":"A","quantity":1}]"#),
            .invalidField, "lines[2].quantity"),
        Case(order, order("[]"), .invalidField, "lines"),
        Case(order, order("{}"), .invalidField, "lines"),
        Case(order, order("[1]"), .invalidField, "lines[0]"),
        Case(order, "{}", .missingField, "merchantId"),
        Case(order, "[]", .invalidField, ""),
        Case(order, "", .notJSON, ""),
        Case(order, order("["), .notJSON, "lines[0]"),
        Case(order, Example.submitted + "x", .notJSON, ""),
        Case(order, Example.submitted.replacing("08:00:00.000Z", with: "08:00"), .invalidField, "submittedAt"),
        Case(order, Example.submitted.replacing("shop-de", with: "shop/de"), .invalidField, "storeId"),
        Case(
            .warehouseProgressed,
            #"{"outboundOrderId":"O","storeId":"s","storeOrderId":"1","warehouseId":"w","reportedAt":"2026-11-24T08:00:00Z","status":"delivered"}"#,
            .invalidField, "status"),
        Case(
            .carrierScanned,
            #"{"outboundOrderId":"O","storeId":"s","storeOrderId":"1","warehouseId":"w","reportedAt":"2026-11-24T08:00:00Z","status":"picking"}"#,
            .invalidField, "status"),
        Case(
            .parcelIntercepted,
            #"{"outboundOrderId":"O","storeId":"s","storeOrderId":"1","warehouseId":"w","reportedAt":"2026-11-24T08:00:00Z"}"#,
            .missingField, "succeeded"),
        Case(
            .stockRelease, move(#""outboundOrderId":"O","lines":[{"sku":"A","quantity":1}],"replyTo":{"storeId":"s"}"#),
            .missingField, "replyTo.storeOrderId"),
        Case(
            .stockRelease, move(#""outboundOrderId":"O","lines":[{"sku":"A","quantity":1}]"#), .missingField, "replyTo"),
        Case(
            .stockRestore,
            move(
                #""outboundOrderId":"O","returnOrderId":"R","receiptId":"x","replyTo":{"storeId":"s","storeOrderId":"1"},"lines":[{"sku":"A","quantity":1,"handling":"eat"}]"#
            ), .invalidField, "lines[0].handling"),
        Case(
            .stockAdjust, move(#""adjustmentId":"a","sku":"A","delta":0,"reasonCode":"r","actor":"m""#), .invalidField,
            "delta"),
        Case(
            .stockAdjust,
            move(#""adjustmentId":"a","sku":"A","delta":-9223372036854775808,"reasonCode":"r","actor":"m""#),
            .invalidField, "delta"),
        Case(
            .stockAdjust, move(#""adjustmentId":"a","sku":"A","delta":1000001,"reasonCode":"r","actor":"m""#),
            .invalidField, "delta"),
        Case(
            .stockAdjust,
            move(#""adjustmentId":"a","sku":"A","delta":-1,"reasonCode":"r","actor":"m","caseId":"s/1/c1""#),
            .missingField, "outboundOrderId"),
        Case(
            .stockAdjust,
            move(#""adjustmentId":"a","sku":"A","delta":1,"reasonCode":"r","actor":"m","outboundOrderId":"O""#),
            .missingField, "caseId"),
        Case(
            .returnOrderReceive,
            #"{"returnOrderId":"R","storeId":"s","storeOrderId":"1","receiptId":"x","complete":"yes","lines":[{"sku":"A","quantity":1,"condition":"good"}]}"#,
            .invalidField, "complete"),
        Case(
            .returnOrderReceive,
            #"{"returnOrderId":"R","storeId":"s","storeOrderId":"1","receiptId":"x","complete":true,"lines":[{"sku":"A","quantity":1}]}"#,
            .missingField, "lines[0].condition"),
        Case(
            .returnOrderReceive,
            #"{"returnOrderId":"R","storeId":"s","storeOrderId":"1","receiptId":"x","complete":true,"lines":[{"sku":"A","quantity":999999,"condition":"good"},{"sku":"A","quantity":2,"condition":"good"}]}"#,
            .invalidField, "lines[1].quantity"),
        Case(
            .returnOrderCreate,
            #"{"returnOrderId":"R","storeId":"s","storeOrderId":"1","outboundOrderId":"O","merchantId":"m","warehouseId":"w","origin":"gift"}"#,
            .invalidField, "origin"),
    ]

    @Test("is named exactly", arguments: cases)
    func named(one: Case) throws {
        let error = try #require(refusal(one.type, one.json))
        #expect(error.path == one.path)
        #expect(error.code == one.code)
        #expect(!error.reason.isEmpty)
    }

    @Test("2,000 lines are read, 2,001 are not")
    func manyLines() throws {
        func lines(_ count: Int) -> String {
            "[" + (0..<count).map { #"{"sku":"S\#($0)","quantity":1}"# }.joined(separator: ",") + "]"
        }
        #expect(refusal(Self.order, Self.order(lines(2_000))) == nil)
        let error = try #require(refusal(Self.order, Self.order(lines(2_001))))
        #expect(error.code == .invalidField)
        #expect(error.path == "lines[2000]")
    }

    @Test("the same SKU on several lines is one line with their sum")
    func merged() throws {
        let json = Self.order(#"[{"sku":"A","quantity":1},{"sku":"B","quantity":2},{"sku":"A","quantity":3}]"#)
        guard case .outboundOrderSubmitted(let order) = try decode(Self.order, json) else { return }
        #expect(order.lines == [Line("A", 4), Line("B", 2)])
    }

    @Test("unknown fields are ignored, with any content")
    func unknownFields() throws {
        let json = Self.order(#"[{"sku":"A","quantity":1,"color":{"r":1}}]"#)
        #expect(refusal(Self.order, #"{"x":[{"y":null},"\ud83d\ude00",1e308,-0.0],"":true,"# + json.dropFirst()) == nil)
    }

    @Test("optional fields may be null")
    func nulls() {
        let report =
            #""outboundOrderId":"O","storeId":"s","storeOrderId":"1","warehouseId":"w","reportedAt":"2026-11-24T08:00:00Z","reportedBy":null"#
        #expect(
            refusal(.warehouseProgressed, #"{\#(report),"status":"picked","carrier":null,"trackingNumber":null}"#)
                == nil)
        #expect(refusal(.labelVoided, #"{\#(report),"succeeded":true,"trackingNumber":null,"reason":null}"#) == nil)
        #expect(
            refusal(
                .stockAdjust,
                Self.move(
                    #""adjustmentId":"a","sku":"A","delta":1,"reasonCode":"r","actor":"m","caseId":null,"outboundOrderId":null"#
                )) == nil)
        #expect(
            refusal(
                .stockAdjust,
                Self.move(
                    #""adjustmentId":"a","sku":"A","delta":-1,"reasonCode":"r","actor":"m","caseId":"s/1/c1","outboundOrderId":"O""#
                )) == nil)
        #expect(
            refusal(
                .returnOrderCreate,
                #"{"returnOrderId":"R","storeId":"s","storeOrderId":"1","outboundOrderId":"O","merchantId":"m","warehouseId":"w","origin":"customer","handling":"putAway","lines":[{"sku":"A","quantity":1}],"caseId":null,"trackingNumbers":null}"#
            ) == nil)
        #expect(
            refusal(
                .returnOrderReceive,
                #"{"returnOrderId":"R","storeId":"s","storeOrderId":"1","receiptId":"x","complete":true,"lines":[{"sku":"A","quantity":1,"condition":"good","handling":null}]}"#
            ) == nil)
    }
}

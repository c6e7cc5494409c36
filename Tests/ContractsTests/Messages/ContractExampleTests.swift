import Contracts
import Fulfillment
import Testing

@Suite("The examples of CONTRACTS.md", .timeLimit(.minutes(15)))
struct ContractExampleTests {
    private func packed(_ example: String) -> String {
        example.split(separator: "\n").map { $0.drop { $0 == " " } }.joined()
    }

    @Test(
        "decode, and encode to exactly these fields in this order",
        arguments: [
            (MessageType.outboundOrderSubmitted, Example.submitted), (.cancellationRequested, Example.requested),
            (.cancellationChanged, Example.outcome),
        ])
    func sameBytes(type: MessageType, example: String) throws {
        #expect(encoded(try decode(type, example)) == packed(example))
    }

    @Test("the outbound order says what it says")
    func submitted() throws {
        guard case .outboundOrderSubmitted(let order) = try decode(.outboundOrderSubmitted, Example.submitted) else {
            Issue.record("another message")
            return
        }
        #expect(order.storeOrder.description == "shop-de/1001")
        #expect(order.lines == [Line("SKU-1", 2), Line("SKU-7", 1)])
        #expect(order.submittedAt.rfc3339 == "2026-11-24T08:00:00.000Z")
    }

    @Test("a request without lines is for the whole store order; null is absent")
    func whole() throws {
        for lines in ["", #","lines":null"#, #","note":null,"lines":null"#] {
            let json =
                #"{"requestId":"r","storeId":"s","storeOrderId":"1","reason":"fraud","requestedBy":"system","requestedAt":"2026-11-24T08:05:00Z"\#(lines)}"#
            guard case .cancellationRequested(let request) = try decode(.cancellationRequested, json) else { return }
            #expect(request.lines == nil)
            #expect(request.note == nil)
        }
    }

    @Test("an unknown reason is kept, an unknown requester is not")
    func words() throws {
        let odd = Example.requested.replacing("buyerChangedMind", with: "moonPhase")
        #expect(encoded(try decode(.cancellationRequested, odd)).contains("moonPhase"))
        let bad = Example.requested.replacing(#""requestedBy":"buyer""#, with: #""requestedBy":"cat""#)
        #expect(refusal(.cancellationRequested, bad)?.path == "requestedBy")
        #expect(refusal(.cancellationRequested, bad)?.code == .invalidField)
    }

    @Test("a stage is unknown where there was no order, and a label is not voided, voided, or not there")
    func outcomes() throws {
        let unknown = Example.outcome.replacing("awaitingOutbound", with: "unknown")
        #expect(encoded(try decode(.cancellationChanged, unknown)).contains(#""stage":"unknown""#))
        for voided in ["true", "false"] {
            let json = Example.outcome.replacing(#""labelVoided":null"#, with: #""labelVoided":"# + voided)
            #expect(encoded(try decode(.cancellationChanged, json)).contains(#""labelVoided":"# + voided))
        }
    }
}

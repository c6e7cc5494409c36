import Contracts
import Fulfillment
import Testing

@Suite("What Turnback writes", .timeLimit(.minutes(15)))
struct WrittenEnvelopeTests {
    @Test("has the headers of the contract, and its data as it stands there")
    func headers() throws {
        let message = try decode(.cancellationChanged, Example.outcome)
        let time = try #require(Timestamp(rfc3339: "2026-11-24T08:05:00.012Z"))
        let body = message.body(
            Envelope(
                source: "turnback/orders", id: "i", type: .cancellationChanged, time: time, causationId: "c",
                traceparent: "t"))
        let headers = body.headers.map { ($0.name, String(decoding: $0.value ?? [], as: UTF8.self)) }
        let expected = [
            ("ce_specversion", "1.0"), ("ce_id", "i"), ("ce_source", "turnback/orders"),
            ("ce_type", "fulfillment.cancellation.changed.v1"), ("ce_time", "2026-11-24T08:05:00.012Z"),
            ("ce_subject", "shop-de/1001/c1"), ("content-type", "application/json"),
            ("ce_correlationid", "shop-de/1001/c1"),
            ("ce_causationid", "c"), ("traceparent", "t"),
        ]
        #expect(headers.map(\.0) == expected.map(\.0))
        #expect(headers.map(\.1) == expected.map(\.1))
        #expect(body.key == Array("shop-de/1001".utf8))
        #expect(body.value == Array(encoded(message).utf8))
    }
}

import Contracts
import Foundation
import Operations
import Streams
import Testing

@testable import turnback

/// What is asked for over HTTP under an id that can be none is not looked for in other spellings.
@Suite("An id in a path", .timeLimit(.minutes(15)))
struct ReadModelIdTests {
    private static let cases: [(path: String, status: Int, place: String?)] = [
        ("/orders/shop/caf%C3%A9", 404, nil), ("/orders/shop/cafe%CC%81", 400, "storeOrderId"),
        ("/orders/%EF%BB%BFshop/1", 400, "storeId"), ("/stock/acme/W%E2%80%8B1", 400, "warehouseId"),
        ("/stock/acme/W1/%E2%80%AEA", 400, "sku"), ("/stock/acme/W1/A", 404, nil),
        ("/returns/shop/1/RO-%EE%80%80", 400, "returnOrderId"),
    ]

    @Test("is refused with its place where it is none, and is not known where it is one")
    func paths() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "view-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let log = try Samples.log()
        defer { log.close() }
        let logger = Logger(label: "test", format: .text, level: .critical)
        let health = Health()
        let topics = try log.topics(timeout: .seconds(1))
        let model = try ReadModel(
            log, directory: directory, topics: topics, logger: logger, health: health.register("view"))
        defer { _ = model.stop(until: .now + .seconds(10)) }
        let api = API(health: health, metrics: MetricsRegistry(), logger: logger)
        try api.open(log, topics: topics, model: model)
        defer { api.close() }
        for (path, status, place) in Self.cases {
            let request = try #require(HTTPRequest(method: "GET", target: "/api/v1" + path))
            let response = api.router.respond(to: request)
            #expect(response.status == status, "\(path)")
            guard case .bytes(let bytes) = response.body, let place else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.hasPrefix(#"{"code":"invalidField","message":"\#(place): expected 1…"#), "\(text)")
            #expect(text.contains("character "), "\(text)")
            #expect(text.hasSuffix(#""path":"\#(place)"}"#), "\(text)")
        }
    }
}

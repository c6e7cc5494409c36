import Contracts
import Fulfillment
import Operations
import ReadModel
import TestPlant
import Testing

@testable import API

@Suite("The stream of changes", .timeLimit(.minutes(15)))
struct StreamTests {
    /// The events of a stream as they come.
    private final class Follower {
        private let next: () -> [UInt8]?
        private(set) var events: [(id: String, name: String, data: String)] = []

        init(_ rig: APIRig, _ target: String, headers: HTTPHeaders = [:]) throws {
            let request = try #require(HTTPRequest(method: "GET", target: target, headers: headers))
            let response = rig.router.respond(to: request)
            #expect(response.status == 200)
            #expect(response.headers["Content-Type"] == "text/event-stream")
            guard case .stream(let next) = response.body else { throw LivePlant.Trouble(what: "no stream") }
            self.next = next
        }

        /// Reads until an event is as wanted.
        func until(_ what: String, _ wanted: (String, String) -> Bool) throws {
            let deadline = ContinuousClock.now + .seconds(60)
            while !events.contains(where: { wanted($0.name, $0.data) }) {
                guard let piece = next(), ContinuousClock.now < deadline else { throw LivePlant.Trouble(what: what) }
                for event in String(decoding: piece, as: UTF8.self).split(separator: "\n\n") { take(String(event)) }
            }
        }

        private func take(_ event: String) {
            var fields: [String: String] = [:]
            for line in event.split(separator: "\n") {
                guard let colon = line.firstIndex(of: ":") else { continue }
                fields[String(line[..<colon])] = String(line[line.index(after: colon)...].drop { $0 == " " })
            }
            if let id = fields["id"] { events.append((id, fields["event"] ?? "", fields["data"] ?? "")) }
        }
    }

    @Test("sends each change once, goes on where a client was, and says when that is not possible")
    func follows() throws {
        let rig = try APIRig()
        defer { rig.stop() }
        // Whoever is there while all is read for the first time is asked to read again.
        _ = try rig.eventually("/api/v1/status") { $0.json["caughtUp"] as? Bool == true }
        let follower = try Follower(rig, "/api/v1/stream")
        try follower.until("ready") { name, _ in name == "ready" }
        let key = StoreOrderKey(storeId: "shop-de", storeOrderId: "1")
        try rig.plant.receive("SKU-1", 10, APIRig.stock, id: "RC")
        try rig.plant.submit("OB-1", key, [Line("SKU-1", 1)], APIRig.stock)
        try follower.until("the order awaits outbound") { name, data in
            name == "order" && data.contains("awaitingOutbound")
        }
        try rig.plant.request("r-1", key)
        try follower.until("the case ends") { name, data in name == "case" && data.contains(#""state":"cancelled""#) }
        #expect(Set(follower.events.map(\.id)).count == follower.events.count)

        let middle = try #require(follower.events.first { $0.name == "order" })
        let again = try Follower(rig, "/api/v1/stream?kind=case", headers: ["Last-Event-ID": middle.id])
        try again.until("the case ends") { name, data in name == "case" && data.contains(#""state":"cancelled""#) }
        #expect(again.events.first?.name == "ready")
        #expect(again.events.dropFirst().allSatisfy { $0.name == "case" })

        let other = try Follower(rig, "/api/v1/stream?storeId=shop-fr&lastEventId=\(middle.id)")
        try rig.plant.request("r-2", StoreOrderKey(storeId: "shop-fr", storeOrderId: "1"))
        try other.until("the other store's request") { name, _ in name == "request" }
        #expect(other.events.dropFirst().allSatisfy { $0.data.contains("shop-fr") })

        for last in ["nonsense", "other-12", "\(rig.model.status.epoch)-999999999"] {
            let lost = try Follower(rig, "/api/v1/stream", headers: ["Last-Event-ID": last])
            try lost.until("reload") { name, _ in name == "reload" }
        }
    }

    @Test("is open for so many and no more")
    func full() throws {
        let rig = try APIRig()
        defer { rig.stop() }
        let open = try (0..<HTTPLimits.streams).map { _ in try Follower(rig, "/api/v1/stream") }
        let refused = try rig.get("/api/v1/stream")
        #expect(refused.status == 503)
        #expect(refused.headers["Retry-After"] != nil)
        #expect(open.count == HTTPLimits.streams)
    }

    @Test("names events so that each read model's are its own")
    func ids() {
        #expect(EventId("abc-12") == EventId(epoch: "abc", number: 12))
        #expect(EventId(EventId(epoch: "x-y", number: 0).text) == EventId(epoch: "x-y", number: 0))
        for text in ["", "12", "a-", "a-x", "a--1"] {
            #expect(EventId(text) == nil || EventId(text)?.number ?? 0 >= 0, "\(text)")
        }
        #expect(EventId("a-x") == nil)
    }
}

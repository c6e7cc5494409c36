import Connect
import Contracts
import Foundation
import Fulfillment
import Operations
import Streams
import Synchronization
import Testing
import Threads

@testable import Hooks

/// A store's endpoint: it answers as it is set, and keeps what it got.
final class StoreEndpoint: Sendable {
    struct Got: Sendable {
        var id: String
        var time: Int64
        var signature: String
        var bearer: String?
        var type: String
        var body: String
    }

    private let answers = Monitor<(@Sendable (Int) -> HTTPResponse)>({ _ in .text("ok") })
    private let got = Monitor<[Got]>([])
    let server: Monitor<HTTPServer?> = Monitor(nil)
    let port: UInt16

    init() throws {
        let (answers, got) = (answers, got)
        let server = HTTPServer(host: "127.0.0.1", port: 0) { request in
            let count = got.withLock { got in
                got.append(
                    Got(
                        id: request.headers["webhook-id"] ?? "", time: Int64(request.headers["webhook-timestamp"] ?? "") ?? 0,
                        signature: request.headers["webhook-signature"] ?? "", bearer: request.headers["authorization"],
                        type: request.headers["content-type"] ?? "", body: String(decoding: request.body, as: UTF8.self)))
                return got.count
            }
            return answers.withLock { $0 }(count)
        }
        try server.start()
        port = server.port
        self.server.withLock { $0 = server }
    }

    func answer(_ answer: @escaping @Sendable (Int) -> HTTPResponse) { answers.withLock { $0 = answer } }

    var all: [Got] { got.withLock { $0 } }

    func stop() { server.withLock { $0 }?.stop(until: .now + .seconds(10)) }
}

@Suite("Outcomes to endpoints", .timeLimit(.minutes(10)))
struct DeliveryTests {
    static let secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"

    /// The way out over an embedded log.
    final class Way {
        let directory = FileManager.default.temporaryDirectory.appending(path: "out-\(UUID().uuidString)").path
        let log: EmbeddedLog
        let topics: [String: TopicDescription]
        let connections: ConnectionsFile
        let clock = TestClock()
        var hooks: Hooks

        init(_ endpoint: String) throws {
            log = try EmbeddedLog(directory: nil)
            try log.create(TopicPlan.settings(partitions: 3, replication: 1))
            topics = try log.topics(timeout: .seconds(5))
            connections = try ConnectionsFile(HookRig.list(#"{"endpoints":{"shop-de":\#(endpoint)}}"#))
            hooks = try Self.hooks(connections, directory, clock)
            try hooks.open(log, topics: topics)
            // What is published before the place is known is not delivered.
            try eventually { [hooks] in try DeliveryRows.positions(hooks.store).count == 3 }
        }

        private static func hooks(_ connections: ConnectionsFile, _ directory: String, _ clock: TestClock) throws -> Hooks {
            var settings = Hooks.Settings(directory: directory)
            settings.clock = { clock.now }
            return try Hooks(
                connections, settings, logger: Logger(label: "test", format: .text, level: .critical), health: Health(),
                metrics: MetricsRegistry())
        }

        func restart() throws {
            #expect(hooks.stop(until: .now + .seconds(60)))
            hooks = try Self.hooks(connections, directory, clock)
            try hooks.open(log, topics: topics)
        }

        func stop() {
            #expect(hooks.stop(until: .now + .seconds(60)))
            log.close()
            try? FileManager.default.removeItem(atPath: directory)
        }

        /// Publishes outcomes of an order, one after the other.
        func tell(_ order: String, _ states: [CancellationState], from first: Int = 1) throws {
            let appender = try log.appender()
            defer { appender.close() }
            for (index, state) in states.enumerated() {
                let changed = CancellationChanged(
                    caseId: "shop-de/\(order)/c1", requestId: "r-\(order)",
                    storeOrder: StoreOrderKey(storeId: "shop-de", storeOrderId: order), revision: first + index, state: state,
                    code: state.isFinal ? .cancelledBeforeWork : .awaitingRelease, stage: .awaitingOutbound,
                    nextAction: NextAction.none, labelVoided: nil, outboundOrders: [], quantities: CaseQuantities(), coveredBy: [],
                    changedAt: Timestamp(milliseconds: clock.now))
                let message = Message.cancellationChanged(changed)
                let envelope = Envelope(source: "turnback/orders", id: "e.\(order).\(first + index)", type: message.type)
                let record = OutgoingRecord(
                    topic: Topic.cancellationOutcomes.name, partition: Murmur2.partition(of: message.keyBytes, count: 3),
                    body: message.body(envelope))
                try appender.append([record])
            }
        }

        func list(_ state: String) throws -> [DeliveryRecord] {
            try DeliveryRecord.list(in: directory, DeliveryRecord.Filter(), limit: 1000).filter { $0.state == state }
        }
    }

    private static func endpoint(_ port: UInt16, _ more: String = "") -> String {
        #"{"url":"http://127.0.0.1:\#(port)/out","secret":"\#(secret)","allowsPrivate":true\#(more)}"#
    }

    @Test("are CloudEvents, signed again for each try, under one id")
    func signed() throws {
        let endpoint = try StoreEndpoint()
        defer { endpoint.stop() }
        endpoint.answer { $0 == 1 ? .text("no", status: 500) : .text("ok") }
        let way = try Way(Self.endpoint(endpoint.port, #","bearer":"token-1""#))
        defer { way.stop() }
        try way.tell("1001", [.releasing])
        try eventually { endpoint.all.count == 1 }
        way.clock.advance(60_000)
        try eventually { try way.list("delivered").count == 1 }
        let got = endpoint.all
        #expect(got.count == 2)
        #expect(got[0].id == "e_1001_1", "no full stop in an id that is signed")
        #expect(got[0].id == got[1].id)
        #expect(got[1].time == got[0].time + 60)
        let secret = try #require(StandardWebhook.Secret(Self.secret))
        for one in got {
            #expect(one.signature == StandardWebhook.signature(id: one.id, seconds: one.time, body: Array(one.body.utf8), [secret]))
            #expect(one.bearer == "Bearer token-1")
            #expect(one.type == "application/cloudevents+json")
            let event = try JSONNode(Array(one.body.utf8))
            #expect(event["source"]?.text == "/turnback/stores/shop-de")
            #expect(event["subject"]?.text == "1001")
            #expect(event["type"]?.text == "fulfillment.cancellation.changed.v1")
            #expect(event["data"]?["state"]?.text == "releasing")
        }
    }

    @Test("keep their order where one fails, across a restart, and are all delivered")
    func inOrder() throws {
        let endpoint = try StoreEndpoint()
        defer { endpoint.stop() }
        endpoint.answer { _ in .text("down", status: 503) }
        let way = try Way(Self.endpoint(endpoint.port))
        defer { way.stop() }
        for number in 0..<10 { try way.tell("o\(number)", [.releasing, .cancelled]) }
        try eventually { endpoint.all.count >= 3 }
        try way.restart()
        for number in 0..<10 { try way.tell("o\(number)", [.restocked], from: 3) }
        endpoint.answer { _ in .text("ok") }
        let before = endpoint.all.count
        try eventually {
            way.clock.advance(30_000)
            return try way.list("delivered").count == 30
        }
        let ids = endpoint.all.dropFirst(before).map(\.id)
        for number in 0..<10 {
            let of = ids.filter { $0.hasPrefix("e_o\(number)_") }
            #expect(of.suffix(3) == (1...3).map { "e_o\(number)_\($0)" }, "\(of)")
        }
    }

    @Test("of which an endpoint accepts the last alone are that")
    func final() throws {
        let endpoint = try StoreEndpoint()
        defer { endpoint.stop() }
        let way = try Way(Self.endpoint(endpoint.port, #","events":"final""#))
        defer { way.stop() }
        try way.tell("1001", [.releasing, .verifying, .cancelled])
        try eventually { try way.list("delivered").count == 1 }
        #expect(endpoint.all.map(\.id) == ["e_1001_3"])
    }

    @Test("go to no private address unless that is allowed, by any name")
    func privateAddresses() throws {
        let endpoint = try StoreEndpoint()
        defer { endpoint.stop() }
        for host in ["127.0.0.1", "localhost", "[::1]", "0.0.0.0"] {
            let call = WebCall(url: "https://\(host):\(endpoint.port)/", body: [1], headers: [])
            let client = try #require(WebClient())
            guard case .failed(let reason) = client.perform(call) else {
                Issue.record("\(host) was called")
                continue
            }
            #expect(reason.contains("allowsPrivate") || host == "[::1]", "\(host): \(reason)")
        }
        #expect(endpoint.all.isEmpty)
    }

    @Test("do not follow a redirect, speak nothing but HTTP, and need a certificate that is valid")
    func redirect() throws {
        let other = try StoreEndpoint()
        let endpoint = try StoreEndpoint()
        defer {
            other.stop()
            endpoint.stop()
        }
        let port = other.port
        endpoint.answer { _ in HTTPResponse(status: 307, headers: ["Location": "http://127.0.0.1:\(port)/"]) }
        let client = try #require(WebClient())
        func call(_ url: String, _ allowsPrivate: Bool = true) -> WebResult {
            client.perform(WebCall(url: url, body: Array("{}".utf8), headers: [], allowsPrivate: allowsPrivate))
        }
        guard case .answered(307, _, _) = call("http://127.0.0.1:\(endpoint.port)/") else { throw HookRig.Late(what: "307") }
        #expect(other.all.isEmpty)
        for url in ["file:///etc/passwd", "ftp://127.0.0.1/", "https://127.0.0.1:\(endpoint.port)/"] {
            guard case .failed = call(url) else { throw HookRig.Late(what: "\(url) was called") }
        }
        guard case .failed = call("http://127.0.0.1:\(endpoint.port)/", false) else { throw HookRig.Late(what: "http was spoken") }
    }

    @Test("end with an answer that is too long, by its status")
    func longAnswer() throws {
        let endpoint = try StoreEndpoint()
        defer { endpoint.stop() }
        endpoint.answer { _ in .text(String(repeating: "x", count: 1 << 20)) }
        let client = try #require(WebClient())
        let result = client.perform(
            WebCall(url: "http://127.0.0.1:\(endpoint.port)/", body: [1], headers: [("A", "b")], allowsPrivate: true))
        guard case .answered(200, _, let body) = result else { throw HookRig.Late(what: "\(result)") }
        #expect(body.count <= HookLimits.answerBytes)
    }

    @Test("that were given up can be asked for once more")
    func replay() throws {
        let endpoint = try StoreEndpoint()
        defer { endpoint.stop() }
        endpoint.answer { _ in .text("no", status: 500) }
        let way = try Way(Self.endpoint(endpoint.port))
        defer { way.stop() }
        try way.tell("1001", [.cancelled])
        try eventually {
            way.clock.advance(4 * 3_600_000)
            return try way.list("dead").count == 1
        }
        endpoint.answer { _ in .text("ok") }
        var filter = DeliveryRecord.Filter()
        filter.deadOnly = true
        #expect(try DeliveryRecord.again(in: way.directory, filter) == 1)
        try eventually {
            way.clock.advance(60_000)
            return try way.list("delivered").count == 1
        }
        #expect(Set(endpoint.all.map(\.id)) == ["e_1001_1"])
    }

    @Test("to an endpoint that is gone stop, and go on once the file says something else")
    func gone() throws {
        let endpoint = try StoreEndpoint()
        defer { endpoint.stop() }
        endpoint.answer { _ in .text("gone", status: 410) }
        let way = try Way(Self.endpoint(endpoint.port))
        defer { way.stop() }
        try way.tell("1001", [.cancelled])
        try eventually { endpoint.all.count == 1 }
        way.clock.advance(24 * 3_600_000)
        endpoint.answer { _ in .text("ok") }
        way.connections.replace(try HookRig.list(#"{"endpoints":{"shop-de":\#(Self.endpoint(endpoint.port, #","bearer":"b""#))}}"#))
        try eventually { try way.list("delivered").count == 1 }
        #expect(endpoint.all.count == 2)
    }
}

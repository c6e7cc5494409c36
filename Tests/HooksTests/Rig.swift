import Connect
import Contracts
import Foundation
import Fulfillment
import Operations
import Streams
import Testing
import Threads

@testable import Hooks

/// The way in over an embedded log, or over one that does not answer.
/// Unchecked: its router is changed by `restart` alone, which no test calls beside anything else.
final class HookRig: @unchecked Sendable {
    let directory: String
    let log: GatedLog
    let connections: ConnectionsFile
    let metrics = MetricsRegistry()
    let clock: TestClock
    private(set) var hooks: Hooks
    private(set) var router: HTTPRouter
    let topics: [String: TopicDescription]

    static let secret = "secret-of-tests"

    static func list(_ text: String) throws -> ConnectionList { try ConnectionList.decode(Array(text.utf8)) }

    static let shops = #"""
        {"connections":{
          "sho":{"platform":"shopify","store":"shop-de","merchant":"acme","secret":"secret-of-tests"},
          "sho2":{"platform":"shopify","store":"shop-de","merchant":"acme","secret":"another-secret"},
          "woo":{"platform":"woocommerce","store":"shop-fr","merchant":"acme","secret":"secret-of-tests"},
          "gen":{"platform":"generic","store":"shop-it","merchant":"acme","secret":"secret-of-tests","signature":{"scheme":"token"},
                 "mapping":{"order":"/order","when":{"/event":["cancelled"]}}}}}
        """#

    init(_ list: ConnectionList? = nil, opens: Bool = true) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "hooks-\(UUID().uuidString)").path
        let embedded = try EmbeddedLog(directory: nil)
        try embedded.create(TopicPlan.settings(partitions: 3, replication: 1))
        topics = try embedded.topics(timeout: .seconds(5))
        log = GatedLog(embedded)
        connections = try ConnectionsFile(list ?? Self.list(Self.shops))
        clock = TestClock()
        hooks = try Self.hooks(connections, directory, clock, metrics)
        router = HTTPRouter()
        hooks.add(to: &router)
        if opens { try hooks.open(log, topics: topics) }
    }

    private static func hooks(
        _ connections: ConnectionsFile, _ directory: String, _ clock: TestClock, _ metrics: MetricsRegistry
    ) throws -> Hooks {
        var settings = Hooks.Settings(directory: directory)
        settings.clock = { clock.now }
        settings.delivers = false
        return try Hooks(
            connections, settings, logger: Logger(label: "test", format: .text, level: .critical), health: Health(), metrics: metrics)
    }

    /// A process that ends and begins again on the same directory.
    func restart(opens: Bool = true) throws {
        #expect(hooks.stop(until: .now + .seconds(30)))
        hooks = try Self.hooks(connections, directory, clock, MetricsRegistry())
        router = HTTPRouter()
        hooks.add(to: &router)
        if opens { try hooks.open(log, topics: topics) }
    }

    func stop() {
        #expect(hooks.stop(until: .now + .seconds(30)))
        log.close()
        try? FileManager.default.removeItem(atPath: directory)
    }

    struct Answer: Equatable {
        var status: Int
        var body: String
    }

    func call(_ path: String, _ body: String, _ headers: HTTPHeaders = [:]) throws -> Answer {
        let request = try #require(HTTPRequest(method: "POST", target: path, headers: headers, body: Array(body.utf8)))
        let response = router.respond(to: request)
        guard case .bytes(let bytes) = response.body else { return Answer(status: response.status, body: "a stream") }
        return Answer(status: response.status, body: String(decoding: bytes, as: UTF8.self))
    }

    /// A signed call of a shop.
    func signed(_ name: String, _ body: String, secret: String = HookRig.secret) throws -> Answer {
        let proof = Base64.text(HMAC.sha256(key: Array(secret.utf8), Array(body.utf8)))
        switch name {
        case "woo": return try call("/hooks/woocommerce/woo", body, ["X-WC-Webhook-Signature": proof, "X-WC-Webhook-Topic": "order.updated"])
        case "gen": return try call("/hooks/generic/gen", body, ["Authorization": "Bearer \(secret)"])
        default: return try call("/hooks/shopify/\(name)", body, ["X-Shopify-Hmac-SHA256": proof])
        }
    }

    static func shopify(_ id: Int, name: String = "1001") -> String {
        ##"{"id":\##(id),"name":"#\##(name)","cancelled_at":"2026-01-01T00:00:00Z","cancel_reason":"customer"}"##
    }

    static func woo(_ id: Int, _ status: String = "cancelled", at: String = "2026-01-01T00:00:00") -> String {
        #"{"id":\#(id),"number":"\#(id)","status":"\#(status)","date_modified_gmt":"\#(at)"}"#
    }

    /// The requests that the log has.
    func requests() throws -> [CancellationRequested] { try said().map(\.request) }

    /// The same, each with the attributes of its message.
    func said() throws -> [(envelope: Envelope, request: CancellationRequested)] {
        let places = (0..<Int32(3)).map { TopicPartition(Topic.cancellationRequests.name, $0) }
        let reader = try log.inner.reader(from: Dictionary(uniqueKeysWithValues: places.map { ($0, Position.beginning) }))
        defer { reader.close() }
        var found: [(envelope: Envelope, request: CancellationRequested)] = []
        while !reader.isCaughtUp {
            for record in try reader.poll(timeout: .milliseconds(50)) {
                let (envelope, message) = try Message.decode(record.body, topic: .cancellationRequests)
                if case .cancellationRequested(let request) = message { found.append((envelope, request)) }
            }
        }
        return found
    }

    /// Waits until the log has so many.
    func requests(_ count: Int) throws -> [CancellationRequested] {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            let found = try requests()
            if found.count >= count { return found }
            Thread.sleep(forTimeInterval: 0.01)
        }
        throw Late(what: "the log has \(try requests().count) requests, not \(count)")
    }

    struct Late: Error { let what: String }
}

/// A clock that goes where the test sets it.
final class TestClock: Sendable {
    private let time = Monitor(Timestamp(rfc3339: "2026-01-02T00:00:00Z")!.milliseconds)

    var now: Int64 { time.withLock { $0 } }

    func advance(_ milliseconds: Int64) { time.withLock { $0 += milliseconds } }
}

/// A log that does not take what is appended while it is shut.
final class GatedLog: Log {
    let inner: EmbeddedLog
    let isShut = Monitor(false)

    init(_ inner: EmbeddedLog) { self.inner = inner }

    func topics(timeout: Duration) throws(LogError) -> [String: TopicDescription] { try inner.topics(timeout: timeout) }
    func create(_ topics: [TopicSettings]) throws(LogError) { try inner.create(topics) }
    func join(_ group: GroupSettings) throws(LogError) -> any LogSession { try inner.join(group) }
    func reader(from positions: [TopicPartition: Position]) throws(LogError) -> any LogReader { try inner.reader(from: positions) }
    func appender() throws(LogError) -> any LogAppender { Gate(try inner.appender(), isShut) }
    func close() { inner.close() }

    final class Gate: LogAppender {
        private let inner: any LogAppender
        private let isShut: Monitor<Bool>

        init(_ inner: any LogAppender, _ isShut: Monitor<Bool>) {
            self.inner = inner
            self.isShut = isShut
        }

        func append(_ records: [OutgoingRecord]) throws(LogError) {
            guard !isShut.withLock({ $0 }) else { throw LogError(.retriable, "the log does not answer") }
            try inner.append(records)
        }

        func close() { inner.close() }
    }
}

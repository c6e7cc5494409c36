import Foundation
import TestSupport
import Testing

/// A process that its group has given up and that does not hear of it, because its heartbeats are held up, goes on beside
/// the one that has its partitions since: deadlines fall due in both.
@Suite(.enabled(if: Stack.isAvailable), .timeLimit(.minutes(15)))
struct HeldUpHeartbeatsTests {
    private static let requests = 240
    private static let policy = #"{"defaults":{"unknownOrderGraceSeconds":20}}"#
    /// It would hear after minutes.
    private static let heldUp = """
        session.timeout.ms=600000
        heartbeat.interval.ms=300000
        max.poll.interval.ms=900000
        """

    /// Cancellations of orders that nobody knows: each waits for its order until its grace is over.
    private func ask(on broker: OwnBroker) throws {
        let lines = (0..<Self.requests).map { number in
            #"{"specversion":"1.0","id":"m-\#(number)","source":"/test","type":"fulfillment.cancellation.requested.v1","#
                + #""data":{"requestId":"r-\#(number)","storeId":"shop","storeOrderId":"\#(number)","#
                + #""reason":"buyerChangedMind","requestedBy":"buyer","requestedAt":"2026-11-24T10:00:00.000Z"}}"#
        }
        let file = try written(lines.joined(separator: "\n"), as: "requests.jsonl")
        let published = try Program.run("turnback", ["publish", file.path, "--kafka", broker.address])
        try #require(published.code == 0, "\(published.complained)")
    }

    private func written(_ text: String, as name: String) throws -> URL {
        let file = try Files.temporary().appending(path: name)
        try Data(text.utf8).write(to: file)
        return file
    }

    @Test func deadlinesThatFallDueInBothAreDecidedOnce() throws {
        let broker = try OwnBroker()
        defer { broker.remove() }
        try broker.makeTopics()
        let policy = ["--policy", try written(Self.policy, as: "policy.json").path]
        let former = try Member(
            "orders", instance: "former", on: broker.address,
            more: policy + ["--kafka-config", try written(Self.heldUp, as: "kafka.properties").path])
        let owner = try Member("orders", instance: "owner", on: broker.address, more: policy)
        let outcomes = try KcatTail("fulfillment.cancellations.outcomes.v1", broker: broker.address)
        defer { outcomes.stop() }
        func finals() -> [String] {
            outcomes.all().filter { $0.data["final"] as? Bool == true }.compactMap { $0.data["requestId"] as? String }
        }

        try former.start()
        try former.awaitReady()
        try ask(on: broker)
        try eventually("all requests wait") { outcomes.all().count >= Self.requests ? true : nil }
        try KafkaRequest.remove("former-0", from: "orders", on: broker.address)
        try owner.start()
        try owner.awaitReady()
        try #require(finals().isEmpty, "the deadlines are over too early to show anything")

        try eventually("all requests have an end", within: .seconds(120)) {
            Set(finals()).count == Self.requests ? true : nil
        } state: {
            "\(Set(finals()).count) of \(Self.requests) have one; \(owner.logTail)"
        }
        try eventually("the former owner has tried to commit them too") {
            former.log.contains("batch aborted") || finals().count > Self.requests ? true : nil
        } state: {
            former.logTail
        }
        #expect(finals().count == Self.requests, "\(finals().count) final outcomes of \(Self.requests) requests")
    }
}

import Foundation
import Testing

/// Several loops in several processes share the partitions; processes come and go while messages flow.
@Suite(.timeLimit(.minutes(15)), .enabled(if: Stack.isAvailable))
struct SharedPartitionsTests {
    private static let partitions = 6

    /// Waits until these processes, and each of their loops, own all partitions, each once.
    private func settle(_ members: [Member]) throws {
        try eventually("each partition is owned once", within: .seconds(120)) {
            let now = Ownership(members)
            let loops = now.partitions.values.filter { !$0.isEmpty }.count
            return now.owned == Array(0..<Self.partitions) && loops == 2 * members.count ? true : nil
        } state: {
            "\(Ownership(members).partitions)"
        }
        for member in members { try member.awaitReady() }
    }

    @Test func aThirdProcessComesAndGoesAndNothingIsLostOrRestoredTwice() throws {
        let broker = try OwnBroker()
        defer { broker.remove() }
        try broker.makeTopics(partitions: Self.partitions)
        func member(_ service: String, _ instance: String) throws -> Member {
            try Member(service, instance: instance, on: broker.address, more: ["--loops", "2"])
        }
        let others = [try member("inventory", "a"), try member("returns", "a")]
        let two = [try member("orders", "a"), try member("orders", "b")]
        let third = try member("orders", "c")
        for member in others + two { try member.start() }
        for member in others { try member.awaitReady() }
        try settle(two)

        let file = try OrderFile(orders: 1_500, seed: 2)
        let load = try Program(
            "turnback", ["replay", file.url.path, "--kafka", broker.address, "--run", "shared", "--in-flight", "40"])
        defer { load.kill() }
        try third.start()
        try settle(two + [third])
        #expect(load.process.isRunning, "the load has to go on while a process leaves")
        #expect(third.stop() == 0, "\(third.logTail)")
        try settle(two)
        try eventually("every order has ended", within: .seconds(600)) { load.process.isRunning ? nil : true }
        try #require(load.end() == 0, "\(load.printed.suffix(4_000)) \(load.complained.suffix(2_000))")
        let books = try TopicBooks(Kcat(broker: broker.address), requests: file.requests)
        #expect(books.problems.isEmpty, "\(books.problems.prefix(5))")
        let reconciled = try Program.run("turnback", ["reconcile", "--kafka", broker.address])
        #expect(reconciled.code == 0, "\(reconciled.complained)")

        // Nothing is written now. What was where it comes to once before has nothing to restore.
        let first = try restores(asThirdComesAndGoes: third, two)
        let second = try restores(asThirdComesAndGoes: third, two)
        let known = second.filter { first[$0.key] != nil }
        #expect(!known.isEmpty)
        #expect(known.allSatisfy { $0.value.allSatisfy { $0 == 0 } }, "\(known)")

        let metrics = try two[0].http.get("/metrics").body
        let count = metrics.split(separator: "\n").first { $0.hasPrefix("turnback_rebalance_seconds_count") }
        #expect(count?.split(separator: " ").last.flatMap { Double($0) } ?? 0 >= 2, "\(metrics)")
    }

    /// What is restored meanwhile: how many records each time, by instance and partition.
    private func restores(asThirdComesAndGoes third: Member, _ two: [Member]) throws -> [String: [Int]] {
        let before = Ownership(two).restores
        try third.start()
        try settle(two + [third])
        #expect(third.stop() == 0, "\(third.logTail)")
        try settle(two)
        return Ownership(two).restores.reduce(into: [:]) { fresh, entry in
            let new = entry.value.dropFirst(before[entry.key]?.count ?? 0)
            if !new.isEmpty { fresh[entry.key] = Array(new) }
        }
    }
}

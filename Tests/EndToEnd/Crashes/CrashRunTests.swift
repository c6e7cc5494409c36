import Foundation
import Testing

/// The real programs on three real brokers, killed at random while stores, floor and carrier go on: nothing is lost, nothing
/// comes twice.
@Suite(.timeLimit(.minutes(15)), .enabled(if: Stack.isAvailable))
struct CrashRunTests {
    private static let variables = ProcessInfo.processInfo.environment
    /// `TURNBACK_CRASH_ORDERS`: as many orders, each with a cancellation.
    private static let orders = variables["TURNBACK_CRASH_ORDERS"].flatMap(Int.init) ?? 5_000
    /// `TURNBACK_CRASH_SEED`: repeats the random choices of a run.
    private static let seed =
        variables["TURNBACK_CRASH_SEED"].flatMap(UInt64.init) ?? UInt64(Date().timeIntervalSince1970)
    /// One a second: after so many the faults end, whether the load has ended or not.
    private static let mostFaults = 45

    @Test func everyOrderEndsOnceThroughKillsLostDisksAndDeadBrokers() throws {
        print("crash run: \(Self.orders) orders, seed \(Self.seed)")
        let cluster = try OwnCluster()
        defer { cluster.remove() }
        try cluster.makeTopics()
        let members = try Faults.services.map { try Member($0, instance: "first", on: cluster.address) }
        var faults = Faults(members, cluster, seed: Self.seed)
        do {
            for member in members { try member.start() }
            for member in members { try member.awaitReady() }
            let file = try OrderFile(orders: Self.orders, seed: Self.seed)
            try play(file, &faults, cluster)
            let books = try TopicBooks(Kcat(broker: cluster.address), requests: file.requests)
            try #require(books.problems.isEmpty, "\(books.problems.prefix(5)) and more")
            #expect(books.finals.count == file.requests.count)
            let reconciled = try Program.run("turnback", ["reconcile", "--kafka", cluster.address])
            try #require(reconciled.code == 0, "\(reconciled.printed) \(reconciled.complained)")
            print("crash run: \(faults.total) faults, \(books.movements) movements, every balance exact")
            try aRestoreThatIsToldTwiceIsFound(cluster, file)
        } catch {
            for member in faults.all {
                Attachment.record(member.log, named: "\(member.name).log")
                print("--- \(member.name)\n\(member.logTail)")
            }
            print(
                "Again: TURNBACK_CRASH_SEED=\(Self.seed) TURNBACK_CRASH_ORDERS=\(Self.orders) compose/test --filter CrashRun"
            )
            throw error
        }
    }

    /// Plays the file, with a fault a second. The load's own proof has to hold at its end.
    private func play(_ file: OrderFile, _ faults: inout Faults, _ cluster: OwnCluster) throws {
        let load = try Program(
            "turnback", ["replay", file.url.path, "--kafka", cluster.address, "--run", "crash", "--dates", "mdy"])
        defer { load.kill() }
        var next = ContinuousClock.now
        while load.process.isRunning, faults.total < Self.mostFaults {
            next += .seconds(1)
            try faults.strike()
            while load.process.isRunning, ContinuousClock.now < next { usleep(20_000) }
        }
        try faults.heal()
        try eventually("every order has ended", within: .seconds(400)) {
            load.process.isRunning ? nil : true
        } state: {
            "\(load.printed.suffix(2_000)) \(load.complained.suffix(2_000))"
        }
        try #require(load.end() == 0, "\(load.printed.suffix(4_000)) \(load.complained.suffix(2_000))")
        try #require(
            faults.required.isEmpty, "the load ended before \(faults.required); ask for more TURNBACK_CRASH_ORDERS")
    }

    /// The checks can fail: units that come back twice offend both books.
    private func aRestoreThatIsToldTwiceIsFound(_ cluster: OwnCluster, _ file: OrderFile) throws {
        let kcat = Kcat(broker: cluster.address)
        let topic = "fulfillment.inventory.movements.v1"
        var twice = try #require(try kcat.readAll(topic).last { $0.data["kind"] as? String == "restored" })
        let id = try #require(twice.data["movementId"] as? String)
        let other = String(id.reversed())
        twice.headers["ce_id"] = other
        twice.payload = twice.payload.replacingOccurrences(of: id, with: other)
        try kcat.sendAgain([twice], partition: twice.partition)
        let reconciled = try Program.run("turnback", ["reconcile", "--kafka", cluster.address])
        #expect(reconciled.code == 1)
        #expect(reconciled.printed.contains("✗ nothing-twice"), "\(reconciled.printed)")
        #expect(!(try TopicBooks(kcat, requests: file.requests)).problems.isEmpty)
    }
}

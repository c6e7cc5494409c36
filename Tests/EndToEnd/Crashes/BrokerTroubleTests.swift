import Foundation
import TestSupport
import Testing

/// What services do when their broker is in trouble: they stay alive, say what they wait for, and go on by themselves.
@Suite(.serialized, .timeLimit(.minutes(15)), .enabled(if: Stack.isAvailable))
struct BrokerTroubleTests {
    /// Members of all services, ready.
    private func fleet(on kafka: String) throws -> [Member] {
        let members = try Faults.services.map { try Member($0, instance: "only", on: kafka) }
        for member in members { try member.start() }
        for member in members { try member.awaitReady() }
        return members
    }

    /// Plays orders, with trouble in the middle of it; all of it has to end and to add up.
    private func play(_ orders: Int, on kafka: String, _ trouble: (_ load: Program) throws -> Void = { _ in }) throws {
        let file = try OrderFile(orders: orders, seed: 1)
        let load = try Program(
            "turnback", ["replay", file.url.path, "--kafka", kafka, "--run", "trouble", "--in-flight", "25"])
        defer { load.kill() }
        try trouble(load)
        try eventually("every order has ended", within: .seconds(600)) {
            load.process.isRunning ? nil : true
        } state: {
            "\(load.complained.suffix(2_000))"
        }
        try #require(load.end() == 0, "\(load.printed.suffix(4_000)) \(load.complained.suffix(2_000))")
        let books = try TopicBooks(Kcat(broker: kafka), requests: file.requests)
        #expect(books.problems.isEmpty, "\(books.problems.prefix(5))")
        let reconciled = try Program.run("turnback", ["reconcile", "--kafka", kafka])
        #expect(reconciled.code == 0, "\(reconciled.complained)")
    }

    private func reason(_ member: Member) throws -> String {
        let ready = try member.http.get("/readyz")
        return ready.status == 503 ? ready.body : ""
    }

    @Test func theOnlyBrokerHangsBeyondEveryTimeoutAndThenDiesAndIsWaitedForTwice() throws {
        let broker = try OwnBroker()
        defer { broker.remove() }
        try broker.makeTopics()
        let members = try fleet(on: broker.address)
        try broker.pause()
        do { try everyOneWaits(members) } catch {
            try broker.resume()
            throw error
        }
        try broker.resume()
        for member in members { try member.awaitReady() }
        try broker.kill()
        try everyOneWaits(members)
        try broker.start()
        for member in members { try member.awaitReady() }
        try play(500, on: broker.address)
        for member in members { #expect(member.stop() == 0, "\(member.logTail)") }
    }

    /// Each client of librdkafka complains of each connection several times: people read one line.
    @Test func aBrokerThatGoesAndComesBackIsSaidInOneLineEach() throws {
        let broker = try OwnBroker()
        defer { broker.remove() }
        try broker.makeTopics()
        let members = try fleet(on: broker.address)
        try broker.kill()
        for member in members {
            try eventually("\(member.name) is not ready, and says why") {
                try reason(member).contains("waiting for Kafka at \(broker.address)") ? true : nil
            } state: {
                member.logTail
            }
        }
        try broker.start()
        for member in members { try member.awaitReady() }
        for member in members {
            func count(_ text: String) -> Int { member.log.components(separatedBy: text).count - 1 }
            try eventually("\(member.name) says that it is back") {
                count("Kafka answers again") > 0 ? true : nil
            } state: {
                member.logTail
            }
            #expect(count("Kafka does not answer") == 1 && count("Kafka answers again") == 1, "\(member.logTail)")
            #expect(
                !member.log.contains("_TRANSPORT") && !member.log.contains("_ALL_BROKERS_DOWN"), "\(member.logTail)")
            #expect(member.stop() == 0, "\(member.logTail)")
        }
    }

    /// Each leads a third of everything, and one of them the controllers: what it had in hand is neither lost nor doubled.
    @Test func ordersGoOnWhileEachOfThreeBrokersHangsOrDiesInTurn() throws {
        let cluster = try OwnCluster()
        defer { cluster.remove() }
        try cluster.makeTopics()
        let members = try fleet(on: cluster.address)
        let outcomes = try KcatTail("fulfillment.cancellations.outcomes.v1", broker: cluster.address)
        defer { outcomes.stop() }
        func goesOn(_ load: Program) throws {
            let before = outcomes.all().count
            try eventually("requests are answered", within: .seconds(120)) {
                outcomes.all().count > before ? true : nil
            } state: {
                members.map(\.logTail).joined(separator: "\n")
            }
            try #require(load.process.isRunning, "the load has to go on under the trouble")
        }
        try play(3_000, on: cluster.address) { load in
            try goesOn(load)
            for (id, broker) in zip(1..., cluster.brokers) {
                let hangs = id == 2
                let start = ContinuousClock.now
                try hangs ? broker.pause() : broker.kill()
                try cluster.view.awaitTakeover(from: id)
                let taken = ContinuousClock.now
                try goesOn(load)
                let answered = ContinuousClock.now
                try hangs ? broker.resume() : broker.start()
                try cluster.view.awaitWhole()
                print(
                    "broker \(id) \(hangs ? "hangs" : "is killed"): its partitions are taken over after \(taken - start), "
                        + "requests are answered after \(answered - start), all is whole after \(ContinuousClock.now - start)"
                )
            }
        }
        for member in members {
            try member.awaitReady()
            #expect(member.stop() == 0, "\(member.logTail)")
        }
    }

    /// Sessions and transactions have 10 s: after it, every member is not ready and says why, and lives.
    private func everyOneWaits(_ members: [Member]) throws {
        for member in members {
            try eventually("\(member.name) says that it waits", within: .seconds(60)) {
                try reason(member).contains("waiting for") ? true : nil
            } state: {
                member.logTail
            }
            #expect(try member.http.get("/healthz").status == 200, "\(member.name) lives")
        }
    }

    @Test func aBrokerThatIsAwayAtTheStartIsWaitedFor() throws {
        let broker = try OwnBroker()
        defer { broker.remove() }
        try broker.makeTopics()
        try broker.kill()
        let member = try Member("orders", instance: "only", on: broker.address)
        try member.start()
        try eventually("it says what it waits for") {
            try reason(member).contains("waiting for \(broker.address)") ? true : nil
        } state: {
            member.logTail
        }
        #expect(try member.http.get("/healthz").status == 200, "it lives")
        try broker.start()
        try member.awaitReady()
        #expect(member.stop() == 0, "\(member.logTail)")
    }

    @Test func credentialsThatAreRefusedEndTheServiceWithOneClearLine() throws {
        let listener = SaslListener(port: try FreePorts.pair())
        let broker = try OwnBroker(listener.settings(of:))
        defer { broker.remove() }
        try broker.makeTopics()
        let properties = try Files.temporary().appending(path: "kafka.properties")
        for (password, isRight) in [("wrong", false), (SaslListener.password, true)] {
            try Data(SaslListener.client(password: password).utf8).write(to: properties)
            let member = try Member(
                "orders", instance: "only", on: listener.address, more: ["--kafka-config", properties.path])
            try member.start()
            if isRight {
                try member.awaitReady()
                #expect(member.stop() == 0)
            } else {
                #expect(try member.end(within: .seconds(60)) == 69)
                let said = member.log.split(separator: "\n").filter { $0.hasPrefix("error: ") }
                #expect(said.count == 1 && said[0].contains("uthentication"), "\(member.logTail)")
            }
        }
    }
}

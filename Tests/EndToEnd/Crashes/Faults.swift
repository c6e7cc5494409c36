import Foundation
import TestSupport

/// What is done to running services and their brokers, one after the other, by a seed.
struct Faults {
    enum Fault: Hashable {
        case kill(String)
        case killAndLoseState(String)
        /// A second instance of a service joins, or, where there is one, is killed.
        case secondInstance
        /// One of three.
        case killBroker
    }

    static let services = ["orders", "inventory", "returns"]

    private var draw: SplitMix64
    /// What every run has to go through, beside its random choices.
    private(set) var required: [Fault]
    private(set) var counts: [Fault: Int] = [:]
    private let cluster: OwnCluster
    private let members: [Member]
    private var second: Member?
    /// When a broker was killed last. For some 9 s after it the others still name it as if it were there.
    private var brokerKilled: ContinuousClock.Instant?
    private static let untilMissed = Duration.seconds(15)
    /// Instances that were killed for good, for their logs.
    private(set) var gone: [Member] = []

    init(_ members: [Member], _ cluster: OwnCluster, seed: UInt64) {
        var draw = SplitMix64(seed: seed)
        required =
            Self.services.flatMap { [.kill($0), .killAndLoseState($0)] } + [
                .secondInstance, .secondInstance, .killBroker,
            ]
        required.shuffle(using: &draw)
        self.draw = draw
        self.members = members
        self.cluster = cluster
    }

    var all: [Member] { members + gone + (second.map { [$0] } ?? []) }
    var total: Int { counts.values.reduce(0, +) }

    /// The next one. A killed service or broker is started again at once.
    mutating func strike() throws {
        let fault = required.popLast() ?? drawn()
        switch fault {
        case .kill(let service): try restart(service, losesState: false)
        case .killAndLoseState(let service): try restart(service, losesState: true)
        case .secondInstance:
            if second == nil {
                let joining = try Member(draw.pick(Self.services), instance: "second-\(gone.count)", on: cluster.address)
                try joining.start()
                second = joining
            } else {
                killSecond()
            }
        case .killBroker:
            // One at a time: the one before is back and up to date. The first is still owed then.
            guard try isWhole() else {
                if counts[fault] == nil { required.insert(fault, at: 0) }
                return
            }
            let broker = draw.pick(cluster.brokers)
            try broker.kill()
            brokerKilled = .now
            try broker.beginStart()
        }
        counts[fault, default: 0] += 1
        try redeliver()
    }

    /// All brokers are there and have everything: one of them may be lost. With two lost at once partitions have no leader,
    /// and then Kafka may leave a transaction open for ever (see `OwnCluster`).
    private func isWhole() throws -> Bool {
        if let brokerKilled, .now - brokerKilled < Self.untilMissed { return false }
        return try cluster.view.isWhole()
    }

    /// Ends the faults: everything that belongs there runs.
    mutating func heal() throws {
        killSecond()
        try cluster.view.awaitWhole()
        for member in members { try member.awaitReady() }
    }

    private mutating func killSecond() {
        second?.kill()
        if let second { gone.append(second) }
        second = nil
    }

    private mutating func drawn() -> Fault {
        switch draw.below(100) {
        case ..<65: .kill(draw.pick(Self.services))
        case ..<85: .killAndLoseState(draw.pick(Self.services))
        case ..<98: .secondInstance
        default: .killBroker
        }
    }

    private func restart(_ service: String, losesState: Bool) throws {
        for member in members where member.service == service {
            guard member.isRunning else { throw NotSoYet(description: "\(member.name) has ended by itself") }
            member.kill()
            if losesState { try member.loseState() }
            try member.start()
        }
    }

    private static let redelivered = ["cancellations.requests", "orders.commands", "warehouse.reports"]

    /// Some of the newest messages come once more, on whichever partition.
    private mutating func redeliver() throws {
        guard try isWhole() else { return }
        let kcat = Kcat(broker: cluster.address)
        let topic = "fulfillment.\(draw.pick(Self.redelivered)).v1"
        try kcat.sendAgain(Array(try kcat.readNewest(topic, draw.below(3)).shuffled(using: &draw).prefix(3)))
    }
}

extension Kcat {
    /// The end of a partition shows only in a fetch that finds nothing.
    private static let quick = ["-X", "fetch.wait.max.ms=10"]

    /// The newest messages of a partition.
    fileprivate func readNewest(_ topic: String, _ partition: Int) throws -> [Received] {
        let program = try Program(
            at: URL(fileURLWithPath: "/usr/bin/kcat"),
            ["-C", "-b", broker, "-t", topic, "-p", "\(partition)", "-o", "-20", "-e", "-q", "-J"] + Self.quick)
        program.end()
        return program.printed(from: 0).split(separator: UInt8(ascii: "\n")).compactMap { Received(json: Data($0)) }
    }
}

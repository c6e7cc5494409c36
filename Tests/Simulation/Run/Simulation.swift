import Contracts
import Fulfillment
import Processors

@testable import Streams
@testable import TestLogs

/// One history: the three services, in so many processes, on one simulated log and clock, with faults that the seed draws.
struct Simulation {
    /// What came of it.
    struct Outcome: Sendable {
        var options: Options
        /// What is wrong, one per line.
        var complaints: [String]
        var tally: Tally
        var digest: UInt64
        /// The last faults.
        var faults: [String]
        /// Every message, in the order of time, where one history is repeated to be looked at.
        var messages: [String]
    }

    private let options: Options
    private let clock = SimulatedClock()
    private let log: SimulatedLog
    private let faults: FaultDraw
    private let world: OutsideWorld
    private let graveyard = Graveyard()
    private let processes: [ServiceProcess]
    private let scheduler: Chance
    private let growth: Growth

    static func run(_ options: Options) throws -> Outcome {
        let directory = try Directory.temporary()
        defer { Disk.remove(directory) }
        return try Simulation(options, directory).run()
    }

    private init(_ options: Options, _ directory: String) throws {
        self.options = options
        scheduler = Chance(seed: options.seed, for: "scheduler")
        let clock = clock
        let chance = Chance(seed: options.seed, for: "log")
        var traits = SimulatedLog.Traits()
        traits.isEager = options.isEager
        traits.delaysMarkers = options.delaysMarkers
        traits.recordsPerPoll = options.recordsPerPoll
        log = SimulatedLog(traits: traits, clock: { clock.now }, draw: { chance.below($0) })
        try log.create(TopicPlan.settings(partitions: options.partitions, replication: 1))
        faults = FaultDraw(options, clock)
        world = try OutsideWorld(options, log, clock, faults)
        let bench = ServiceProcess.Bench(
            options: options, log: log, clock: clock, faults: faults,
            partitions: TopicPlan.partitionCounts(in: try log.topics(timeout: .zero)), graveyard: graveyard)
        let processors: [any Processor] = [
            OrdersProcessor(policies: options.policies), InventoryProcessor(), ReturnsProcessor(),
        ]
        processes = zip(processors, options.instances).flatMap { processor, count in
            (0..<count).map { ServiceProcess(processor, number: $0, bench, directory: directory) }
        }
        growth = Growth(options, log, directory: directory)
    }

    private func run() throws -> Outcome {
        defer { for process in processes { process.shutDown() } }
        var idle = 0
        while !world.isDone || idle < 50 {
            if world.isDone { idle += 1 }
            try step()
            if world.isHalfDone { try grow() }
        }
        faults.isOn = false
        let judge: Judge
        var complaints: [String] = []
        do { judge = try heal() } catch let restless as Restless {
            complaints.append(restless.description)
            judge = try Judge(log, partitions: growth.partitions)
        }
        var tally = faults.tally
        tally.seeds = 1
        tally.records = judge.records
        tally.requests = judge.requests
        tally.casesEnded = judge.casesEnded
        tally.returnsClosed = judge.returnsClosed
        tally.stateKinds = judge.stateKinds
        (tally.growths, tally.moved) = (growth.count, growth.moved)
        return Outcome(
            options: options, complaints: complaints + judge.complaints, tally: tally, digest: judge.digest.value,
            faults: faults.history.suffix(12), messages: judge.messages.sorted())
    }

    // MARK: While faults go on

    /// Polls in which a session whose heartbeats are held up does not hear that it was given up.
    private static let longestDeafness = 100

    private func step() throws {
        faults.tally.steps += 1
        clock.pass(milliseconds: Int64(scheduler.number(in: 1...200)))
        switch scheduler.below(100) {
        case ..<72: scheduler.pick(processes).step()
        case ..<92: try world.step()
        default: log.settle(percent: 50)
        }
        mishap()
        graveyard.bury(log, clock.elapsed)
    }

    /// What happens to processes and clocks from outside.
    private func mishap() {
        let process = scheduler.pick(processes)
        if process.isUp {
            if faults.strikes(.killBetweenSteps, process.member) { process.kill() }
            if faults.strikes(.fence, process.member) { process.fence() }
            if faults.strikes(.leave, process.member) { process.leave() }
        }
        let group = process.processor.topology.name
        if let id = process.session?.id {
            if faults.strikes(.expire, process.member) { log.expire(session: id) }
            if faults.strikes(.heldUp, process.member) {
                log.expire(session: id, deafPolls: faults.number(in: 1...Self.longestDeafness))
            }
            if faults.strikes(.transactionTimesOut, process.member) { log.timeOut(session: id) }
        }
        if faults.strikes(.rebalance, group) { log.rebalance(group) }
        if faults.strikes(.lostOffsets, group) { log.loseOffsets(of: group) }
        if faults.strikes(.clockForward, "") {
            // Seconds, or days: then tombstones are gone from the state topic, and an old directory never heard of them.
            let seconds =
                faults.number(in: 0...4) == 0 ? faults.number(in: 1...3) * 86_400 : faults.number(in: 1...7_200)
            clock.jump(milliseconds: Int64(seconds) * 1_000)
        }
        if faults.strikes(.clockBack, "") { clock.jump(milliseconds: -Int64(faults.number(in: 1...5_000))) }
        if faults.strikes(.compaction, group) {
            log.compact(process.processor.topology.state.name, tombstonesBefore: clock.now - 86_400_000)
        }
    }

    // MARK: When the topics grow

    /// The services finish, are killed, and start again on topics that have grown. What was sent before comes to the former
    /// partitions all the same, when it comes.
    private func grow() throws {
        guard let target = options.growsTo, growth.count == 0 else { return }
        faults.isOn = false
        try quiet()
        faults.isOn = true
        for process in processes { process.restart(partitions: growth.partitions) }
        try growth.run(processes.map(\.processor))
        for process in processes { process.restart(partitions: target) }
        world.post.hear(partitions: target)
        try world.listen(to: options.partitions..<target)
    }

    // MARK: When they are over

    /// How often the world answers and time goes on before it is said that nothing comes of it.
    private static let rounds = 10
    /// Beyond the longest deadline of a policy, and the longest jump of the clock: what was processed late is due late.
    private static let longerThanAnyDeadline: Int64 = 4 * 86_400_000

    /// Everything that is open comes to its end, if it ever does: the world answers, and deadlines pass.
    private func heal() throws -> Judge {
        try quiet()
        var rounds = 0
        while true {
            try world.finish()
            try quiet()
            let judge = try Judge(log, partitions: growth.partitions)
            rounds += 1
            if judge.complaints.isEmpty || rounds == Self.rounds { return judge }
            clock.pass(milliseconds: Self.longerThanAnyDeadline)
            try quiet()
        }
    }

    /// Steps all processes until none has anything to do.
    private func quiet() throws {
        log.tellLosses()
        graveyard.bury(log, clock.elapsed, membership: 0, transaction: 0)
        var idle = 0
        var steps = 0
        while idle < 15 {
            idle += 1
            steps += 1
            guard steps < 5_000 else { throw Restless() }
            clock.pass(milliseconds: 150)
            log.settle()
            for process in processes where process.step() { idle = 0 }
            faults.tally.steps += processes.count
        }
    }

    struct Restless: Error, CustomStringConvertible {
        var description: String { "the services do not come to rest" }
    }
}

import Contracts

@testable import Streams
@testable import TestLogs

/// One process of a service: the production loop, which dies and comes again.
///
/// Not shared between threads: one thread runs a whole simulation.
final class ServiceProcess: @unchecked Sendable {
    let processor: any Processor
    let member: String
    private var bench: Bench
    private let base: String
    /// Counts the directories: a second process of the same name has its own.
    private var generation = 0
    private var course: LoopCourse?
    private(set) var session: FaultySession?
    /// When it goes on, in milliseconds passed: after it ended, or to recreate a session.
    private var resumes: Int64 = 0
    /// A process of the same name that was not there to see it.
    private var zombies: [ServiceProcess] = []

    /// What all processes of a simulation have in common.
    struct Bench {
        var options: Options
        var log: SimulatedLog
        var clock: SimulatedClock
        var faults: FaultDraw
        var partitions: [Topic: Int32]
        /// Sessions whose processes are dead, and when that was.
        var graveyard: Graveyard
    }

    init(_ processor: any Processor, number: Int, _ bench: Bench, directory: String) {
        self.processor = processor
        self.bench = bench
        member = "\(processor.topology.name)-\(number)"
        base = "\(directory)/\(member)"
    }

    var isUp: Bool { course != nil }
    private var directory: String { "\(base).\(generation)" }

    /// One step of the loop, or the start of the process. False where it had nothing to do.
    @discardableResult
    func step() -> Bool {
        var isBusy = false
        for zombie in zombies { isBusy = zombie.step() || isBusy }
        zombies.removeAll { !$0.isUp }
        guard bench.clock.elapsed >= resumes else { return isBusy }
        if course == nil { start() }
        switch course!.step() {
        case .joined: isBusy = true
        case .served: isBusy = session?.takeBusy() == true || isBusy
        case .renewing: resumes = bench.clock.elapsed + 500
        case .ended: end()
        }
        if session?.isKilled == true { kill() }
        return isBusy
    }

    private func start() {
        course = Loop(
            log: FaultyLog(self), processor: processor, settings: settings, partitions: bench.partitions,
            observer: ProcessObserver(self)
        ).course()
    }

    private var settings: LoopSettings {
        let clock = bench.clock
        var settings = LoopSettings(
            member: member, stateDirectory: directory, pauses: .milliseconds(5) ... .milliseconds(200),
            idle: .milliseconds(100), clock: { clock.now })
        settings.monotonic = { clock.instant }
        settings.limits.inputs = bench.options.batch
        return settings
    }

    // MARK: Its ends

    /// It dies at once, without a word to anybody.
    func kill() {
        guard let session else { return }
        session.kill()
        bench.graveyard.add(session.id, bench.clock.elapsed)
        end()
    }

    /// It stops as it is asked to.
    func leave() {
        guard course != nil else { return }
        _ = course!.finish()
        if session?.isKilled == true { bench.graveyard.add(session!.id, bench.clock.elapsed) }
        end()
        resumes = bench.clock.elapsed + 20_000
    }

    /// It goes on while another one of its name is started: it is on its own from here on.
    func fence() {
        guard course != nil else { return }
        let zombie = ServiceProcess(processor, zombieOf: self)
        zombies.append(zombie)
        course = nil
        session = nil
        generation += 1
    }

    private init(_ processor: any Processor, zombieOf other: ServiceProcess) {
        self.processor = processor
        bench = other.bench
        member = other.member
        base = other.base
        generation = other.generation
        course = other.course
        session = other.session
        // It does not come again.
        resumes = 0
    }

    /// The simulation is over.
    func shutDown() {
        for zombie in zombies { zombie.shutDown() }
        session?.kill()
        course = nil
        session = nil
    }

    /// It is started again by and by, and finds topics with so many partitions.
    func restart(partitions: Int32) {
        shutDown()
        zombies = []
        bench.partitions = bench.partitions.mapValues { _ in partitions }
        resumes = bench.clock.elapsed
    }

    private func end() {
        course = nil
        session = nil
        resumes = bench.clock.elapsed + Int64(bench.faults.number(in: 0...4_000))
        suffer()
    }

    /// What happens to the files of a process that is down.
    private func suffer() {
        let faults = bench.faults
        let backup = base + ".backup"
        if Disk.exists(backup), faults.strikes(.oldState, member) { Disk.copy(backup, to: directory) }
        if bench.options.faults.contains(.oldState), faults.number(in: 0...1) == 0 { Disk.copy(directory, to: backup) }
        if faults.strikes(.lostState, member) { Disk.remove(directory) }
        for store in Disk.stores(in: directory) {
            if faults.strikes(.corruptState, store) { Disk.corrupt(store) }
            if faults.strikes(.machineDown, store) { Disk.tear(store, page: faults.number(in: 0...20)) }
        }
    }

    // MARK: What it is asked to do

    fileprivate func join(_ group: GroupSettings) throws(LogError) -> any LogSession {
        if bench.faults.strikes(.joinFails, member) { throw LogError(.retriable, "no broker answers") }
        let inner = try bench.log.join(group) as! SimulatedSession
        let fresh = FaultySession(
            inner, bench.faults, member, bench.options.flaw, stateDirectory: directory)
        session = fresh
        return fresh
    }

    fileprivate func hear(_ event: LoopEvent) {
        switch event {
        case .committed: session?.hasCommitted()
        case .restored(_, _, _, let wiped?): if !wiped.isEmpty { bench.faults.tally.wipes += 1 }
        case .revoked(_, let lost):
            if lost { bench.faults.tally.losses += 1 } else { bench.faults.tally.revocations += 1 }
        default: break
        }
    }
}

/// Sessions whose processes are dead, and which the log believes alive for a while.
final class Graveyard {
    private var dead: [(session: Int, since: Int64)] = []

    func add(_ session: Int, _ since: Int64) { dead.append((session, since)) }

    /// The log gives up those that have been silent for too long: first the group, then their transactions.
    func bury(_ log: SimulatedLog, _ now: Int64, membership: Int64 = 6_000, transaction: Int64 = 20_000) {
        for one in dead where now - one.since >= membership { log.expire(session: one.session) }
        for one in dead where now - one.since >= transaction { log.timeOut(session: one.session) }
        dead.removeAll { now - $0.since >= transaction }
    }
}

/// The log, as a process of a simulation sees it.
private final class FaultyLog: Log {
    private let process: ServiceProcess

    init(_ process: ServiceProcess) { self.process = process }

    func join(_ group: GroupSettings) throws(LogError) -> any LogSession { try process.join(group) }

    // A loop asks for nothing else.
    func topics(timeout: Duration) throws(LogError) -> [String: TopicDescription] { [:] }
    func create(_ topics: [TopicSettings]) throws(LogError) {}
    func reader(from positions: [TopicPartition: Position]) throws(LogError) -> any LogReader {
        throw LogError(.fatal, "a loop reads in a group")
    }
    func appender() throws(LogError) -> any LogAppender { throw LogError(.fatal, "a loop writes in transactions") }
    func close() {}
}

private final class ProcessObserver: LoopObserver {
    private let process: ServiceProcess

    init(_ process: ServiceProcess) { self.process = process }

    func observe(_ event: LoopEvent) { process.hear(event) }
}

import Contracts
import Fulfillment
import Operations
import Processors
import Streams

/// `turnback topics grow`: raises the partitions of all topics, and moves the services' state with the keys.
///
/// Its steps may end anywhere and are taken up again by the next run. Before the topics are raised it is written down with
/// every state which count it has, so that no service starts in between; what it has after it is written last.
struct TopicGrowth {
    let broker: Broker
    let target: Int32
    /// How long the input topics are watched.
    let watch: Duration
    /// How many records one transaction moves.
    let chunk: Int
    /// Where copies of the state are made.
    let scratch: String?
    let report: GrowthReport
    let shutdown: ShutdownSignal
    /// By which the services decide, where they have to finish first.
    let policies: Policies

    private let topologies = Plant.topologies

    init(_ invocation: Invocation, _ broker: Broker, _ shutdown: ShutdownSignal) throws(Failure) {
        policies = try Policies.load(invocation)
        self.broker = broker
        self.shutdown = shutdown
        target = Int32(invocation.int("partitions"))
        watch = .seconds(invocation.int("watch"))
        chunk = invocation.int("chunk")
        scratch = invocation.stringIfGiven("scratch")
        report = GrowthReport(json: invocation.flag("json"))
    }

    func run() throws(Failure) {
        try broker.require(Topic.allCases)
        let plan = GrowthPlan(
            target: target, counts: broker.partitions,
            written: try told { () throws(LogError) in try broker.writtenCounts(of: topologies) },
            topologies: topologies, tenants: broker.topics.compactMap { name, topic in
                TopicName(name).flatMap { $0.alias == nil ? nil : ($0, topic.partitions) }
            })
        if let problem = plan.problem { throw problem }
        guard !plan.isDone else {
            return report.say("done", "all topics have \(target) partitions, and the state is that of \(target)")
        }
        let places = scratch.map { [$0] } ?? [EnvironmentVariables.value(of: "TMPDIR") ?? "/tmp", "/tmp"]
        let directory = try TemporaryDirectory(in: places)
        defer { directory.remove() }
        let waiting = try check(plan)
        if let former = plan.untouched { try mark(former, directory) }
        try raise(plan.toRaise.map(\.name) + plan.tenantsToRaise.map(\.text))
        if !waiting.isEmpty { try drain(waiting, plan, directory) }
        for topology in topologies { try move(topology, directory) }
        report.say(
            "done",
            "all topics have \(target) partitions, and the state is that of \(target): start the services, then what sends",
            [("partitions", Int(target))])
    }

    /// Makes sure that nobody sends, nothing waits and nobody runs. Where it was begun before, services cannot run until it
    /// is finished: then what waits is returned.
    private func check(_ plan: GrowthPlan) throws(Failure) -> [GrowthChecks.Waiting] {
        if plan.untouched != nil { try requireSilence() }
        var waiting = try told { () throws(LogError) in try checks.waiting() }
        if plan.untouched != nil { try requireNone(waiting) }
        let running = try told { () throws(LogError) in try checks.running() }
        if !running.isEmpty {
            let listed = running.map { "\($0.service) (\($0.members.joined(separator: ", ")))" }.joined(separator: ", ")
            throw Failure(.unavailable, "these run: \(listed); stop them, and run this again")
        }
        report.say("services", "none runs")
        // Until a moment ago they may have sent to each other.
        waiting = try told { () throws(LogError) in try checks.waiting() }
        if plan.untouched != nil { try requireNone(waiting) }
        report.say("messages", waiting.isEmpty ? "none waits" : "these wait: \(listed(waiting))")
        return waiting
    }

    private func requireSilence() throws(Failure) {
        let growing = try told { () throws(LogError) in try checks.growing(for: watch) }
        let seconds = watch.components.seconds
        guard growing.isEmpty else {
            let listed = growing.map { "\($0.topic) by \($0.by)" }.joined(separator: ", ")
            throw Failure(
                .unavailable,
                "these topics grew within \(seconds) s, by so many offsets: \(listed); stop what sends, let the services finish, stop them, and run this again"
            )
        }
        report.say("senders", "no input topic grew for \(seconds) s")
    }

    private func requireNone(_ waiting: [GrowthChecks.Waiting]) throws(Failure) {
        guard !waiting.isEmpty else { return }
        throw Failure(
            .unavailable,
            "messages wait: \(listed(waiting)); let the services run until none does (turnback_lag_messages is 0), stop them, and run this again"
        )
    }

    private func listed(_ waiting: [GrowthChecks.Waiting]) -> String {
        waiting.map { "\(Int($0.count).grouped) in \($0.topic) for \($0.service)" }.joined(separator: ", ")
    }

    private var checks: GrowthChecks { GrowthChecks(broker: broker, topologies: topologies, shutdown: shutdown) }

    /// The topics were raised before the services had finished: they do it now. What has come to new partitions waits on.
    private func drain(
        _ waiting: [GrowthChecks.Waiting], _ plan: GrowthPlan, _ directory: TemporaryDirectory
    ) throws(Failure) {
        guard let former = plan.former else {
            return report.say("drained", "not known how many partitions there were: what waits is processed afterwards")
        }
        let isOld = try told { () throws(LogError) in try !checks.waiting(below: former).isEmpty }
        guard isOld else { return }
        try GrowthDrain(
            broker: broker, former: former, policies: policies, checks: checks, shutdown: shutdown
        ).run(in: directory)
        report.say("drained", "what waited in the \(former) partitions that there were is processed")
    }

    /// Looks at all that is to be moved before anything is changed, and has every state say which count it has.
    private func mark(_ former: Int32, _ directory: TemporaryDirectory) throws(Failure) {
        for topology in topologies {
            try with(topology, former, directory) { move, group throws(LogError) in
                let survey = try move.survey(former: former, group)
                if survey.isUnmarked { try move.mark(former, group) }
                report.say(
                    "looked", service: topology.name,
                    "\(survey.records.grouped) records in its state, \(survey.toMove.grouped) of them to be moved",
                    [("records", survey.records), ("toMove", survey.toMove)])
            }
        }
    }

    private func raise(_ topics: [String]) throws(Failure) {
        guard !topics.isEmpty else { return }
        try told { () throws(LogError) in try broker.kafka.raise(topics, to: target) }
        report.say(
            "topics", "\(topics.count) raised to \(target) partitions",
            [("topics", topics.count), ("partitions", Int(target))])
    }

    private func move(_ topology: ServiceTopology, _ directory: TemporaryDirectory) throws(Failure) {
        try with(topology, target, directory) { move, group throws(LogError) in
            let survey = try move.survey(former: nil, group)
            guard !survey.isDone else {
                return report.say("moved", service: topology.name, "was moved before")
            }
            if survey.isUnmarked { try move.mark(0, group) }
            try move.move(survey, group, chunk: chunk) { report.moved($0, of: survey.toMove, service: topology.name) }
            try move.finish(group, broker.kafka)
            report.say(
                "moved", service: topology.name,
                "\(survey.toMove.grouped) of \(survey.records.grouped) records moved, its state is that of \(target) partitions",
                [("moved", survey.toMove), ("records", survey.records)])
        }
    }

    /// Works on a copy of a service's state, in the place of its loops.
    private func with(
        _ topology: ServiceTopology, _ partitions: Int32, _ directory: TemporaryDirectory,
        _ body: (StateMove, HeldGroup) throws(LogError) -> Void
    ) throws(Failure) {
        directory.empty()
        let move = StateMove(
            topology, to: target, in: "\(directory.path)/\(topology.name)", messageKey: StateKey.messageKey)
        defer { move.close() }
        try told { () throws(LogError) in
            let group = try HeldGroup(
                topology, on: broker.kafka, as: "grow", partitions: partitions, until: { shutdown.isRequested })
            defer { group.close() }
            try move.restore(group, UntoldRestore())
            try body(move, group)
        }
    }

    private func told<Result>(_ body: () throws(LogError) -> Result) throws(Failure) -> Result {
        do throws(LogError) { return try body() } catch {
            if error.outcome == .mismatch { throw error.failure }
            throw broker.failure(error)
        }
    }
}

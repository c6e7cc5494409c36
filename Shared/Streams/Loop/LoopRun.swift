internal import Contracts

/// A loop with a session: polls, processes, commits, and answers rebalances, a step at a time, until the session fails.
struct LoopRun {
    private let session: any LogSession
    private let processor: any Processor
    private let settings: LoopSettings
    private let inbox: Inbox
    private let observer: any LoopObserver
    private let tenants: TenantsInForce
    /// Topics of tenants that are not read because they are not what was read before.
    private var refused: [String: String] = [:]
    private var partitionGuard: PartitionGuard
    private var pace: CommitPace
    private var tasks: [Int32: PartitionTask] = [:]
    /// The partitions of `tasks` in order, so that what is written follows from what was read, and from nothing else.
    private var held: [Int32] = []
    /// Those of them whose records come.
    private var begun: [Int32] = []
    /// How far the batch in hand has read each place that it has read of.
    private var read = BatchProgress()
    /// The next offset of each place that was begun, by the last commit.
    private var positions: [TopicPartition: Int64] = [:]
    /// Where places end that were read to the end, markers included.
    private var drained = DrainedEnds()
    private var outputs = 0
    private var notes = BatchNotes()
    private var backlog = Backlog()
    private var poison = PoisonRule()
    /// The last poll brought nothing.
    private var isDrained = true
    /// The last batch was dropped: what it consisted of is not tried again at once.
    private var wasAborted = false
    private var lastTick: ContinuousClock.Instant

    init(
        session: any LogSession, processor: any Processor, settings: LoopSettings, partitions: [Topic: Int32],
        observer: any LoopObserver
    ) {
        self.session = session
        self.processor = processor
        self.settings = settings
        self.observer = observer
        tenants = TenantsInForce(settings.tenants)
        inbox = Inbox(topology: processor.topology, partitions: partitions, tenants: tenants)
        partitionGuard = PartitionGuard(processor.topology, partitions: partitions)
        pace = CommitPace(pauses: settings.pauses, idle: settings.idle, limits: settings.limits)
        lastTick = settings.monotonic()
    }

    /// Commits the batch in hand where that is due; else polls, and does what follows.
    mutating func step() throws(LogError) {
        try tick()
        switch pace.next(at: settings.monotonic(), isDrained: isDrained, isDue: pace.isEmpty && hasDue) {
        case .commit: try commit()
        case .poll(let timeout):
            let events = try session.poll(timeout: timeout)
            isDrained = events.allSatisfy { if case .drained = $0 { true } else { false } }
            try handle(events)
            try fireTimers()
        }
    }

    /// Closes the stores and the session.
    /// - Parameter isCurrent: the session has not failed, so its partitions were held until now.
    mutating func end(isCurrent: Bool) {
        for task in tasks.values { task.store.close(isCurrent: isCurrent) }
        tasks.removeAll()
        held.removeAll()
        begun.removeAll()
        session.close(deadline: settings.closing)
    }

    private mutating func tick() throws(LogError) {
        let now = settings.monotonic()
        guard now - lastTick >= .milliseconds(500) else { return }
        lastTick = now
        observer.observe(.tick)
        tellHowFarBehind()
        if tenants.refresh(), !begun.isEmpty { try readTenants() }
        if pace.isEmpty, isDrained, drained.isDue(at: now) { try commitDrained(at: now) }
    }

    /// Reads the topics of tenants that are in force now.
    private mutating func readTenants() throws(LogError) {
        let topics = tenants.table.inputs(of: inbox.topology)
        var known: [TopicPartition: InputPosition] = [:]
        for partition in begun { known.merge(try tasks[partition]!.store.positions(of: partition)) { $1 } }
        let read = try session.alsoRead(topics, notBefore: known)
        positions.merge(read.places) { $1 }
        refused = refused.filter { topics.contains($0.key) }.merging(read.refused) { $1 }
        observer.observe(.unread(refused))
    }

    private mutating func handle(_ events: [LogEvent]) throws(LogError) {
        var isAborted = false
        for event in events {
            switch event {
            case .records(let records):
                // After an abort the same records come again, so the ones in hand are old.
                if !isAborted { isAborted = try !process(records) }
            case .drained(let ends):
                guard !isAborted else { continue }
                drained.reached(ends, at: settings.monotonic())
                backlog.drained(ends)
            case .assigned(let partitions): try assigned(partitions)
            case .revoked(let partitions, let lost): try revoked(partitions, lost: lost)
            case .notice(let error): observer.observe(.notice(error.message))
            }
        }
    }

    /// A loop that has processed all that came is not behind, unless messages are held; else the ends that the log knows of
    /// say how far.
    private mutating func tellHowFarBehind() {
        let session = session
        var waiting = backlog.waiting(
            positions, isDrained: isDrained, clock: settings.clock(), end: { session.end(of: $0) })
        let held = session.held()
        for (place, messages) in held.messages {
            waiting[place] = Waiting(
                messages: max(messages, waiting[place]?.messages ?? 0),
                age: max(held.age, waiting[place]?.age ?? .zero))
        }
        observer.observe(.behind(waiting))
    }

    // MARK: Processing

    /// False when a commit in between was aborted.
    private mutating func process(_ records: [Record]) throws(LogError) -> Bool {
        let clock = settings.clock()
        drained.came(at: settings.monotonic())
        var known: PartitionTask?
        for record in records {
            if known?.partition != record.partition { known = tasks[record.partition] }
            guard let task = known else { continue }
            let now = settings.monotonic()
            if let place = read.read(record, partitions: partitionGuard.count) {
                backlog.read(place, at: record.timestamp)
            }
            do {
                let (written, handled) =
                    if let condemned = condemnation(of: record, task) {
                        task.deadLetter(record, condemned)
                    } else {
                        try task.process(record, clock: clock)
                    }
                notes.add(handled, took: settings.monotonic() - now)
                try write(written, of: task, bytes: record.body.bytes.count, at: now)
            } catch {
                try abort(after: error)
                return false
            }
            if pace.isFull(at: now) || poison.isOneByOne, try !commit() { return false }
        }
        return true
    }

    /// Why a record is a dead letter though it can be read.
    private mutating func condemnation(
        of record: Record, _ task: PartitionTask
    ) -> DecodeError? {
        if let reason = poison.take(.record(TopicPartition(record.topic, record.partition), offset: record.offset)) {
            return DecodeError(.notWritable, "", reason)
        }
        return task.reasonNotToDecide(.record(record.topic, offset: record.offset)).map {
            DecodeError(.notProcessable, "", $0)
        }
    }

    /// Fires what is due, the earliest first, and forgets what has ended, until the batch is full. What is to be given up
    /// before its records came stays as it was restored.
    private mutating func fireTimers() throws(LogError) {
        let clock = settings.clock()
        while true {
            let now = settings.monotonic()
            guard !pace.isFull(at: now), let (task, entity, due) = nextTimer(at: clock) else { break }
            do {
                let (written, handled) =
                    if let reason = poison.take(.timer(partition: task.partition, entity: entity))
                        ?? task.reasonNotToDecide(.timer(entity))
                    {
                        task.putOff(entity, reason, clock: clock)
                    } else {
                        try task.fire(entity, due: due, clock: clock)
                    }
                notes.add(handled, took: .zero)
                try write(written, of: task, bytes: 0, at: now)
            } catch { return try abort(after: error) }
            if poison.isOneByOne, try !commit() { return }
        }
        for partition in begun {
            let task = tasks[partition]!
            let now = settings.monotonic()
            if task.timers.next(at: clock) == nil { poison.hasNoTimer(partition) }
            guard !poison.isOneByOne, !pace.isFull(at: now) else { continue }
            if try task.expiry.sweep(clock: clock) { try write([], of: task, bytes: 0, at: now) }
        }
    }

    /// The timer that is due first, of all partitions.
    private func nextTimer(at clock: Int64) -> (task: PartitionTask, entity: [UInt8], due: Int64)? {
        var first: (task: PartitionTask, entity: [UInt8], due: Int64)?
        for partition in begun {
            guard let (entity, due) = tasks[partition]!.timers.next(at: clock), due < first?.due ?? .max else {
                continue
            }
            first = (tasks[partition]!, entity, due)
        }
        return first
    }

    /// Whether the last batch has left something that is due.
    private var hasDue: Bool {
        guard !wasAborted else { return false }
        let clock = settings.clock()
        return begun.contains { partition in
            let task = tasks[partition]!
            return task.timers.next(at: clock) != nil || task.expiry.hasMore(at: clock)
        }
    }

    private mutating func write(
        _ written: [OutgoingRecord], of task: PartitionTask, bytes: Int, at now: ContinuousClock.Instant
    ) throws(LogError) {
        var bytes = bytes
        for output in written {
            bytes += output.body.bytes.count
            try session.append(output)
        }
        outputs += written.count
        pace.took(written.count, bytes, hasEffect: !written.isEmpty || task.store.hasChanges, at: now)
    }

    /// Commits the batch in hand: outputs, changed state, progress; then the state stores. False when it was aborted.
    @discardableResult
    mutating func commit() throws(LogError) -> Bool {
        guard !pace.isEmpty else { return true }
        let start = settings.monotonic()
        let next = read.next
        let ends = drained.beyond(positions)
        do {
            let unmoved = unmoved()
            for partition in held { try appendChanges(of: tasks[partition]!) }
            try session.commit(next.merging(unmoved) { moved, _ in moved }.merging(ends) { max($0, $1) })
        } catch {
            try abort(after: error)
            return false
        }
        for partition in held {
            let task = tasks[partition]!
            guard task.store.hasChanges else { continue }
            guard let end = session.committedStateEnd(task.partition) else {
                throw LogError(.fatal, "the log does not say where the state of partition \(task.partition) ends")
            }
            try task.commit(offset: end)
        }
        let now = settings.monotonic()
        observer.observe(.committed(inputs: pace.inputs, outputs: outputs, took: now - start))
        notes.tell(observer)
        backlog.committed(read.positions)
        positions.merge(next) { $1 }
        positions.merge(ends) { max($0, $1) }
        drained.committed()
        poison.commit(next)
        forgetBatch()
        pace.committed(at: now, after: now - start)
        wasAborted = false
        return true
    }

    /// Commits the offsets behind the markers that follow the last records, where nothing else is to be committed. What
    /// the state says of how far the inputs were read stays as it is: it names the last record, and is never further
    /// on.
    private mutating func commitDrained(at now: ContinuousClock.Instant) throws(LogError) {
        let ends = drained.beyond(positions)
        drained.committedAlone(at: now)
        guard !ends.isEmpty else { return }
        do { try session.commit(ends) } catch { return try abort(after: error) }
        positions.merge(ends) { $1 }
    }

    /// An offset of each partition whose state the batch in hand changes without having read of it, as it is: without one,
    /// the log would commit what a member does for a partition that the group has given to another.
    private func unmoved() -> [TopicPartition: Int64] {
        var places: [TopicPartition: Int64] = [:]
        let moved = read.partitions
        for partition in held where !moved.contains(partition) && tasks[partition]!.store.hasChanges {
            places[anchor(of: partition)] = positions[anchor(of: partition)]
        }
        return places
    }

    /// The place that speaks for a partition where nothing was read.
    private func anchor(of partition: Int32) -> TopicPartition {
        TopicPartition(inbox.topology.consumed[0].name, partition)
    }

    private func appendChanges(of task: PartitionTask) throws(LogError) {
        let topic = inbox.topology.state.name
        task.store.stage(read.positions(in: task.partition))
        try task.store.forEachChange { key, value throws(LogError) in
            try session.append(
                OutgoingRecord(topic: topic, partition: task.partition, body: RecordBody(key: key, value: value)))
        }
    }

    /// The batch in hand cannot be committed: drops it where that leads on, so that the same records come again.
    private mutating func abort(after error: LogError) throws(LogError) {
        guard error.outcome == .aborted || error.outcome == .refused else { throw error }
        observer.observe(.aborted(error.message))
        if error.outcome == .refused, !poison.refuse(read.next, error.message) {
            throw LogError(
                .configuration,
                "\(error.message): a record can be put neither where it belongs nor into the dead letters; raise max.message.bytes of the topic to what turnback topics check says"
            )
        }
        try abort()
    }

    private mutating func abort() throws(LogError) {
        wasAborted = true
        for task in tasks.values { task.drop() }
        drained.drop()
        backlog.aborted()
        forgetBatch()
        pace.reset()
        try session.abort()
    }

    private mutating func forgetBatch() {
        read.forget()
        outputs = 0
        notes.forget()
    }

    // MARK: Rebalancing

    private mutating func assigned(_ partitions: [Int32]) throws(LogError) {
        observer.observe(.assigned(partitions))
        for partition in partitions {
            let store = try StateStore(directory: "\(settings.stateDirectory)/\(partition)", clock: settings.clock)
            do throws(LogError) {
                try StateRestore(session: session, observer: observer, monotonic: settings.monotonic)
                    .run(store, partition)
                try partitionGuard.check(store, partition, session)
                let timers = try Timers(store)
                let clock = settings.clock()
                tasks[partition] = try PartitionTask(
                    partition: partition, store: store, timers: timers,
                    expiry: Expiry(store, timers, processor, clock: clock), inbox: inbox, processor: processor,
                    mark: DecisionMark(directory: "\(settings.stateDirectory)/\(partition)"), clock: clock)
            } catch {
                store.close(isCurrent: false)
                throw error
            }
        }
        held = tasks.keys.sorted()
        for partition in partitions {
            observer.observe(.open(try processor.openCases(in: tasks[partition]!.store), partition: partition))
        }
        var known: [TopicPartition: InputPosition] = [:]
        for partition in partitions { known.merge(try tasks[partition]!.store.positions(of: partition)) { $1 } }
        positions.merge(try session.begin(partitions, notBefore: known)) { $1 }
        begun = held.filter { positions[anchor(of: $0)] != nil }
        _ = tenants.refresh()
        try readTenants()
        observer.observe(.ready)
    }

    private mutating func revoked(_ partitions: [Int32], lost: Bool) throws(LogError) {
        if lost { try abort() } else { try commit() }
        for partition in partitions {
            tasks.removeValue(forKey: partition)?.store.close(isCurrent: !lost)
            poison.forget(partition)
        }
        backlog.forget(partitions)
        positions = positions.filter { !partitions.contains($0.key.partition) }
        drained.forget(partitions)
        begun.removeAll { partitions.contains($0) }
        held = tasks.keys.sorted()
        try session.release(partitions)
        observer.observe(.revoked(partitions, lost: lost))
    }
}

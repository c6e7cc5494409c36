internal import Contracts

/// The life of a loop, step by step: it joins where it has no session, serves the session that it has, and gives up one
/// that fails.
struct LoopCourse {
    let log: any Log
    let processor: any Processor
    let settings: LoopSettings
    let partitions: [Topic: Int32]
    let observer: any LoopObserver
    private var run: LoopRun?

    /// What a step came to.
    enum Step {
        case joined
        case served
        /// The session failed; the next step, after a pause, recreates it.
        case renewing
        /// The loop cannot go on.
        case ended(LogError)
    }

    init(
        log: any Log, processor: any Processor, settings: LoopSettings, partitions: [Topic: Int32],
        observer: any LoopObserver
    ) {
        self.log = log
        self.processor = processor
        self.settings = settings
        self.partitions = partitions
        self.observer = observer
    }

    mutating func step() -> Step {
        do throws(LogError) {
            guard run != nil else {
                try join()
                return .joined
            }
            try run!.step()
            return .served
        } catch { return failed(error) }
    }

    /// Commits what it holds and leaves the group. Returns why it could not, where that is beyond repair.
    mutating func finish() -> LogError? {
        do throws(LogError) { try run?.commit() } catch {
            if case .ended(let error) = failed(error) { return error }
        }
        leave(isCurrent: true)
        observer.observe(.ended(nil))
        return nil
    }

    private mutating func join() throws(LogError) {
        observer.observe(.tick)
        observer.observe(.joining)
        let session = try log.join(group)
        observer.observe(.joined)
        run = LoopRun(
            session: session, processor: processor, settings: settings, partitions: partitions, observer: observer)
    }

    private mutating func failed(_ error: LogError) -> Step {
        leave(isCurrent: false)
        switch error.outcome {
        case .retriable, .aborted, .refused, .unknown:
            observer.observe(.renewing(error.message))
            return .renewing
        case .fenced, .mismatch, .configuration, .damaged, .fatal:
            observer.observe(.ended(error))
            return .ended(error)
        }
    }

    private mutating func leave(isCurrent: Bool) {
        run?.end(isCurrent: isCurrent)
        run = nil
    }

    private var group: GroupSettings {
        let topology = processor.topology
        return GroupSettings(
            group: topology.name, member: settings.member, name: settings.name, inputs: topology.consumed.map(\.name),
            outputs: topology.produced.map(\.name), stateTopic: topology.state.name)
    }
}

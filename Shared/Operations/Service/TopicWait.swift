public import Contracts
public import Streams

/// Waits for the log at the start of a service.
public enum TopicWait {
    /// A broker that has just come up answers for a moment as if it had no topics: so long it is asked again.
    private static let patience = Duration.seconds(5)

    /// The topics, once the log answers: says what it waits for, and tries again until `shutdown`. Nil after that.
    /// - Throws: `.unavailable` when topics that these services need are missing or do not fit together.
    public static func topics(
        of log: any Log, for topologies: [ServiceTopology], at place: String, shutdown: ShutdownSignal,
        health: HealthPart, logger: Logger
    ) throws(Failure) -> [String: TopicDescription]? {
        let needs = Needs(
            topics: topologies.flatMap(\.required), read: Set(topologies.flatMap { $0.consumed.map(\.name) })
        ) { known in TopicPlan.problems(of: topologies, in: known) }
        return try topics(of: log, needs, at: place, shutdown: shutdown, health: health, logger: logger)
    }

    /// The same for a program that reads and writes these topics without its own group.
    public static func topics(
        of log: any Log, reading read: [Topic], writing written: [Topic], at place: String, shutdown: ShutdownSignal,
        health: HealthPart, logger: Logger
    ) throws(Failure) -> [String: TopicDescription]? {
        let all = read + written
        let needs = Needs(topics: all, read: Set(read.map(\.name))) { known in
            let missing = all.filter { known[$0.name] == nil }.map(\.name)
            return missing.isEmpty ? [] : ["topics are missing: \(missing.joined(separator: ", "))"]
        }
        return try topics(of: log, needs, at: place, shutdown: shutdown, health: health, logger: logger)
    }

    /// What a program needs of the topics.
    private struct Needs {
        var topics: [Topic]
        /// The names of those that it reads.
        var read: Set<String>
        var problems: ([String: TopicDescription]) -> [String]
    }

    private static func topics(
        of log: any Log, _ needs: Needs, at place: String, shutdown: ShutdownSignal, health: HealthPart, logger: Logger
    ) throws(Failure) -> [String: TopicDescription]? {
        var pause = Duration.milliseconds(250)
        /// Until when topics may be missing: only where the broker was seen to come up.
        var missingUntil = ContinuousClock.now
        while !shutdown.isRequested {
            health.tick()
            do throws(LogError) {
                let known = try log.topics(timeout: .seconds(3))
                do throws(LogError) {
                    try check(known, needs, at: place, log)
                    return known
                } catch {
                    guard ContinuousClock.now < missingUntil else { throw error }
                    health.notReady("waiting for topics at \(place): \(error.message)")
                    pause = .milliseconds(250)
                }
            } catch {
                if error.outcome == .configuration { throw error.failure }
                missingUntil = .now + pause + patience
                health.notReady("waiting for \(place): \(error.message)")
                logger.warning(
                    "waiting for the log", metadata: ["at": .string(place), "reason": .string(error.message)])
            }
            shutdown.wait(until: .now + pause)
            pause = min(pause * 2, .seconds(5))
        }
        return nil
    }

    private static func check(
        _ known: [String: TopicDescription], _ needs: Needs, at place: String, _ log: any Log
    ) throws(LogError) {
        let missing = Set(needs.topics.map(\.name)).filter { known[$0] == nil }
        if !missing.isEmpty, let kafka = log as? KafkaLog {
            let hidden = try kafka.hidden(missing.sorted())
            if !hidden.isEmpty {
                throw KafkaLog.missingRights(
                    reading: hidden.filter(needs.read.contains), writing: hidden.filter { !needs.read.contains($0) })
            }
        }
        let problems = needs.problems(known)
        guard !problems.isEmpty else { return }
        throw LogError(
            .configuration,
            problems.joined(separator: "; ")
                + (missing.isEmpty ? "; see: turnback topics check" : "; make them with: turnback topics create")
                + " --kafka \(place)")
    }
}

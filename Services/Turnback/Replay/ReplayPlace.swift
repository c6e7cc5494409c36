import Contracts
import Fulfillment
import Operations
import Replay
import Streams
import Threads

/// Where a run is played: the embedded log or a Kafka, with its own services on either, or those that run there already.
struct ReplayPlace {
    let place: LogPlace
    let world: OutsideWorld
    let isKafka: Bool
    /// The clock of the services' deadlines, where the run drives it.
    let clock: RunClock?
    private let plant: Plant?
    private let releaser: PageReleaser?

    /// Nil where the shutdown came first.
    static func open(
        _ invocation: Invocation, run: String?, shutdown: ShutdownSignal
    ) throws(Failure) -> ReplayPlace {
        let kind = invocation.choiceIfGiven("clock", as: ClockKind.self)
        return invocation.stringIfGiven("kafka") == nil
            ? try ReplayPlace(
                try LogPlace(onScratchDisk: ()), RunNames(run: run ?? "demo"), isKafka: false, hasServices: true,
                kind ?? .data,
                releases: true, shutdown: shutdown)
            : try kafka(invocation, RunNames(run: run ?? nameOfNow()), kind ?? .wall, shutdown: shutdown)
    }

    static func embedded(
        _ names: RunNames, _ kind: ClockKind = .data, shutdown: ShutdownSignal
    ) throws(Failure) -> ReplayPlace {
        try ReplayPlace(
            try LogPlace(inMemory: ()), names, isKafka: false, hasServices: true, kind, shutdown: shutdown)
    }

    /// By the data's clock with its own services, else with those that run there.
    private static func kafka(
        _ invocation: Invocation, _ names: RunNames, _ kind: ClockKind, shutdown: ShutdownSignal
    ) throws(Failure) -> ReplayPlace {
        let hasServices = kind == .data
        let logger = Logger(label: "kafka", format: .text, level: .error)
        return try ReplayPlace(
            try LogPlace(kafkaOf: invocation, withServices: hasServices, logger), names, isKafka: true,
            hasServices: hasServices, kind, shutdown: shutdown)
    }

    private init(
        _ place: LogPlace, _ names: RunNames, isKafka: Bool, hasServices: Bool, _ kind: ClockKind,
        releases: Bool = false,
        shutdown: ShutdownSignal
    ) throws(Failure) {
        self.place = place
        self.isKafka = isKafka
        releaser = releases ? try PageReleaser() : nil
        let clock = kind == .data ? RunClock() : nil
        self.clock = clock
        do throws(Failure) {
            let topics = try place.completeTopics()
            world = try OutsideWorld(on: place.log, topics: topics, names: names, shutdown: shutdown)
            guard hasServices else {
                plant = nil
                return
            }
            var settings = Plant.Settings(
                policies: names.policies, instance: "replay", stateDirectory: place.stateDirectory,
                pauses: place.pauses)
            if let clock {
                settings.clock = { clock.milliseconds }
                settings.idle = .milliseconds(5)
            }
            plant = try Plant(
                on: place.log, settings, topics: topics,
                logger: Logger(label: "services", format: .text, level: .warning), health: Health(),
                metrics: MetricsRegistry(), shutdown: shutdown)
        } catch {
            place.close()
            throw error
        }
    }

    /// `r20101201-082600`: another name for each run on a shared Kafka.
    private static func nameOfNow() -> String {
        let text = Timestamp(milliseconds: WallTime.now()).rfc3339.filter { $0.isNumber || $0 == "T" }
        return "r" + text.prefix(15).map { $0 == "T" ? "-" : String($0) }.joined()
    }

    /// How a run waits here.
    var settings: ReplayRun.Settings {
        var settings = ReplayRun.Settings()
        settings.clock = clock
        if plant != nil { settings.limit = .seconds(60) }
        if isKafka {
            settings.hint =
                plant == nil
                ? "Are the services running? Start them with: turnback serve --kafka \(place.description)"
                    + " (or use another --run, if \(world.names.run) was played before)"
                : "Do other services run on \(place.description)? With --clock data they must not."
        }
        return settings
    }

    /// What is said before the run; nil where there is nothing to say.
    var notice: String? {
        guard isKafka else { return nil }
        let start = "playing run \(world.names.run) on \(place.description)"
        return clock != nil
            ? "\(start), with its own services, whose deadlines go by the data's clock"
            : """
            \(start), with the services that run there. Their deadlines go by the machine's clock, in which this month is \
            over within seconds: none falls due, and every task is answered in the end. With --clock data the run starts \
            the services itself and drives their clock
            """
    }

    func close() {
        releaser?.stop()
        world.close()
        plant?.stop()
        place.close()
    }
}

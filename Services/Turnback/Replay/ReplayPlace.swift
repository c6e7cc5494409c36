import Fulfillment
import Operations
import Streams

/// Where a run is played: the embedded log with services of its own, or a Kafka on which the services run already.
struct ReplayPlace {
    let place: LogPlace
    let world: OutsideWorld
    let isKafka: Bool
    private let plant: Plant?

    /// Nil where the shutdown came first.
    static func open(
        _ invocation: Invocation, run: String?, shutdown: ShutdownSignal
    ) throws(Failure) -> ReplayPlace {
        invocation.stringIfGiven("kafka") == nil
            ? try embedded(RunNames(run: run ?? "demo"), shutdown: shutdown)
            : try kafka(invocation, RunNames(run: run ?? nameOfNow()), shutdown: shutdown)
    }

    static func embedded(_ names: RunNames, shutdown: ShutdownSignal) throws(Failure) -> ReplayPlace {
        let place = try LogPlace(inMemory: ())
        do throws(Failure) {
            let topics = try place.topics()
            let world = try OutsideWorld(on: place.log, topics: topics, names: names, shutdown: shutdown)
            let plant = try Plant(
                on: place.log,
                Plant.Settings(
                    policies: names.policies, stateDirectory: place.stateDirectory, pauses: place.pauses),
                topics: topics, logger: Logger(label: "services", format: .text, level: .warning), health: Health(),
                metrics: MetricsRegistry(), shutdown: shutdown)
            return ReplayPlace(place: place, world: world, isKafka: false, plant: plant)
        } catch {
            place.close()
            throw error
        }
    }

    private static func kafka(
        _ invocation: Invocation, _ names: RunNames, shutdown: ShutdownSignal
    ) throws(Failure) -> ReplayPlace {
        let place = try LogPlace(kafkaOf: invocation, Logger(label: "kafka", format: .text, level: .error))
        do throws(Failure) {
            let topics = try place.topics()
            let missing = Plant.processors(Policies()).flatMap { TopicPlan.problems(of: $0.topology, in: topics) }
            if let problem = missing.first {
                throw Failure(
                    .unavailable, "\(problem); make them with: turnback topics create --kafka \(place.description)")
            }
            let world = try OutsideWorld(on: place.log, topics: topics, names: names, shutdown: shutdown)
            return ReplayPlace(place: place, world: world, isKafka: true, plant: nil)
        } catch {
            place.close()
            throw error
        }
    }

    /// `r20101201-082600`: another name for each run on a shared Kafka.
    private static func nameOfNow() -> String {
        let text = WallClock.now().rfc3339.filter { $0.isNumber || $0 == "T" }
        return "r" + text.prefix(15).map { $0 == "T" ? "-" : String($0) }.joined()
    }

    /// How a run waits here.
    var settings: ReplayRun.Settings {
        var settings = ReplayRun.Settings()
        if isKafka {
            settings.hint =
                "Are the services running? Start them with: turnback serve --kafka \(place.description)"
                + " (or use another --run, if \(world.names.run) was played before)"
        } else {
            settings.limit = .seconds(60)
        }
        return settings
    }

    func close() {
        world.close()
        plant?.stop()
        place.close()
    }
}

import Contracts
import Fulfillment
import Operations
import Streams
import Threads

/// Lets the services finish what was sent to them before their topics were raised.
///
/// Topics that were raised by hand have messages in their old partitions that no service may read any more, and the keys of
/// some belong to new ones. Sent on afterwards, they would come behind what the services themselves write by then: a hold
/// would overtake the allocation that it is of. So the services run here for a while, by the count that their state has.
struct GrowthDrain {
    let broker: Broker
    let former: Int32
    let policies: Policies
    let checks: GrowthChecks
    let shutdown: ShutdownSignal

    /// - Parameter directory: where copies of the state are made.
    func run(in directory: TemporaryDirectory) throws(Failure) {
        directory.empty()
        let log = FormerLog(broker.kafka, partitions: former)
        let failed = ShutdownSignal()
        let topics: [String: TopicDescription]
        do throws(LogError) { topics = try log.topics(timeout: .seconds(30)) } catch { throw broker.failure(error) }
        let plant = try Plant(
            on: log,
            Plant.Settings(
                policies: policies, instance: "grow", stateDirectory: directory.path + "/running",
                pauses: RunningService.kafkaPauses),
            topics: topics, logger: Logger(label: "turnback", format: .text, level: .error), health: Health(),
            metrics: MetricsRegistry(), shutdown: failed)
        let result = Result { () throws(Failure) in try wait(failed, plant) }
        _ = plant.stop()
        try result.get()
    }

    /// Until nothing waits, twice in a row: services send to each other.
    private func wait(_ failed: ShutdownSignal, _ plant: Plant) throws(Failure) {
        var quiet = 0
        while quiet < 2 {
            if case .program(let reason)? = failed.wait(until: .now + .milliseconds(500)) {
                throw plant.failure(saying: reason) ?? Failure(.software, reason)
            }
            if shutdown.isRequested { throw Failure(.unavailable, GrowthChecks.interrupted) }
            do throws(LogError) { quiet = try checks.waiting(below: former).isEmpty ? quiet + 1 : 0 } catch {
                throw broker.failure(error)
            }
        }
    }
}

import Contracts
import Fulfillment
import Operations
import Streams

/// One cancellation at a time, from its request to its final outcome: what somebody waits who asks while others do something.
struct Probe {
    let sender: LoadSender
    let outcomes: any LogReader
    let shutdown: ShutdownSignal

    /// How long an answer is waited for.
    static let patience = Duration.seconds(60)

    /// How long this order's cancellation takes.
    func cancel(_ index: Int) throws(LogError) -> Duration {
        let begun = ContinuousClock.now
        try sender.request(index)
        while ContinuousClock.now - begun < Self.patience {
            if shutdown.isRequested { throw LogError(.fatal, "interrupted") }
            for record in try outcomes.poll(timeout: .milliseconds(20)) {
                guard let topic = Topic(named: record.topic),
                    let (_, message) = try? Message.decode(record.body, topic: topic),
                    case .cancellationChanged(let changed) = message, changed.state.isFinal,
                    sender.index(of: changed.storeOrder) == index
                else { continue }
                return ContinuousClock.now - begun
            }
        }
        throw LogError(.fatal, "no answer to a cancellation for \(Self.patience)")
    }

    /// The median and the longest of several, in milliseconds.
    static func row(_ latencies: [Duration]) -> (p50: Double, max: Double) {
        let result = CancellationLoad.Result(latencies: latencies, perSecond: 0).milliseconds(at: [0.5, 1])
        return (result[0], result[1])
    }
}

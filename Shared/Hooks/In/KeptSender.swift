internal import Contracts
internal import Fulfillment
internal import Operations
internal import ReadModel
internal import Streams
internal import Threads

/// Sends on what was kept: each request goes to the log at least once, in the order in which it came, and is forgotten then.
final class KeptSender: Sendable {
    private let intake: HookIntake
    private let logger: Logger
    private let clock: @Sendable () -> Int64

    init(_ intake: HookIntake, logger: Logger, clock: @escaping @Sendable () -> Int64) {
        self.intake = intake
        self.logger = logger
        self.clock = clock
    }

    /// Runs until it is over.
    func run(until isOver: () -> Bool) {
        var pause = HookLimits.sendPauses.lowerBound
        var woken = intake.wake.withLock { $0 }
        while !isOver() {
            switch sendSome() {
            case .sent(let isAll):
                pause = HookLimits.sendPauses.lowerBound
                if isAll {
                    let known = woken
                    woken = intake.wake.wait(until: .now + .seconds(1)) { $0 != known } ?? known
                }
            case .failed(let reason):
                // Ready all the same: a log that is away is not a reason to send shops away that never come back.
                logger.warning("what was kept waits for Kafka", metadata: ["reason": .string(reason)])
                intake.wake.wait(until: .now + pause) { _ in false }
                pause = min(pause * 2, HookLimits.sendPauses.upperBound)
            }
        }
    }

    private enum Step {
        case sent(isAll: Bool)
        case failed(String)
    }

    private func sendSome() -> Step {
        guard let backend = intake.ready else { return .failed("Kafka is not connected yet") }
        do {
            let kept = try intake.store.due(.request ... .request, now: clock(), limit: HookLimits.sentAtOnce)
            guard !kept.isEmpty else { return .sent(isAll: true) }
            var records: [OutgoingRecord] = []
            for one in kept {
                // It was written here, so it can be read; where the file was changed by hand, the others go on.
                guard let request = try? KeptPayload.request(one.payload) else {
                    logger.error("what was kept cannot be read: it is left out", metadata: ["name": .string(one.name)])
                    continue
                }
                records.append(backend.records.record(request, from: one.connection, now: one.made))
            }
            try backend.appender.append(records)
            try intake.store.writer.write(HookStore.forget(kept.map(\.id)))
            return .sent(isAll: kept.count < HookLimits.sentAtOnce)
        } catch let error as LogError { return .failed(error.message) } catch let error as SQLiteError {
            return .failed(error.message)
        } catch { return .failed("\(error)") }
    }
}

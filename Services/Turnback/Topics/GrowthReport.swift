import Contracts
import Operations
import Streams

/// Says how far growing has come, a line a step.
final class GrowthReport {
    private let json: Bool
    /// Lines of one long step are written no more often than this.
    private static let pause = Duration.seconds(1)
    private var next = ContinuousClock.now

    init(json: Bool) { self.json = json }

    /// A step is done.
    func say(_ step: String, service: String? = nil, _ text: String, _ numbers: [(name: StaticString, Int)] = []) {
        guard json else { return Output.write([(service ?? step) + ": " + text]) }
        Output.write([
            JSONLine.object { writer in
                writer.field("step", step)
                if let service { writer.field("service", service) }
                for (name, number) in numbers { writer.field(name, number) }
                writer.field("text", text)
            }
        ])
    }

    /// A long step goes on: this is reported the first time, and then now and then.
    func moved(_ count: Int, of total: Int, service: String) {
        guard ContinuousClock.now >= next else { return }
        next = .now + Self.pause
        say(
            "moving", service: service, "moved \(count.grouped) of \(total.grouped) records",
            [("moved", count), ("toMove", total)])
    }
}

/// Reports nothing of what a copy of the state says.
struct UntoldRestore: LoopObserver {
    func observe(_ event: LoopEvent) {}
}

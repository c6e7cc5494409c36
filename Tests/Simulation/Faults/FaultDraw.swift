/// Draws faults, and keeps account of them.
final class FaultDraw {
    private let options: Options
    private let chance: Chance
    private let clock: SimulatedClock
    /// False once the simulation heals.
    var isOn = true
    var tally = Tally()
    /// The one place, counted from 1, at which a process is killed, where a run goes through all of them; 0: at none.
    var deathAt: Int?
    /// At how many places a process could have been killed.
    private(set) var placesOfDeath = 0
    /// The last faults, for the report of a failure.
    private(set) var history: [String] = []

    init(_ options: Options, _ clock: SimulatedClock) {
        self.options = options
        self.clock = clock
        chance = Chance(seed: options.seed, for: "faults")
    }

    /// Whether this happens now, to whom it is said to.
    func strikes(_ fault: Fault, _ whom: @autoclosure () -> String) -> Bool {
        if let deathAt {
            guard fault.killsInAStep else { return false }
            placesOfDeath += 1
            guard placesOfDeath == deathAt else { return false }
            history.append("\(clock.elapsed) ms: \(fault.rawValue) \(whom())")
            return true
        }
        // Drawn in any case, so that leaving a kind out changes as little as can be of the others.
        let number = chance.below(1_000)
        guard isOn, options.faults.contains(fault), number < fault.perMille(severity: options.severity) else {
            return false
        }
        tally.faults[fault, default: 0] += 1
        history.append("\(clock.elapsed) ms: \(fault.rawValue) \(whom())")
        return true
    }

    /// Something takes its time.
    func pass(milliseconds: ClosedRange<Int>) { clock.pass(milliseconds: Int64(chance.number(in: milliseconds))) }

    func number(in range: ClosedRange<Int>) -> Int { chance.number(in: range) }
}

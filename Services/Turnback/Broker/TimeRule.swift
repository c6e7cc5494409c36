import Contracts
import Fulfillment
import Operations
import Streams
import Threads

/// Moments as they are written on a command line: a time, or how long ago it was.
enum TimeRule {
    static let rule = ValueRule.custom(
        allowed: "a time such as 2026-11-24T08:00:00Z, or how long ago: 90s, 30m, 2h, 3d",
        accepts: { time($0, now: WallTime.now()) != nil })

    private static let units: [Character: Int64] = ["s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]

    /// - Parameter now: milliseconds since 1970.
    static func time(_ text: String, now: Int64) -> Timestamp? {
        if let time = Timestamp(rfc3339: text) { return time }
        let number = text.dropLast()
        guard let unit = text.last.flatMap({ units[$0] }), !number.isEmpty,
            number.allSatisfy({ "0123456789".contains($0) }),
            let count = Int64(number), count <= now / unit
        else { return nil }
        return Timestamp(milliseconds: now - count * unit)
    }
}

extension Invocation {
    /// The moment that an option names; nil where it was not given.
    func time(_ option: String) -> Timestamp? {
        stringIfGiven(option).flatMap { TimeRule.time($0, now: WallTime.now()) }
    }
}

import Contracts
import Foundation

@testable import Streams
@testable import turnback

/// Plays a story on the three services, and holds what they say against the hand.
struct Player {
    /// What came of it.
    struct Played {
        /// What is not as it has to be, a line each.
        var differences: [String]
        /// Every message, a line each.
        var trail: [String]
    }

    private let story: Story
    private let variant: Int
    private let rig: Rig
    private var seen = Seen()
    private var taken = 0
    private var trail = Trail()
    private var differences: [String] = []

    static func play(_ story: Story, variant: Int = 0) throws -> Played {
        var player = try Player(story, variant: variant)
        try player.play()
        return Played(differences: player.differences, trail: player.trail.lines)
    }

    private init(_ story: Story, variant: Int) throws {
        self.story = story
        self.variant = variant
        rig = try Rig(story.policies, variant: variant)
    }

    private mutating func play() throws {
        var together = 0
        var times: Int?
        for step in story.steps {
            switch step {
            case .say: break
            case .together(let count): together = count
            case .repeated(let count): times = count
            case .wait(let milliseconds):
                try rig.wait(milliseconds: milliseconds)
                trail.waited(milliseconds)
                takeNews()
            case .count(let hand):
                differences += differences(from: hand, isComplete: false).map { "in the midst: \($0)" }
            case .send(let line):
                for number in 0..<(times ?? 1) {
                    try send(times == nil ? line : line.replacing("{i}", with: "\(number)"), settles: together <= 1)
                }
                together -= 1
                times = nil
            }
        }
        try judge()
    }

    private mutating func send(_ line: String, settles: Bool) throws {
        let line = seen.withCases(line)
        let event: EventLine
        do throws(DecodeError) { event = try EventLine(Array(line.utf8), partitions: rig.partitions) } catch {
            let id = try? JSONDecoder().decode(Seen.Sent.self, from: Data(line.utf8)).id
            seen.notTaken[id ?? "?"] = "\(error.code.rawValue) \(error.path)"
            return trail.notTaken(line, "\(error)")
        }
        try seen.send(line)
        try rig.send(event.record)
        guard settles else { return }
        try rig.settle()
        takeNews()
    }

    private mutating func takeNews() {
        for record in rig.records[taken...] {
            trail.take(record)
            seen.take(record)
        }
        taken = rig.records.count
    }

    /// What is not as the hand has it, of several right ends the one that is nearest.
    private func differences(from hand: Hand, isComplete: Bool) -> [String] {
        let ends = hand.ends.map { Count($0, seen, isComplete: isComplete).differences }
        return ends.min { $0.count < $1.count } ?? []
    }

    private mutating func judge() throws {
        differences += differences(from: story.hand, isComplete: true)
        differences += Rules.broken(by: seen)
        differences += Reconciled.complaints(rig.records)
        differences += try Reread(rig.records).differences(story.hand.ends.map { $0.balance ?? [:] }, story.policies)
        let wanted = story.hand.answers ?? []
        if !wanted.isEmpty { differences += try Answers(rig).differences(wanted) }
        if variant == 0 { differences += try forecasts() }
    }

    /// What was forecast of a cancellation is what one does: each store order is cancelled as a whole, now that all is over.
    private mutating func forecasts() throws -> [String] {
        let keys = Reread(rig.records).keys
        var differences: [String] = []
        for key in keys {
            let told = Reread(rig.records).forecasts(of: key, story.policies)
            try rig.send(Reread.cancellation(of: key, partitions: rig.partitions))
            try rig.settle()
            takeNews()
            differences += Reread.differences(told, seen.outcomes[Reread.requestId]?.first).map {
                "forecast of \(key): \($0)"
            }
            seen.forget(Reread.requestId)
        }
        return differences
    }
}

internal import Contracts

/// What is done about a batch that the log refuses, and would refuse however often it is tried: something that follows
/// from one of its records is not for this log, such as an output larger than its topic takes.
///
/// A few refusals of the same batch say that it is not by chance. Then what is in it is taken one by one, in a transaction
/// each, until all of it is through. What is refused as often by itself is condemned: a record goes to the dead letters,
/// and a timer is put off. Aborts for any other reason (a broker that is away, a coordinator that moved) say nothing about
/// a record and are not counted, so that trouble with the log never costs a good one.
struct PoisonRule {
    /// What a transaction is about.
    enum Subject: Hashable {
        case record(TopicPartition, offset: Int64)
        case timer(partition: Int32, entity: [UInt8])
    }

    /// How often a batch is refused before its records are taken one by one, and a single one before it is condemned.
    static let limit = 3

    private var refusals = 0
    private(set) var isOneByOne = false
    /// Up to where the refused batch went: until that is committed, it is not through.
    private var ends: [TopicPartition: Int64] = [:]
    /// Partitions whose timers were in it, and those whose timers are in the batch in hand.
    private var timers: Set<Int32> = []
    private var timersInHand: Set<Int32> = []
    /// What was refused by itself, how often, and why.
    private var refused: [Subject: (times: Int, reason: String)] = [:]
    /// What was taken last into the batch in hand.
    private var subject: Subject?

    /// This is taken into the batch in hand. Returns why it is condemned, where it is.
    mutating func take(_ subject: Subject) -> String? {
        self.subject = subject
        if case .timer(let partition, _) = subject { timersInHand.insert(partition) }
        guard !refused.isEmpty, let known = refused[subject], known.times >= Self.limit else { return nil }
        return known.reason
    }

    /// The log has refused the batch in hand, which went up to `next`. False when that was a condemned one again: then
    /// nothing more can be done about it.
    mutating func refuse(_ next: [TopicPartition: Int64], _ reason: String) -> Bool {
        guard let subject else { return false }
        if isOneByOne {
            let times = refused[subject]?.times ?? 0
            refused[subject] = (times + 1, reason)
            return times < 2 * Self.limit
        }
        ends.merge(next) { max($0, $1) }
        timers.formUnion(timersInHand)
        timersInHand = []
        refusals += 1
        isOneByOne = refusals >= Self.limit
        return true
    }

    /// The batch in hand is committed.
    mutating func commit(_ next: [TopicPartition: Int64]) {
        if let subject { refused[subject] = nil }
        subject = nil
        timersInHand = []
        guard refusals > 0 else { return }
        for (place, offset) in next where (ends[place] ?? .max) <= offset { ends[place] = nil }
        endIfThrough()
    }

    /// No timer of this partition is due any more.
    mutating func hasNoTimer(_ partition: Int32) {
        guard isOneByOne, timers.remove(partition) != nil else { return }
        endIfThrough()
    }

    /// The partition is given up.
    mutating func forget(_ partition: Int32) {
        for place in ends.keys where place.partition == partition { ends[place] = nil }
        timers.remove(partition)
        endIfThrough()
    }

    private mutating func endIfThrough() {
        if ends.isEmpty, timers.isEmpty { self = PoisonRule() }
    }
}

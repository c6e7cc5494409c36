public import Contracts

/// Where a message stands.
public struct Place: Hashable, Sendable, CustomStringConvertible {
    /// The topic.
    public var topic: Topic
    /// The tenant whose it is; empty for the common topic.
    public var alias = ""
    /// The partition of it.
    public var partition: Int32
    /// The message's number in the partition.
    public var offset: Int64

    /// The topic's full name.
    public var name: String { alias.isEmpty ? topic.name : "\(topic.name).\(alias)" }

    /// `fulfillment.inventory.movements.v1/2@1234`, as Kafka's tools write it.
    public var description: String { "\(name)/\(partition)@\(offset)" }
}

/// Something that is not as it has to be.
public struct Finding: Hashable, Sendable {
    /// What does not hold.
    public var invariant: Invariant
    /// The offending message, or, where two topics disagree, the last message that had to do with it.
    public var place: Place
    /// What had to be there, in words.
    public var expected: String
    /// What was there.
    public var found: String
}

/// How often each invariant was looked at, how often it was broken, and the first time it was.
struct Findings: Sendable {
    private(set) var checked = [Int](repeating: 0, count: Invariant.allCases.count)
    private(set) var broken = [Int](repeating: 0, count: Invariant.allCases.count)
    private(set) var first = [Finding?](repeating: nil, count: Invariant.allCases.count)

    /// Counts things that were looked at and may be found wrong elsewhere.
    mutating func count(_ invariant: Invariant, _ times: Int = 1) { checked[invariant.rawValue] += times }

    /// Counts one thing, and takes note where it does not hold.
    mutating func expect(
        _ invariant: Invariant, _ holds: Bool, at place: Place, expected: @autoclosure () -> String,
        found: @autoclosure () -> String
    ) {
        checked[invariant.rawValue] += 1
        guard !holds else { return }
        add(Finding(invariant: invariant, place: place, expected: expected(), found: found()))
    }

    /// Takes note of something that was counted before.
    mutating func add(_ finding: Finding) {
        let index = finding.invariant.rawValue
        broken[index] += 1
        first[index] = first[index] ?? finding
    }
}

extension Findings: Archived {
    mutating func archive(_ archive: inout Archive) {
        archive.keep(&checked)
        archive.keep(&broken)
        archive.keep(&first, blank: nil) { finding, archive in archive.keep(&finding, blank: .blank) { $1.keep(&$0) } }
        let count = Invariant.allCases.count
        if [checked.count, broken.count, first.count] != [count, count, count] {
            archive.fail()
            self = Findings()
        }
    }
}

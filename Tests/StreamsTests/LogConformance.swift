import Contracts
import Foundation
import Streams
import TestSupport
import Testing

/// Makes the logs that the suite runs on.
protocol LogFactory: Sendable {
    var features: LogFeatures { get }
    /// A log that is ready for use. What other cases write to it does no harm: every case has its own topics.
    func make() throws -> any Log
    /// Closes the log and opens what it has stored once more.
    func reopen(_ log: any Log) throws -> any Log
    /// A log on the same topics, whose members do not hear of it for long when their group gives them up: their heartbeats
    /// are held up. Nil where that does not happen.
    func makeDeaf(_ log: any Log) throws -> (any Log)?
    /// Has the group give up a member.
    func expel(_ member: String, of group: String, from log: any Log) throws
    /// Has the log forget how far a group is, whose only member has left. False where that does not happen.
    func loseOffsets(of group: String, leftBy member: String, on log: any Log) throws -> Bool
}

extension LogFactory {
    func makeDeaf(_ log: any Log) throws -> (any Log)? { nil }
    func expel(_ member: String, of group: String, from log: any Log) throws {}
    func loseOffsets(of group: String, leftBy member: String, on log: any Log) throws -> Bool { false }
}

/// In what logs may differ, and their users may not rely on.
struct LogFeatures: OptionSet {
    let rawValue: Int

    /// The marker that ends a transaction takes an offset of each partition, so that offsets have gaps.
    static let markersTakeOffsets = LogFeatures(rawValue: 1)
}

/// One suite for every implementation of `Log`.
///
///     @Test(arguments: LogConformance.cases)
///     func behaves(_ item: LogConformance.Case) async throws { try await item.run(on: MyFactory()) }
enum LogConformance {
    /// One promise of the port.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        private let body: @Sendable (LogBench) throws -> Void

        init(_ promise: String, _ body: @escaping @Sendable (LogBench) throws -> Void) {
            testDescription = promise
            self.body = body
        }

        /// Runs on its own thread, since every call of a log blocks.
        func run(on factory: any LogFactory) async throws {
            let body = body
            try await blocking {
                let bench = try LogBench(factory)
                defer { bench.log.close() }
                try body(bench)
            }
        }
    }

    static let cases = reading + transactions + membership + ownership + positions + state + outside + further + drained
}

/// A log and the topics of one case.
final class LogBench {
    let factory: any LogFactory
    private(set) var log: any Log
    let prefix: String

    init(_ factory: any LogFactory) throws {
        self.factory = factory
        prefix = "case-\(UInt64.random(in: 0...UInt64.max))"
        log = try factory.make()
    }

    func reopen() throws { log = try factory.reopen(log) }

    var input: String { "\(prefix).input" }
    var second: String { "\(prefix).second" }
    var output: String { "\(prefix).output" }
    var state: String { "\(prefix).state" }

    /// Makes the topics: two inputs, an output, the state.
    func makeTopics(partitions: Int32 = 2) throws {
        // Kept at any age: the broker may look at any moment.
        let kept = ["retention.ms": "-1"]
        try log.create(
            [input, second, output].map {
                TopicSettings(name: $0, partitions: partitions, replication: 1, settings: kept)
            }
                + [TopicSettings(name: state, partitions: partitions, replication: 1, compacted: true)])
    }

    func group(_ member: String = "one") -> GroupSettings {
        GroupSettings(
            group: "\(prefix).group", member: member, inputs: [input, second], outputs: [output], stateTopic: state)
    }

    /// A member that has joined, and whose events the case serves.
    func join(_ member: String = "one") throws -> LogMember { LogMember(try log.join(group(member))) }

    /// Writes texts to one partition, outside of transactions.
    func write(_ texts: [String], to topic: String, partition: Int32 = 0) throws {
        let appender = try log.appender()
        defer { appender.close() }
        try appender.append(texts.map { OutgoingRecord(topic: topic, partition: partition, body: RecordBody($0)) })
    }

    /// All committed records of a topic, partition by partition.
    func contents(of topic: String, partitions: Int32 = 2, from position: Position = .beginning) throws -> [Record] {
        let places = (0..<partitions).map { TopicPartition(topic, $0) }
        let reader = try log.reader(from: Dictionary(uniqueKeysWithValues: places.map { ($0, position) }))
        defer { reader.close() }
        var records: [Record] = []
        try until("\(topic) is read to its end", state: { "\(records.count) records" }) {
            records += try reader.poll(timeout: .milliseconds(500))
            return reader.isCaughtUp
        }
        return records.sorted { ($0.partition, $0.offset) < ($1.partition, $1.offset) }
    }

    /// Waits until a topic shows this many records: a transaction's end may take a moment to get to every partition.
    func contents(of topic: String, partitions: Int32 = 2, count: Int) throws -> [Record] {
        var records: [Record] = []
        try until("\(topic) has \(count) records", state: { "\(records.map(\.text))" }) {
            records = try contents(of: topic, partitions: partitions)
            return records.count >= count
        }
        return records
    }
}

/// Serves a session as a loop does: begins what is assigned, releases what is revoked, keeps the records.
final class LogMember {
    let session: any LogSession
    private(set) var records: [Record] = []
    /// The end of each place that was given out to its end, as far as the session has said.
    private(set) var ends: [TopicPartition: Int64] = [:]
    /// Called with such ends, after the records before them.
    var whenDrained: (_ ends: [TopicPartition: Int64]) -> Void = { _ in }
    /// Where each place began.
    private(set) var begun: [TopicPartition: Int64] = [:]
    /// Partitions whose records may come.
    private(set) var held: Set<Int32> = []
    /// What has happened, for the message of a case that fails.
    private(set) var history: [String] = []
    /// Called before partitions are released.
    var beforeRelease: (_ partitions: [Int32]) throws -> Void = { _ in }
    /// What the state says of how far the inputs were read.
    var known: [TopicPartition: InputPosition] = [:]

    init(_ session: any LogSession) { self.session = session }

    /// One poll, and the answers to what it gives.
    func step(timeout: Duration = .milliseconds(100)) throws {
        for event in try session.poll(timeout: timeout) {
            switch event {
            case .records(let fresh):
                for record in fresh { #expect(held.contains(record.partition), "a record of a partition not begun") }
                records += fresh
            case .drained(let found):
                ends.merge(found) { $1 }
                whenDrained(found)
            case .assigned(let partitions):
                history.append("assigned \(partitions)")
                begun.merge(try session.begin(partitions, notBefore: known)) { $1 }
                held.formUnion(partitions)
            case .revoked(let partitions, let lost):
                history.append("revoked \(partitions)\(lost ? " lost" : "")")
                try beforeRelease(partitions)
                try session.release(partitions)
                held.subtract(partitions)
            case .notice(let error):
                history.append("notice \(error)")
            }
        }
    }

    /// Polls until `condition` holds.
    func run(_ what: String, until condition: () throws -> Bool) throws {
        try LogBench.until(what, state: { "\(history), \(records.count) records" }) {
            try step()
            return try condition()
        }
    }

    /// Polls until this many records are there, and takes them.
    func take(_ count: Int) throws -> [Record] {
        try run("\(count) records") { records.count >= count }
        defer { records = [] }
        return records
    }

    func drop() { records = [] }

    func forgetEnds() { ends = [:] }

    func drop(where isDone: (Record) -> Bool) { records.removeAll(where: isDone) }

    func append(_ text: String, to topic: String, partition: Int32 = 0, key: String? = nil) throws {
        let body = RecordBody(key: key.map { Array($0.utf8) }, value: Array(text.utf8))
        try session.append(OutgoingRecord(topic: topic, partition: partition, body: body))
    }

    func close() { session.close(deadline: .seconds(5)) }
}

extension LogBench {
    /// Calls `step` until it says so; after `seconds` throws with what `state` says.
    static func until(
        _ what: String, within seconds: Int = 60, state: () -> String = { "" }, _ step: () throws -> Bool
    ) throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        repeat {
            if try step() { return }
        } while ContinuousClock.now < deadline
        throw Overdue(description: "\(what): not within \(seconds) s; \(state())")
    }

    func until(_ what: String, state: () -> String = { "" }, _ step: () throws -> Bool) throws {
        try LogBench.until(what, state: state, step)
    }

    struct Overdue: Error, CustomStringConvertible {
        let description: String
    }
}

extension RecordBody {
    init(_ text: String) { self.init(key: nil, value: Array(text.utf8)) }
}

extension Record {
    var text: String { body.value.map { String(decoding: $0, as: UTF8.self) } ?? "(none)" }
}

extension Array where Element == Record {
    var texts: [String] { map(\.text) }

    /// The texts of one partition.
    func texts(of partition: Int32) -> [String] { filter { $0.partition == partition }.texts }

    /// The next offset of each partition.
    var next: [TopicPartition: Int64] {
        reduce(into: [:]) { next, record in
            let place = TopicPartition(record.topic, record.partition)
            next[place] = Swift.max(next[place] ?? 0, record.offset + 1)
        }
    }
}

// No closures within #expect: in a static property's closures, two of the same shape become one (Swift 6.3.1), and the
// expectation then reports, and judges, the other one's values.

/// The numbers of a range as texts.
func numbers(_ range: Range<Int>, _ prefix: String = "") -> [String] { range.map { "\(prefix)\($0)" } }

/// Those that leave `rest` when divided by two.
func numbers(_ range: Range<Int>, everySecondFrom rest: Int) -> [String] {
    range.filter { $0 % 2 == rest }.map { "\($0)" }
}

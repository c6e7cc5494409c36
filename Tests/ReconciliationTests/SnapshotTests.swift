import Contracts
import Foundation
import Fulfillment
import Testing

@testable import Reconciliation
@testable import TestWorld

/// What was read and kept in a snapshot proves the same as the messages themselves, which may be deleted then.
@Suite("A snapshot of a reconciliation", .timeLimit(.minutes(15)))
struct SnapshotTests {
    /// All that a report says, except for where the first of several stands.
    private struct Said: Equatable {
        var checked: [Int]
        var broken: [Int]
        var open: [OpenCases]
        var messages: Int
        var requests: RequestCounts

        init(_ reconciler: Reconciler) {
            var reconciler = reconciler
            let report = reconciler.verdict()
            checked = Invariant.allCases.map { report.checked($0) }
            broken = Invariant.allCases.map { report.problems($0) }
            open = report.open
            messages = report.counts.messages
            requests = report.counts.requests
        }
    }

    private static func read(_ records: some Sequence<Record>, from start: Reconciler = Reconciler()) -> Reconciler {
        var reconciler = start
        for record in records { reconciler.take(record) }
        return reconciler
    }

    private static func kept(_ reconciler: Reconciler) throws -> Reconciler {
        let bytes = ReconcileSnapshot(reconciler, positions: []).bytes
        let snapshot = try #require(ReconcileSnapshot(bytes))
        #expect(snapshot.bytes == bytes)
        return snapshot.reconciler
    }

    @Test("goes on as if nothing had been deleted, wherever it stands", arguments: 1...40 as ClosedRange<UInt64>)
    func same(seed: UInt64) throws {
        var world = HonestWorld(seed: seed, keepsHistory: true)
        world.run(steps: 20 + Int(seed / 2 % 80))
        let records = RecordedLog(world.world.history).records
        let whole = Said(Self.read(records))
        for part in 1...4 {
            let cut = records.count * part / 5
            let first = try Self.kept(Self.read(records[..<cut]))
            #expect(Said(Self.read(records[cut...], from: first)) == whole, "cut at \(cut) of \(records.count)")
        }
    }

    @Test("shows what is wrong behind it, and keeps what was wrong before it", arguments: Breakage.all)
    func broken(_ breakage: Breakage) throws {
        var history = ReconcileHistory.correct
        breakage.make(&history)
        let records = history.records
        let whole = Said(Self.read(records))
        for cut in [records.count / 3, records.count * 2 / 3, records.count] {
            let first = try Self.kept(Self.read(records[..<cut]))
            #expect(Said(Self.read(records[cut...], from: first)) == whole, "cut at \(cut) of \(records.count)")
        }
    }

    @Test("without it, what follows from what was deleted is broken")
    func without() {
        let records = ReconcileHistory.correct.records
        #expect(Said(Self.read(records)).broken.allSatisfy { $0 == 0 })
        #expect(Said(Self.read(records.suffix(records.count / 2))).broken.contains { $0 > 0 })
    }

    @Test("is read where an older version wrote it")
    func older() throws {
        let bytes = ReconcileSnapshot(Reconciler(), positions: []).bytes
        let mark = Array("turnback reconcile snapshot 2\n".utf8)
        try #require(bytes.starts(with: mark))
        #expect(ReconcileSnapshot(Array("turnback reconcile snapshot 1\n".utf8) + bytes[mark.count...]) != nil)
        #expect(ReconcileSnapshot(Array("turnback reconcile snapshot 3\n".utf8) + bytes[mark.count...]) == nil)
    }

    @Test("says how far each partition was read")
    func positions() throws {
        let positions = [
            ReconcileSnapshot.Position(topic: "b", partition: 1, next: 7), .init(topic: "a", partition: 2, next: 0),
        ]
        let snapshot = try #require(ReconcileSnapshot(ReconcileSnapshot(Reconciler(), positions: positions).bytes))
        #expect(snapshot.positions == [positions[1], positions[0]])
    }

    @Test("that is cut off, or with another bit, is not a snapshot")
    func damaged() {
        let bytes = ReconcileSnapshot(Self.read(ReconcileHistory.correct.records), positions: []).bytes
        #expect(ReconcileSnapshot(bytes) != nil)
        for count in [0, 10, 40, bytes.count / 2, bytes.count - 1] {
            #expect(ReconcileSnapshot(Array(bytes.prefix(count))) == nil, "\(count) bytes")
        }
        for place in stride(from: 0, to: bytes.count, by: bytes.count / 50 + 1) {
            var other = bytes
            other[place] ^= 4
            #expect(ReconcileSnapshot(other) == nil, "byte \(place)")
        }
        #expect(ReconcileSnapshot(bytes + [0]) == nil)
    }

    /// A property that is forgotten in `archive` would be empty after it was read.
    @Test("holds every stored property of every book")
    func complete() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Shared/Reconciliation").standardized
        let files = try ["Books", "Tables", "Report", "."].flatMap { name in
            try FileManager.default.contentsOfDirectory(
                at: folder.appending(path: name), includingPropertiesForKeys: nil)
        }
        var count = 0
        for file in files where file.pathExtension == "swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            for (type, property) in Self.stored(source) {
                guard let start = source.range(of: "extension \(type): Archived") else { continue }
                let code = source[start.upperBound...]
                count += 1
                #expect(
                    code.contains("&\(property)") || code.contains("\(property).archive(")
                        || code.contains("\(property)[shard]"),
                    "\(type).\(property)")
            }
        }
        #expect(count > 80)
    }

    /// The stored properties of the structs of a file: four spaces deep, `var`, and not calculated.
    private static func stored(_ source: String) -> [(type: String, property: String)] {
        var found: [(String, String)] = []
        var type = ""
        for line in source.split(separator: "\n") {
            if let match = line.firstMatch(of: /^(?:public |fileprivate |private )?struct ([A-Za-z]+)/) {
                type = String(match.1)
            }
            if line.hasPrefix("extension ") { type = "" }
            guard !type.isEmpty, !line.hasSuffix("{"), !line.hasSuffix("}"),
                let match = line.firstMatch(of: /^    (?:private\(set\) |private |public )?var ([A-Za-z]+)(?:: | = )/)
            else { continue }
            found.append((type, String(match.1)))
        }
        return found
    }
}

import Foundation
import TestSupport
import Testing

@testable import Streams

@Suite("LMDB's file, looked through before it is opened", .timeLimit(.minutes(15)))
struct LMDBFileCheckTests {
    /// Values of all sizes come and go, so that lists of free pages of all kinds arise.
    @Test("is sound after any history", arguments: 1...8)
    func soundAfterAnyHistory(seed: UInt64) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "check-\(UUID().uuidString)").path
        try Directory.make(directory)
        let environment = try LMDBEnvironment(directory: directory, databases: 4, durable: false)
        defer { environment.close() }
        let table = try environment.database("values")
        var random = SplitMix64(seed: seed)
        func draw(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }
        for _ in 0..<150 {
            let steps = (0..<draw(1..<200)).map { _ in (draw(0..<600), draw(0..<3), draw(0..<9)) }
            try environment.write { transaction throws(LMDBError) in
                for (number, action, size) in steps {
                    let key = Array("key \(number)".utf8)
                    if action == 0 {
                        try transaction.delete(table, key)
                    } else {
                        try transaction.put(table, key, [UInt8](repeating: 7, count: size == 0 ? 30_000 : size * 60))
                    }
                }
            }
            try environment.sync()
            #expect(LMDBFileCheck.problem(in: directory) == nil)
        }
        try environment.write { transaction throws(LMDBError) in try transaction.empty(table) }
        try environment.sync()
        #expect(LMDBFileCheck.problem(in: directory) == nil)
    }

    /// LMDB would write the next commit over a page that holds what was committed before.
    @Test func aPageThatIsInUseAndListedAsFreeIsFound() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "check-\(UUID().uuidString)").path
        try Directory.make(directory)
        let environment = try LMDBEnvironment(directory: directory, databases: 4, durable: true)
        let table = try environment.database("values")
        for number in 0..<20 {
            try environment.write { transaction throws(LMDBError) in
                try transaction.put(table, Array("key \(number)".utf8), [UInt8](repeating: 7, count: 900))
            }
        }
        environment.close()
        #expect(LMDBFileCheck.problem(in: directory) == nil)

        let file = URL(fileURLWithPath: directory + "/data.mdb")
        var bytes = [UInt8](try Data(contentsOf: file))
        func number(_ at: Int, _ count: Int) -> Int {
            (0..<count).reversed().reduce(0) { $0 << 8 | Int(bytes[at + $1]) }
        }
        // The newer of the two first pages names the roots of the tree of free pages and of that of the tables.
        let pageSize = number(40, 4)
        let newest = number(144, 8) > number(pageSize + 144, 8) ? 0 : pageSize
        let (freeRoot, tables) = (number(newest + 80, 8), number(newest + 128, 8))
        let node = freeRoot * pageSize + number(freeRoot * pageSize + 16, 2)
        let list = node + 8 + number(node + 6, 2)
        #expect(number(list, 8) > 0, "the list has pages")
        for place in 0..<8 { bytes[list + 8 + place] = UInt8(truncatingIfNeeded: tables >> (8 * place)) }
        try Data(bytes).write(to: file)
        #expect(LMDBFileCheck.problem(in: directory) == "page \(tables) is in use and listed as free")
        let error = #expect(throws: LMDBError.self) {
            try LMDBEnvironment(directory: directory, databases: 4, durable: true)
        }
        #expect(error?.isDamage == true)
    }
}

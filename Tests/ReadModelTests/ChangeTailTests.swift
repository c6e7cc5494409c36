import Fulfillment
import Testing

@testable import ReadModel

@Suite("The newest changes in memory")
struct ChangeTailTests {
    private static func changes(_ numbers: ClosedRange<Int64>) -> [ReadChange] {
        numbers.map { ReadChange(number: $0, kind: .order, recordedAt: Timestamp(milliseconds: $0), id: "O-\($0)") }
    }

    @Test("are those behind a number, and nobody's where one of them is missing")
    func behind() {
        let tail = ChangeTail()
        #expect(tail.changes(after: 0, limit: 9) == nil, "who begins asks the file")
        tail.take(Self.changes(11...13), newest: 13)
        #expect(tail.changes(after: 10, limit: 9) == Self.changes(11...13))
        #expect(tail.changes(after: 11, limit: 1) == Self.changes(12...12))
        #expect(tail.changes(after: 13, limit: 9) == [])
        #expect(tail.changes(after: 9, limit: 9) == nil && tail.changes(after: 14, limit: 9) == nil)
        tail.take(Self.changes(14...14), newest: 14)
        #expect(tail.changes(after: 12, limit: 9) == Self.changes(13...14))
        // Those from 15 to 17 were not kept.
        tail.take([], newest: 17)
        #expect(tail.changes(after: 14, limit: 9) == nil && tail.changes(after: 17, limit: 9) == nil)
        tail.take(Self.changes(18...18), newest: 18)
        #expect(tail.changes(after: 17, limit: 9) == Self.changes(18...18))
        #expect(tail.changes(after: 16, limit: 9) == nil)
    }

    @Test("are the newest few thousand, without gaps")
    func bounded() {
        let tail = ChangeTail()
        for start in stride(from: Int64(1), to: 20_000, by: 100) {
            tail.take(Self.changes(start...(start + 99)), newest: start + 99)
        }
        #expect(tail.changes(after: 1, limit: 9) == nil)
        let newest = tail.changes(after: 18_000, limit: 5_000)
        #expect(newest == Self.changes(18_001...20_000))
        #expect(tail.wait(after: 19_999, until: .now) == 20_000)
        #expect(tail.wait(after: 20_000, until: .now) == 20_000)
    }
}

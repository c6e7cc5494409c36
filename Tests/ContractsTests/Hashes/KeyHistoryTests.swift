import Contracts
import Testing

@Suite("The partitions of a key in a topic that has grown")
struct KeyHistoryTests {
    private static let keys = (0..<500).map { Array("shop/\($0)".utf8) }

    @Test(arguments: [[1, 3, 6, 12], [2, 4, 8], [5, 10], [1, 7]] as [[Int32]])
    func areReadInTheOrderInWhichTheyWereWritten(counts: [Int32]) {
        let stages = KeyHistory.stages([counts.last!])
        #expect(stages.flatMap { Array($0) } == Array(0..<counts.last!))
        for key in Self.keys {
            let written = counts.map { Murmur2.partition(of: key, count: $0) }
            #expect(written == written.sorted())
            let read = KeyHistory.partitions(of: key, count: counts.last!)
            #expect(read == read.sorted() && Set(written).isSubset(of: read))
            let places = Set(written).sorted().map { partition in stages.firstIndex { $0.contains(partition) }! }
            #expect(Set(places).count == places.count && places == places.sorted())
        }
    }

    @Test func oneThatIsNotThereHasNone() { #expect(KeyHistory.partitions(of: [1], count: 0) == []) }
}

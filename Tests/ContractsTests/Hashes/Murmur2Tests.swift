import Testing

@testable import Contracts

@Suite("Kafka's murmur2", .timeLimit(.minutes(15)))
struct Murmur2Tests {
    /// From Kafka's own UtilsTest.testMurmur2.
    @Test(
        "gives the values of Kafka's Java tests",
        arguments: [
            ("21", Int32(-973_932_308)), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ])
    func known(text: String, hash: Int32) {
        #expect(Int32(bitPattern: Murmur2.hash(Array(text.utf8))) == hash)
    }

    @Test("a partition is the positive hash modulo the count", arguments: [Int32(1), 3, 12, 1000])
    func partitions(count: Int32) {
        #expect(Murmur2.partition(of: Array("21".utf8), count: count) == (-973_932_308 & 0x7fff_ffff) % count)
        for length in 0..<64 {
            let partition = Murmur2.partition(of: [UInt8](repeating: 0xff, count: length), count: count)
            #expect((0..<count).contains(partition))
        }
    }
}

import Testing

@testable import Streams

@Suite("Min heap")
struct MinHeapTests {
    @Test(arguments: 0..<40)
    func whatIsTakenOutIsInOrder(seed: UInt64) {
        var state = seed &* 0x9e37_79b9_7f4a_7c15
        var heap = MinHeap()
        var expected: [Int64] = []
        for _ in 0..<Int(seed) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let at = Int64(state >> 56)
            heap.insert(MinHeap.Element(at: at, key: []))
            expected.append(at)
        }
        var taken: [Int64] = []
        while let first = heap.first {
            taken.append(first.at)
            heap.removeFirst()
        }
        #expect(taken == expected.sorted())
    }
}

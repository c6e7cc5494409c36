import Testing

@testable import Streams

@Suite("Min heap")
struct MinHeapTests {
    @Test(arguments: 0..<40)
    func whatIsTakenOutIsInOrder(seed: UInt64) {
        var state = seed &* 0x9e37_79b9_7f4a_7c15
        var heap = MinHeap()
        var expected: [MinHeap.Element] = []
        for _ in 0..<Int(seed) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let element = MinHeap.Element(at: Int64(state >> 61), key: [UInt8(truncatingIfNeeded: state >> 40)])
            heap.insert(element)
            expected.append(element)
        }
        var taken: [MinHeap.Element] = []
        while let first = heap.first {
            taken.append(first)
            heap.removeFirst()
        }
        #expect(taken == expected.sorted())
    }
}

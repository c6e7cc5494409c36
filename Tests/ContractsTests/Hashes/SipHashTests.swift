import Testing

@testable import Contracts

@Suite("SipHash", .timeLimit(.minutes(15)))
struct SipHashTests {
    /// The first of the vectors that its authors publish for 128 bits: key 00 … 0f, input 00 01 02 …
    private static let vectors: [(count: Int, hash: String)] = [
        (0, "a3817f04ba25a8e66df67214c7550293"), (1, "da87c1d86b99af44347659119b22fc45"),
        (2, "8177228da4a45dc7fca38bdef60affe4"), (3, "9c70b60c5267a94e5f33b6b02985ed51"),
        (8, "3b62a9ba6258f5610f83e264f31497b4"), (15, "5493e99933b0a8117e08ec0f97cfc3d9"),
    ]

    @Test("is what its authors say")
    func vectors() {
        for (count, hash) in Self.vectors {
            var sip = SipHash(key: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
            sip.add((0..<count).map { UInt8($0) })
            let (first, second) = sip.finish()
            #expect(hex(first) + hex(second) == hash, "\(count) bytes")
        }
    }

    @Test("is the same however the bytes come")
    func pieces() {
        let bytes = (0..<100).map { UInt8($0) }
        var whole = SipHash()
        whole.add(bytes)
        let expected = whole.finish()
        for size in 1...20 {
            var sip = SipHash()
            for start in stride(from: 0, to: bytes.count, by: size) {
                sip.add(Array(bytes[start..<min(start + size, 100)]))
            }
            #expect(sip.finish() == expected)
        }
    }

    /// Its bytes in order.
    private func hex(_ word: UInt64) -> String {
        (0..<8).map { place in
            let byte = UInt8(truncatingIfNeeded: word >> (8 * UInt64(place)))
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

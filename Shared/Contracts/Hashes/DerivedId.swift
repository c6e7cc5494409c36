/// Ids of messages that Turnback writes: derived from the message that caused them, so a replay writes the same id.
public struct DerivedId: Sendable {
    private let first: UInt64
    private let second: UInt64

    /// For what the message with this source and id causes in the named service.
    public init(service: String, source: String, id: String) {
        first = Self.hash([service, source, id], seed: 0x9e37_79b9_7f4a_7c15)
        second = Self.hash([id, source, service], seed: 0xc2b2_ae3d_27d4_eb4f)
    }

    /// The id of the n-th message that it causes: 32 hexadecimal digits.
    public func id(_ index: Int) -> String {
        let a = Self.mix(first &+ UInt64(index) &* 0x9e37_79b9_7f4a_7c15)
        let b = Self.mix(second ^ a)
        return unsafe String(unsafeUninitializedCapacity: 32) { buffer in
            for place in 0..<16 {
                unsafe buffer[place] = Self.digit(a >> UInt64(60 - 4 * place))
                unsafe buffer[16 + place] = Self.digit(b >> UInt64(60 - 4 * place))
            }
            return 32
        }
    }

    private static func digit(_ value: UInt64) -> UInt8 {
        let nibble = UInt8(value & 15)
        return nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }

    private static func hash(_ texts: [String], seed: UInt64) -> UInt64 {
        var state = seed
        for text in texts {
            for byte in text.utf8 { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            state = mix(state ^ 0xff)
        }
        return state
    }

    /// The finaliser of SplitMix64, which spreads every bit over all others.
    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }
}

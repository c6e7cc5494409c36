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
        let a = Self.mix(first &+ UInt64(index) &* Self.step)
        let b = Self.mix(second ^ a)
        return unsafe String(unsafeUninitializedCapacity: 32) { buffer in
            for place in 0..<16 {
                unsafe buffer[place] = Self.digit(a >> UInt64(60 - 4 * place))
                unsafe buffer[16 + place] = Self.digit(b >> UInt64(60 - 4 * place))
            }
            return 32
        }
    }

    /// Tells what the ids derive from, and for which service, from all else.
    public var origin: UInt64 { second }
    /// The position of its first id, for `Trace`.
    public var start: UInt64 { first &* Self.inverseOfStep }

    /// What an id says of its origin, for who reads ids and looks for what they derive from.
    public struct Trace: Sendable {
        /// `DerivedId.origin`: all ids that derive from one message, for one service, say the same.
        public let origin: UInt64
        /// Goes up by one from each id of an origin to the next, from its `start`; modulo 2⁶⁴.
        public let position: UInt64

        /// Nil where the text has not the form of a derived id. Any that has it derives from something.
        public init?(_ id: String) {
            guard let (a, b) = DerivedId.halves(id) else { return nil }
            origin = DerivedId.unmix(b) ^ a
            position = DerivedId.unmix(a) &* DerivedId.inverseOfStep
        }
    }

    private static func halves(_ id: String) -> (UInt64, UInt64)? {
        var id = id
        return id.withUTF8 { digits in
            guard digits.count == 32 else { return nil }
            var halves = (UInt64(0), UInt64(0))
            for place in 0..<32 {
                guard let value = unsafe value(of: digits[place]) else { return nil }
                if place < 16 { halves.0 = halves.0 << 4 | value } else { halves.1 = halves.1 << 4 | value }
            }
            return halves
        }
    }

    private static func value(of digit: UInt8) -> UInt64? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(digit - UInt8(ascii: "a") + 10)
        default: nil
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

    /// What lies between the ids of one message and the next: the golden ratio, and its inverse modulo 2⁶⁴.
    private static let step: UInt64 = 0x9e37_79b9_7f4a_7c15
    private static let inverseOfStep: UInt64 = 0xf1de_83e1_9937_733d

    /// The finaliser of SplitMix64, which spreads every bit over all others.
    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }

    /// What `mix` was given.
    private static func unmix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ z >> 31 ^ z >> 62) &* 0x3196_42b2_d24d_8ec3
        z = (z ^ z >> 27 ^ z >> 54) &* 0x96de_1b17_3f11_9089
        return z ^ z >> 30 ^ z >> 60
    }
}

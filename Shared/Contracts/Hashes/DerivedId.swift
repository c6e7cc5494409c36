/// Ids of messages that Turnback writes: derived from the message that caused them, so a replay writes the same id.
public struct DerivedId: Sendable {
    private var first: UInt64
    private var second: UInt64

    /// For what a message causes in the named service.
    ///
    /// - Parameters:
    ///   - type: the message's; empty for a timer, which has none, nor a content and a key.
    ///   - content: the hash of what it says. A source may use an id twice: what follows from either has its own ids.
    public init(
        service: String, source: String, id: String, type: String = "", content: UInt64 = 0, key: [UInt8] = []
    ) {
        var hash = SipHash()
        hash.add(service)
        hash.add(source)
        hash.add(id)
        hash.add(type)
        hash.add(hexadecimal: content)
        hash.add(key)
        hash.addEnd()
        (first, second) = hash.finish()
    }

    /// For what it causes where it is refused with this code: it may be accepted later, or refused for another reason.
    public func refused(_ code: String) -> DerivedId {
        var other = self
        var hash = SipHash(key: (first, second))
        hash.add(code)
        (other.first, other.second) = hash.finish()
        return other
    }

    /// The id of the n-th message that it causes: 32 hexadecimal digits.
    public func id(_ index: Int) -> String {
        let a = Self.mix(first &+ UInt64(index) &* 0x9e37_79b9_7f4a_7c15)
        let b = Self.mix(second ^ a)
        return unsafe String(unsafeUninitializedCapacity: 32) { buffer in
            for place in 0..<16 {
                unsafe buffer[place] = Hexadecimal.digit(a >> UInt64(60 - 4 * place))
                unsafe buffer[16 + place] = Hexadecimal.digit(b >> UInt64(60 - 4 * place))
            }
            return 32
        }
    }

    /// Names what the ids derive from, and for which service.
    public var origin: UInt64 { second }

    /// The `origin` of an id, for whoever reads ids and looks for what belongs together. Nil where the text has not the form of a
    /// derived id; any that has it derives from something.
    public static func origin(of id: String) -> UInt64? {
        guard let (a, b) = halves(id) else { return nil }
        return unmix(b) ^ a
    }

    private static func halves(_ id: String) -> (UInt64, UInt64)? {
        var id = id
        return id.withUTF8 { digits in
            guard digits.count == 32 else { return nil }
            var halves = (UInt64(0), UInt64(0))
            for place in 0..<32 {
                guard let value = unsafe Hexadecimal.value(ofLower: digits[place]) else { return nil }
                if place < 16 { halves.0 = halves.0 << 4 | value } else { halves.1 = halves.1 << 4 | value }
            }
            return halves
        }
    }

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

/// Distinguishes texts by a hash of 128 bits, the same on every machine: what an HTTP answer is called by.
public enum ContentTag {
    /// 32 hexadecimal digits.
    public static func of(_ bytes: [UInt8]) -> String {
        var hash = SipHash()
        hash.add(bytes)
        let (high, low) = hash.finish()
        return digits(high) + digits(low)
    }

    private static func digits(_ number: UInt64) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}

import Fulfillment

/// Lines as one number, in any order and from any number of messages: what was asked less what was answered is
/// 0, and by chance with a probability of 2⁻⁶⁴.
enum LineSum {
    static func of(_ line: Line, _ handling: Handling? = nil) -> UInt64 {
        factor(line.sku, handling) &* UInt64(bitPattern: Int64(line.quantity))
    }

    static func of(_ lines: [Line]) -> UInt64 { lines.reduce(0) { $0 &+ of($1) } }

    /// Odd, so that no quantity makes it vanish.
    private static func factor(_ sku: String, _ handling: Handling?) -> UInt64 {
        Slots.key(Fingerprint(sku, handling?.rawValue)) | 1
    }
}

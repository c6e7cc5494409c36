internal import Access

/// A word that nobody can guess: 128 bits of the system's random numbers in hexadecimal digits.
enum RandomWord {
    /// Its digits.
    static let length = 32

    static func make() -> String { Hex.text(SecureBytes.random(length / 2)) }

    /// It may have been made here.
    static func isOne(_ text: String) -> Bool {
        text.utf8.count == length && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

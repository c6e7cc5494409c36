/// One element of a GS1 element string: its application identifier and its value.
public struct GS1Element: Sendable, Equatable {
    /// `00`, `01`, `420`, …
    public let identifier: String
    public let value: String

    init(_ identifier: String, _ value: String) {
        self.identifier = identifier
        self.value = value
    }

    /// The numbers in it that a parcel, an order or a SKU may have.
    var candidates: [String] {
        switch identifier {
        // A shipping unit's number is written with its identifier in front as well.
        case "00": hasRightCheckDigit ? [value, "00" + value] : []
        // An item's number with 14 digits; with 13 or 12 where zeros were put in front.
        case "01", "02": hasRightCheckDigit ? Self.withoutZeros(value) : []
        case "21", "400", "401", "402", "240", "250": [value]
        // Carriers put the postcode before their own number, with 5 or 9 digits in the United States.
        case "420":
            [5, 9].compactMap { skipped in
                let rest = String(value.dropFirst(skipped))
                return rest.utf8.count >= 8 ? rest : nil
            }
        case "421": value.utf8.count > 3 + 9 ? [String(value.dropFirst(3 + 5))] : []
        default: []
        }
    }

    /// Its last digit is the check digit of the others.
    var hasRightCheckDigit: Bool { Self.hasRightCheckDigit(value) }

    /// The sum of the digits, from the right by turns once and three times, ends in 0 (GS1 General Specifications, 7.9).
    static func hasRightCheckDigit(_ digits: String) -> Bool {
        guard isDigits(digits), digits.utf8.count > 1 else { return false }
        let sum = digits.utf8.reversed().enumerated().reduce(0) { sum, digit in
            sum + Int(digit.element - 0x30) * (digit.offset.isMultiple(of: 2) ? 1 : 3)
        }
        return sum.isMultiple(of: 10)
    }

    static func isDigits(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func withoutZeros(_ value: String) -> [String] {
        var found = [value]
        for length in [13, 12] where value.utf8.count > length && value.dropLast(length).allSatisfy({ $0 == "0" }) {
            found.append(String(value.suffix(length)))
        }
        return found
    }
}

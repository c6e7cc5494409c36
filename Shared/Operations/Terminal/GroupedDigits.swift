extension Int {
    /// For people: 1234567 as `1,234,567`.
    public var grouped: String {
        var result = ""
        let digits = String(magnitude)
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result += "," }
            result.append(digit)
        }
        return self < 0 ? "-\(result)" : result
    }
}

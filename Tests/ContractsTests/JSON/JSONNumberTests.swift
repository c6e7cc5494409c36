import Contracts
import Testing

@Suite("Whole numbers", .timeLimit(.minutes(15)))
struct JSONNumberTests {
    private func read(_ text: String) -> Int64? {
        var reader = JSONReader(Array(text.utf8))
        guard let value = try? reader.integer(), (try? reader.finish()) != nil else { return nil }
        return value
    }

    @Test(
        "are read in every spelling of JSON",
        arguments: [
            ("0", 0), ("-0", 0), ("-0.0", 0), ("1.0", 1), ("1e2", 100), ("1E+2", 100), ("120e-1", 12), ("2.50e1", 25),
            ("0e999999999", 0), ("9223372036854775807", Int64.max), ("-9223372036854775808", .min),
            ("1.000000000000000000000", 1),
            ("123456789012345678.0", 123_456_789_012_345_678), ("-1.5e1", -15), (" 7", 7),
        ])
    func whole(text: String, value: Int64) { #expect(read(text) == value) }

    @Test(
        "are nothing that is not whole, too large, or no JSON number",
        arguments: [
            "1.5", "1e-1", "1e308", "1e999999999999999999999", "1000000000000000000000000000000", "9223372036854775808",
            "0.99999999999999999999", "1.00000000000000000000000001", "01", "-01", "00", "+1", "1.", ".5", "1e", "1e+",
            "-",
            "0x10", "NaN", "Infinity", "1_000", "１", "\"1\"", "true", "null", "[1]", "1 1", "",
        ])
    func not(text: String) { #expect(read(text) == nil) }
}

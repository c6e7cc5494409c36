import TestSupport
import Testing

/// That the benchmarks run and say what they are to say. Tests do not check their figures.
@Suite("turnback bench", .timeLimit(.minutes(15)))
struct BenchTests {
    @Test("decides and encodes each of its cases")
    func decisions() throws {
        let result = try Program.run("turnback", ["bench", "--decisions", "--json"])
        #expect(result.code == 0, "\(result.complained)")
        let names = result.printed.split(separator: "\n").compactMap { line in
            line.split(separator: "\"").dropFirst(3).first.map(String.init)
        }
        #expect(
            Set(names).isSuperset(of: ["submit, 4 lines", "hold, 13 lines", "restore, 13 lines", "decode outcome"]))
    }

    @Test("of a table says that it needs a Kafka")
    func table() throws {
        let result = try Program.run("turnback", ["bench", "--table"])
        #expect(result.code == 64 && result.complained.contains("--kafka HOST:PORT"), "\(result.complained)")
    }

    @Test("says how many cancellations it has seen through, embedded")
    func cancellations() throws {
        let result = try Program.run("turnback", ["bench", "--requests", "50", "--rate", "0", "--json"])
        #expect(result.code == 0, "\(result.complained)")
        #expect(result.printed.contains(#""requests":50"#), "\(result.printed)")
    }
}

import Fulfillment
import Testing

@Suite("Fingerprints", .timeLimit(.minutes(15)))
struct FingerprintTests {
    private func print(_ texts: String?...) -> Fingerprint {
        var print = Fingerprint()
        for text in texts { print.add(text) }
        return print
    }

    /// FNV-1a, 64 bits, as its authors publish it: "foobar" is 85944171f73967e8.
    @Test("are FNV-1a with a mark where each text ends")
    func published() {
        var value: UInt64 = 0x8594_4171_f739_67e8
        value = (value ^ 0xff) &* 0x0000_0100_0000_01b3
        #expect(print("foobar").value == value)
    }

    @Test("say where a text ends, and keep nothing and empty apart")
    func borders() {
        #expect(print("a", "bc") != print("ab", "c"))
        #expect(print(nil) != print(""))
        #expect(print("a", nil) != print(nil, "a"))
    }

    @Test("do not depend on the order of lines")
    func lines() {
        var one = Fingerprint()
        one.add([Line("A", 1), Line("B", 2)])
        var other = Fingerprint()
        other.add([Line("B", 2), Line("A", 1)])
        #expect(one == other)
        var absent = Fingerprint()
        absent.add(nil as [Line]?)
        var none = Fingerprint()
        none.add([Line]())
        #expect(absent != none)
    }
}

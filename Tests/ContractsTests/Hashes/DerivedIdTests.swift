import Contracts
import Testing

@Suite("Derived ids", .timeLimit(.minutes(15)))
struct DerivedIdTests {
    @Test("are the same for the same cause, and 32 hexadecimal digits")
    func same() {
        let id = DerivedId(service: "orders", source: "s", id: "1").id(0)
        #expect(id == DerivedId(service: "orders", source: "s", id: "1").id(0))
        #expect(id.utf8.count == 32)
        #expect(id.allSatisfy { $0.isHexDigit && !$0.isUppercase })
    }

    @Test("differ by service, source, id and index, and by where one ends")
    func differ() {
        var ids: Set<String> = []
        var count = 0
        for service in ["orders", "inventory"] {
            for (source, id) in [("a", "bc"), ("ab", "c"), ("", "abc"), ("abc", "")] {
                for index in 0..<500 {
                    ids.insert(DerivedId(service: service, source: source, id: id).id(index))
                    count += 1
                }
            }
        }
        #expect(ids.count == count)
    }

    @Test("tell which message they derive from, and as its how-manieth")
    func traced() throws {
        for id in ["1", "2", "a longer one, with ö in it"] {
            let derived = DerivedId(service: "inventory", source: "turnback/orders", id: id)
            for index in 0..<300 {
                let trace = try #require(DerivedId.Trace(derived.id(index)))
                #expect(trace.origin == derived.origin)
                #expect(trace.position &- derived.start == UInt64(index))
            }
        }
        #expect(
            DerivedId(service: "orders", source: "s", id: "1").origin
                != DerivedId(service: "returns", source: "s", id: "1").origin)
    }

    @Test("are told from texts that are none", arguments: ["", "r-5001", String(repeating: "A", count: 32)])
    func untraced(_ text: String) {
        #expect(DerivedId.Trace(text) == nil)
    }
}

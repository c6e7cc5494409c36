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
}

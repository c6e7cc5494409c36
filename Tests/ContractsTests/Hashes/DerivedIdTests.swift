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

    @Test("differ by what the message says: its type, its content and its key")
    func content() {
        let causes = ["a", "b"].flatMap { type in
            [0, 1, UInt64.max].flatMap { content in
                ["m/w", "m/v"].map {
                    DerivedId(service: "s", source: "s", id: "1", type: type, content: content, key: Array($0.utf8))
                }
            }
        }
        #expect(Set(causes.map { $0.id(0) }).count == 12)
    }

    @Test("of a refusal are not those of what is accepted later, nor of another refusal")
    func refused() {
        let ids = DerivedId(service: "s", source: "s", id: "1")
        let others = [ids, ids.refused("unknownSku"), ids.refused("insufficientStock")].flatMap { id in
            (0..<50).map(id.id)
        }
        #expect(Set(others).count == 150)
        #expect(ids.refused("unknownSku").id(0) == ids.refused("unknownSku").id(0))
    }

    @Test("say what they derive from")
    func traced() {
        for id in ["1", "2", "a longer one, with ö in it"] {
            let derived = DerivedId(service: "inventory", source: "turnback/orders", id: id)
            #expect((0..<300).allSatisfy { DerivedId.origin(of: derived.id($0)) == derived.origin })
            #expect(DerivedId.origin(of: derived.refused("unknownSku").id(0)) != derived.origin)
        }
        let others = ["orders", "returns"].map { DerivedId(service: $0, source: "s", id: "1").origin }
        #expect(Set(others).count == 2)
    }

    @Test("are distinguished from other texts", arguments: ["", "r-5001", String(repeating: "A", count: 32)])
    func untraced(_ text: String) { #expect(DerivedId.origin(of: text) == nil) }
}

import Contracts
import Testing

@Suite("A record's body", .timeLimit(.minutes(15)))
struct RecordBodyTests {
    @Test("gives back what it was made of, and distinguishes missing from empty")
    func parts() {
        let headers = [Header("a", "1"), Header("", ""), Header("b", nil), Header("a", [0xff, 0])]
        for key in [nil, [], [1, 2]] as [[UInt8]?] {
            for value in [nil, [], [3]] as [[UInt8]?] {
                let body = RecordBody(key: key, headers: headers, value: value)
                #expect(body.key == key)
                #expect(body.value == value)
                #expect(body.headers == headers)
            }
        }
    }

    @Test("a header's name of any length does no harm", arguments: [65_535, 65_536, 70_000])
    func longNames(length: Int) {
        let name = String(repeating: "n", count: length)
        let body = RecordBody(key: nil, headers: [Header(name, "v"), Header("next", "w")], value: [1])
        #expect(body.headers.map(\.name.utf8.count) == [min(length, 65_535), 4])
        #expect(body.headers[1] == Header("next", "w"))
        #expect(body.value == [1])
    }
}

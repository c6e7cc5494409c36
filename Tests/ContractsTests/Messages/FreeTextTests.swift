import Contracts
import Fulfillment
import SchemaChecking
import Testing

@Suite("A free text", .timeLimit(.minutes(15)))
struct FreeTextTests {
    /// The texts of a type's full example that may be anything, by their path.
    private static func paths(_ type: MessageType) -> [String] {
        type.fullExample.withTexts(replacedBy: "/ \u{200b}").compactMap {
            refusal(type, $0.value.compact) == nil ? $0.path : nil
        }
    }

    @Test("is any text that others write, and no id, time or word")
    func fields() {
        let names = MessageType.allCases.filter(\.isSentByOthers).flatMap(Self.paths)
        #expect(
            Set(names) == [
                "reason", "note", "reportedBy", "carrier", "trackingNumber", "reasonCode", "actor", "trackingNumbers[0]",
            ])
    }

    @Test("holds 1,024 bytes, not one more", arguments: MessageType.allCases.filter(\.isSentByOthers))
    func limit(type: MessageType) throws {
        let checker = SchemaChecker(root: type.schema)
        for path in Self.paths(type) {
            func with(_ text: String) -> JSONValue {
                type.fullExample.withTexts(replacedBy: text).first { $0.path == path }!.value
            }
            for longest in [String(repeating: "x", count: 1_024), String(repeating: "é", count: 512)] {
                #expect(refusal(type, with(longest).compact) == nil, "\(path)")
                #expect(checker.problems(with(longest), type.schema) == [], "\(path)")
            }
            for tooLong in [String(repeating: "x", count: 1_025), String(repeating: "é", count: 513)] {
                let error = refusal(type, with(tooLong).compact)
                #expect(error?.code == .invalidField && error?.path == path)
                #expect(error?.reason == "expected at most 1024 bytes, found \(tooLong.utf8.count)")
            }
            #expect(!checker.accepts(with(String(repeating: "x", count: 1_025)), type.schema), "\(path)")
        }
    }

    @Test("that Turnback wrote before the limit is read as it is")
    func own() throws {
        let type = MessageType.outboundOrderChanged
        for path in ["carrier", "trackingNumber"] {
            let long = type.fullExample.withTexts(replacedBy: String(repeating: "x", count: 5_000)).first { $0.path == path }
            #expect(refusal(type, try #require(long).value.compact) == nil)
        }
    }
}

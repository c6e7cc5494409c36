import Contracts
import Foundation
import Fulfillment
import SchemaChecking
import Testing

/// What was released stays: `Released/v1.json` is the contract's shape as other systems build against it.
///
/// A test fails when something of it is gone or means something else. Adding is allowed: `TURNBACK_RELEASE=1 compose/test
/// --filter CompatibilityTests` writes the new shape, where it breaks nothing of the old one.
@Suite("What was released", .timeLimit(.minutes(15)))
struct CompatibilityTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Released/v1.json")
    private static let now = ContractShape.current

    private func released() throws -> JSONValue { try JSONValue(parsing: Array(try Data(contentsOf: Self.file))) }

    @Test("is still so")
    func compatible() throws {
        let breaks = ContractShape.breaks(from: try released(), to: Self.now)
        #expect(breaks == [])
        if breaks.isEmpty, ProcessInfo.processInfo.environment["TURNBACK_RELEASE"] != nil {
            try Data((Self.now.indented + "\n").utf8).write(to: Self.file)
        }
    }

    @Test("is the whole contract as it is now: what was added is released with it")
    func complete() throws { #expect(ContractShape.breaks(from: Self.now, to: try released()) == []) }

    /// A change of the text of the shape, and what it breaks.
    private func breaks(_ old: String, _ new: String) throws -> [String] {
        let text = Self.now.compact
        let changed = text.replacing(old, with: new, maxReplacements: 1)
        try #require(changed != text, "nothing is \(old)")
        return ContractShape.breaks(from: Self.now, to: try JSONValue(parsing: changed))
    }

    @Test(
        "may not lose, retype or newly demand anything",
        arguments: [
            // A type, a field, an optional field, a word, codes of each kind, a topic.
            (#""fulfillment.carrier.scanned.v1":{"#, #""fulfillment.carrier.scanned.v2":{"#),
            (#""merchantId":{"type":"string","required":true}"#, #""merchant":{"type":"string","required":true}"#),
            (#""note":{"type":"null|string","required":false}"#, #""notes":{"type":"null|string","required":false}"#),
            (#""withCarrier""#, #""atCarrier""#), (#""alreadyCancelled""#, #""alreadyGone""#),
            (#""unknownSku""#, #""noSku""#), (#""tooDeep""#, #""tooNested""#),
            (#""fulfillment.rejections.v1""#, #""fulfillment.refusals.v1""#),
            // Another type, and one more thing that a sender has to write.
            (#""quantity":{"type":"integer""#, #""quantity":{"type":"string""#),
            (#""note":{"type":"null|string","required":false}"#, #""note":{"type":"null|string","required":true}"#),
            (#""note":{"type":"null|string","required":false}"#, #""note":{"type":"string","required":false}"#),
            (#""note":{"type""#, #""priority":{"type":"integer","required":true},"note":{"type""#),
            // What is sent is no longer always sent.
            (#""custody":{"type":"string","required":true"#, #""custody":{"type":"string","required":false"#),
            // Another key.
            (#""key":"merchant/warehouse""#, #""key":"store order""#),
        ])
    func broken(old: String, new: String) throws { #expect(try !breaks(old, new).isEmpty) }

    @Test(
        "may be added to",
        arguments: [
            (#""note":{"type""#, #""priority":{"type":"integer","required":false},"note":{"type""#),
            (#""custody":{"type""#, #""channel":{"type":"string","required":true},"custody":{"type""#),
            (#""withCarrier""#, #""withCarrier","withNeighbour""#), (#""unknownSku""#, #""unknownSku","retiredSku""#),
            (
                #""fulfillment.carrier.scanned.v1":{"#,
                #""fulfillment.carrier.scanned.v2":{"sentByOthers":true,"topic":"t","fields":{}},"fulfillment.carrier.scanned.v1":{"#
            ),
            (#""merchantId":{"type":"string","required":true}"#, #""merchantId":{"type":"string","required":false}"#),
        ])
    func added(old: String, new: String) throws { #expect(try breaks(old, new) == []) }
}

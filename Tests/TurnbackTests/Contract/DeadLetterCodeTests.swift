import Contracts
import Fulfillment
import Streams
import Testing

@testable import turnback

/// Every code of a dead letter, brought about in the running services by bytes as strangers send them.
@Suite("A dead letter", .timeLimit(.minutes(15)))
struct DeadLetterCodeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var code: DecodeError.Code
        /// What its message begins with: the path.
        var path: String
        var topic: Topic
        var body: RecordBody
        var what: String
        var testDescription: String { "\(code.rawValue): \(what)" }

        init(
            _ code: DecodeError.Code, _ path: String, _ what: String, _ topic: Topic = .cancellationRequests,
            key: [UInt8]? = Array("shop/1001".utf8), headers: [Header] = attributes(), bytes value: [UInt8]?
        ) {
            (self.code, self.path, self.topic, self.what) = (code, path, topic, what)
            body = RecordBody(key: key, headers: headers, value: value)
        }

        init(
            _ code: DecodeError.Code, _ path: String, _ what: String, _ value: String,
            _ topic: Topic = .cancellationRequests,
            key: [UInt8]? = Array("shop/1001".utf8), headers: [Header] = attributes()
        ) {
            self.init(code, path, what, topic, key: key, headers: headers, bytes: Array(value.utf8))
        }
    }

    static func attributes(
        _ type: String = MessageType.cancellationRequested.rawValue, id: [UInt8] = Array("1".utf8),
        version: String = "1.0"
    ) -> [Header] {
        [
            Header("ce_specversion", version), Header("ce_id", id), Header("ce_source", "/odd"),
            Header("ce_type", type),
            Header("none", nil), Header("", "unnamed"), Header("bytes", [0xff, 0x00]), Header("twice", "1"),
            Header("twice", "2"),
        ]
    }

    static let good =
        #"{"requestId":"r","storeId":"shop","storeOrderId":"1001","reason":"other","requestedBy":"buyer","#
        + #""requestedAt":"2026-11-24T08:05:00Z"}"#

    private static func with(_ old: String, _ new: String) -> String { good.replacing(old, with: new) }

    private static func lines(_ count: Int) -> String {
        let lines = (0..<count).map { #"{"sku":"S\#($0)","quantity":1}"# }.joined(separator: ",")
        return with(#""requestId""#, #""lines":[\#(lines)],"requestId""#)
    }

    private static func padded(_ bytes: Int) -> String { good + String(repeating: " ", count: bytes - good.utf8.count) }

    private static func nested(_ depth: Int) -> String {
        with(
            #""requestId""#,
            #""x":\#(String(repeating: "[", count: depth - 1))\#(String(repeating: "]", count: depth - 1)),"requestId""#
        )
    }

    private static let storeless = with(#""storeId":"shop","#, "")
    private static let manyHeaders =
        attributes() + (1...10_000).map { Header("h\($0)", $0 % 3 == 0 ? nil : [0x76]) }

    private static let unreadable: [Case] = [
        Case(.notJSON, "not JSON at byte 1", "half an object", "{"),
        Case(.notJSON, "", "no value at all", bytes: nil),
        Case(.notJSON, "not JSON at byte 0", "an empty value", ""),
        Case(.notJSON, "reason", "half a surrogate pair", with("other", #"\ud800"#)),
        Case(.notJSON, "", "invalid UTF-8", bytes: Array(with("other", "ä").utf8).filter { $0 != 0xa4 }),
        Case(.notJSON, "", "a NUL byte", bytes: Array(with("other", "o!").utf8).map { $0 == 0x21 ? 0 : $0 }),
        Case(.tooLarge, "", "a mebibyte and a byte", padded((1 << 20) + 1)),
        Case(.tooDeep, "x", "33 levels", nested(33)),
    ]

    private static let fields: [Case] = [
        Case(.missingField, "storeId", "no store", storeless),
        Case(.missingField, "storeId", "10,000 headers", storeless, headers: manyHeaders),
        Case(.missingField, "storeId", "no key", storeless, key: nil),
        Case(.missingField, "storeId", "an empty key", storeless, key: []),
        Case(.missingField, "storeId", "a key that is not a text", storeless, key: [0, 0xff]),
        Case(.missingField, "lines[1].sku", "a line without SKU", lines(3).replacing(#""sku":"S1","#, with: "")),
        Case(.invalidField, "lines[0].quantity", "no unit", lines(1).replacing(":1}", with: ":0}")),
        Case(.invalidField, "lines[0].quantity", "-0 units", lines(1).replacing(":1}", with: ":-0}")),
        Case(.invalidField, "lines[0].quantity", "1e308 units", lines(1).replacing(":1}", with: ":1e308}")),
        Case(
            .invalidField, "lines[0].quantity", "10^30 units",
            lines(1).replacing(":1}", with: ":1000000000000000000000000000000}")),
        Case(.invalidField, "lines", "2,001 lines", lines(2_001)),
        Case(.invalidField, "requestedAt", "a time without offset", with("00Z", "00")),
        Case(.invalidField, "requestedAt", "the 62nd second", with("05:00Z", "05:61Z")),
        Case(.invalidField, "requestId", "an id with a slash", with(#""r""#, #""r/1""#)),
        Case(.invalidField, "storeId: expected 1…128 bytes", "a decomposed id", with(#""shop""#, "\"cafe\u{301}\"")),
        Case(.invalidField, "reason", "a reason of 1,025 bytes", with("other", String(repeating: "x", count: 1_025))),
    ]

    private static let envelopes: [Case] = [
        Case(.invalidField, "ce_id", "an id that is not UTF-8", good, headers: attributes(id: [0x61, 0xff])),
        Case(.invalidField, "ce_time", "no time", good, headers: attributes() + [Header("ce_time", "now")]),
        Case(
            .unknownType, "ce_type", "a type of tomorrow", good,
            headers: attributes("fulfillment.cancellation.requested.v2")),
        Case(
            .unknownType, "ce_type", "a type that orders does not read", with(#""requestId""#, #""returnOrderId""#),
            headers: attributes(MessageType.returnOrderCancel.rawValue)),
        Case(.missingAttribute, "ce_specversion", "another CloudEvents", good, headers: attributes(version: "0.3")),
        Case(.missingAttribute, "ce_specversion", "no attributes", good, .orderCommands, headers: []),
        Case(.missingAttribute, "ce_id", "an empty id", good, headers: attributes(id: [])),
        Case(
            .tooLarge, "ce_id", "an id of 1,025 bytes", good,
            headers: attributes(id: Array(repeating: 0x61, count: 1025))),
    ]

    static let cases = unreadable + fields + envelopes

    /// `badKey` is reserved; what the log refuses is brought about in PoisonTests and RefusedRecordTests, and what cannot
    /// be decided in FatalDecisionTests and UnreadableStateTests.
    @Test("is brought about with every code that a message can have by itself")
    func complete() {
        #expect(
            Set(Self.cases.map(\.code))
                == Set(DecodeError.Code.allCases).subtracting([.badKey, .notWritable, .notProcessable]))
    }

    @Test("is the original untouched, with the code and the path, and the partition goes on")
    func letters() throws {
        let bench = try ContractBench()
        for (index, one) in Self.cases.enumerated() {
            try bench.write(one.body, one.topic, Int32(index) % TopicPlan.partitions)
        }
        let letters = try bench.wait(.deadLetters, "all dead letters") { $0.count >= Self.cases.count ? $0 : nil }
        #expect(letters.count == Self.cases.count)
        var offsets: [TopicPartition: Int64] = [:]
        for (index, one) in Self.cases.enumerated() {
            let partition = Int32(index) % TopicPlan.partitions
            let offset = offsets[TopicPartition(one.topic.name, partition), default: 0]
            offsets[TopicPartition(one.topic.name, partition)] = offset + 1
            let count = one.body.headers.count
            let found = letters.first { letter in
                let added = letter.body.headers.dropFirst(max(0, letter.body.headers.count - 7))
                return added.contains(Header("__streams.errors.topic", one.topic.name))
                    && added.contains(Header("__streams.errors.partition", "\(partition)"))
                    && added.contains(Header("__streams.errors.offset", "\(offset)"))
            }
            guard let letter = found else {
                Issue.record("no letter for \(one.testDescription)")
                continue
            }
            #expect(letter.body.key == one.body.key, "\(one.testDescription)")
            #expect(letter.body.value == one.body.value, "\(one.testDescription)")
            #expect(Array(letter.body.headers.prefix(count)) == one.body.headers, "\(one.testDescription)")
            let added = Dictionary(
                letter.body.headers.dropFirst(count).map { ($0.name, text($0.value ?? [])) }, uniquingKeysWith: { $1 })
            #expect(added.count == 7)
            #expect(added["__streams.errors.exception"] == one.code.rawValue, "\(one.testDescription)")
            let message = added["__streams.errors.message"] ?? ""
            #expect(message.hasPrefix(one.path) && message.count < 400, "\(one.testDescription): \(message)")
            #expect(added["x-dead-letter-group"] == "orders")
        }
        // Each partition goes on behind them.
        for partition in 0..<TopicPlan.partitions {
            let order = ContractOrder("after-\(partition)")
            try bench.send(order.requested(), id: "after-\(partition)", partition: partition)
            try bench.message(.cancellationOutcomes, "an answer from partition \(partition)") { message in
                if case .cancellationChanged(let changed) = message, changed.storeOrder == order.store {
                    true
                } else {
                    nil
                }
            }
        }
    }

    /// Odd, and a message all the same.
    static let taken: [(what: String, value: String, headers: [Header])] = [
        ("a mebibyte", padded(1 << 20), []), ("2,000 lines", lines(2_000), []), ("32 levels", nested(32), []),
        ("1.0 units", lines(1).replacing(":1}", with: ":1.0}"), []),
        ("a leap second", with("08:05:00Z", "23:59:60Z"), []), ("an odd offset", with("00Z", "00-11:45"), []),
        ("a field twice", with(#""reason":"other""#, #""reason":"x","reason":"other""#), []),
        ("an escaped NUL", with(#""reason":"other""#, #""reason":"o\u0000""#), []),
        ("a surrogate pair", with(#""reason":"other""#, #""reason":"\ud83d\ude00""#), []),
        ("10,000 headers", good, manyHeaders),
        ("odd attributes", good, [Header("ce_id", "é \u{1f600}%20\"\\\u{0}\n#/,;="), Header("ce_subject", "")]),
        ("unknown attributes", good, (1...1_000).map { Header("ce_x\($0)", "v") }),
    ]

    @Test("is not made of what is odd but allowed")
    func odd() throws {
        let bench = try ContractBench()
        for (index, one) in Self.taken.enumerated() {
            let value = one.value.replacing(#""storeOrderId":"1001""#, with: #""storeOrderId":"t\#(index)""#)
            let headers = Self.attributes(id: Array("t\(index)".utf8)) + one.headers
            try bench.write(
                RecordBody(key: nil, headers: headers, value: Array(value.utf8)), .cancellationRequests,
                Int32(index) % TopicPlan.partitions)
        }
        let answers = try bench.wait(.cancellationOutcomes, "all answers") { $0.count >= Self.taken.count ? $0 : nil }
        #expect(answers.count == Self.taken.count)
        let letters = try bench.records(.deadLetters)
        #expect(letters.map { record in record.body.headers.suffix(7).map { text($0.value ?? []) } } == [])
    }
}

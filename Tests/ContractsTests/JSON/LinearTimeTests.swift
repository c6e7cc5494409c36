import Contracts
import Fulfillment
import Testing

/// A mebibyte of the worst of each kind. Where reading one took time that grows with the square of its size, it would take
/// hours: the limit does not measure anything; it only ends a test.
@Suite("A mebibyte of anything", .timeLimit(.minutes(15)))
struct LinearTimeTests {
    private static let size = 1 << 20

    /// Text that begins and ends as given, with as many parts between as make a mebibyte.
    private static func filled(_ begin: String, _ part: String, _ end: String, separator: String = "") -> String {
        let room = size - begin.utf8.count - end.utf8.count
        let count = (room + separator.utf8.count) / (part.utf8.count + separator.utf8.count)
        return begin + Array(repeating: part, count: count).joined(separator: separator) + end
    }

    private static let request = Example.requested.replacing(#","note":"ordered twice""#, with: "")
    private static var open: String { String(request.dropLast()) + "," }

    private static let values: [(what: String, text: String)] = [
        ("white space", filled(request, " \n", "")),
        ("escapes", filled(open + #""note":""#, #"\u00e9"#, #""}"#)),
        ("backslashes", filled(open + #""note":""#, #"\\"#, #""}"#)),
        ("combining marks", filled(open + #""note":"a"#, "\u{301}", #""}"#)),
        ("an id of combining marks", filled(#"{"requestId":"a"#, "\u{301}", #""}"#)),
        ("fields", filled(open, #""x":1"#, "}", separator: ",")),
        ("fields that are known", filled(open, #""note":"y""#, "}", separator: ",")),
        ("fields with escaped names", filled(open, #""\u006eote":null"#, "}", separator: ",")),
        ("ids", filled(open, #""requestId":"r""#, "}", separator: ",")),
        ("lists of lines", filled(open, #""lines":[{"sku":"a","quantity":1}]"#, "}", separator: ",")),
        ("lines", filled(open + #""lines":["#, #"{"sku":"a","quantity":1}"#, "]}", separator: ",")),
        ("digits", filled(open + #""lines":[{"sku":"a","quantity":1"#, "0", "}]}")),
        ("a fraction", filled(open + #""lines":[{"sku":"a","quantity":1."#, "0", "}]}")),
        ("an exponent", filled(open + #""lines":[{"sku":"a","quantity":1e"#, "0", "}]}")),
        ("a time's fraction", filled(open + #""requestedAt":"2026-11-24T08:05:00."#, "1", #"Z"}"#)),
        ("numbers", filled(open + #""x":["#, "1e308", "]}", separator: ",")),
        ("objects", filled(open + #""x":["#, "{}", "]}", separator: ",")),
        (
            "shallow towers",
            filled(
                open + #""x":["#, String(repeating: "[", count: 29) + String(repeating: "]", count: 29), "]}",
                separator: ",")
        ),
        ("brackets", filled("", "[", "")), ("quotation marks", filled("", "\"", "")),
        ("braces", filled("", #"{"a":"#, "")),
    ]

    /// By their names, which tests print.
    private static let texts = Dictionary(uniqueKeysWithValues: values.map { ($0.what, $0.text) })

    @Test("is read or refused", arguments: values.map(\.what))
    func value(what: String) throws {
        let text = try #require(Self.texts[what])
        #expect(text.utf8.count > Self.size - 100 && text.utf8.count <= Self.size)
        // Bare: it is read once for its id and once for its data.
        let body = RecordBody(key: nil, headers: [], value: Array(text.utf8))
        _ = try? Message.decode(body, topic: .cancellationRequests)
    }

    @Test("is read or refused in structured mode", arguments: values.map(\.what))
    func structured(what: String) throws {
        let text = try #require(Self.texts[what])
        let begin =
            #"{"specversion":"1.0","id":"1","source":"s","type":"fulfillment.cancellation.requested.v1","data":"#
        let body = RecordBody(
            key: nil, headers: [Header("content-type", "application/cloudevents+json")],
            value: Array((begin + text + "}").utf8.prefix(Self.size)))
        _ = try? Message.decode(body, topic: .cancellationRequests)
    }

    @Test(
        "is read or refused as attributes of a structured message",
        arguments: [#""id":"1""#, #""data":{}"#, #""subject":"s""#, #""time":null"#, #""x":{"y":[1]}"#])
    func attributes(part: String) {
        let begin =
            #"{"specversion":"1.0","id":"1","source":"s","type":"fulfillment.cancellation.requested.v1","data":\#(Self.request),"#
        let body = RecordBody(
            key: nil, headers: [Header("content-type", "application/cloudevents+json")],
            value: Array(Self.filled(begin, part, "}", separator: ",").utf8))
        _ = try? Message.decode(body, topic: .cancellationRequests)
    }

    private static let floods: [(what: String, header: Header)] = [
        ("empty headers", Header("", nil)), ("ids", Header("ce_id", "1")), ("types", Header("ce_type", "x")),
        ("unknown attributes", Header("ce_x", nil)), ("content types", Header("CONTENT-TYPE", "a/b")),
        ("traces", Header("traceparent", "t")),
        ("one long attribute", Header("ce_subject", String(repeating: "e\u{301}", count: 300_000))),
        ("one long name", Header(String(repeating: "n", count: 60_000), nil)),
        ("one long content type", Header("content-type", String(repeating: " ", count: 1 << 20 - 30) + ";")),
    ]

    private static let headers = Dictionary(uniqueKeysWithValues: floods.map { ($0.what, $0.header) })

    @Test("is read or refused as headers", arguments: floods.map(\.what))
    func headers(what: String) throws {
        let header = try #require(Self.headers[what])
        let own = 6 + header.name.utf8.count + (header.value?.count ?? 0)
        let count = max(1, Self.size / own)
        let body = RecordBody(
            key: nil, headers: EnvelopeTests.attributes + Array(repeating: header, count: count),
            value: Array(Self.request.utf8))
        _ = try? Message.decode(body, topic: .cancellationRequests)
    }

    @Test("of lines of as many SKUs as are allowed is one message, in their order")
    func lines() throws {
        let long = String(repeating: "x", count: 120)
        let lines = (0..<Limits.lines).map { #"{"sku":"\#(long)\#($0)","quantity":1}"# }.joined(separator: ",")
        let message = try decode(.cancellationRequested, Self.open + #""lines":[\#(lines)]}"#)
        guard case .cancellationRequested(let request) = message else { return }
        #expect(request.lines?.count == Limits.lines)
    }
}

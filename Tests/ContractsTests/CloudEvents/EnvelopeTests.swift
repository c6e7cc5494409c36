import Contracts
import Foundation
import Fulfillment
import Testing

@Suite("Envelopes", .timeLimit(.minutes(15)))
struct EnvelopeTests {
    static let attributes = [
        Header("ce_specversion", "1.0"), Header("ce_id", "42"), Header("ce_source", "shop/de"),
        Header("ce_type", "fulfillment.cancellation.requested.v1"),
    ]

    private func read(
        _ headers: [Header], _ value: String = Example.requested, topic: Topic = .cancellationRequests
    ) throws(DecodeError) -> (Envelope, Message) {
        try Message.decode(RecordBody(key: nil, headers: headers, value: Array(value.utf8)), topic: topic)
    }

    private func refusal(
        _ headers: [Header], _ value: String = Example.requested, topic: Topic = .cancellationRequests
    ) -> DecodeError? {
        do throws(DecodeError) {
            _ = try read(headers, value, topic: topic)
            return nil
        } catch { return error }
    }

    private func structured(
        _ data: String = Example.requested, _ more: String = "", type: String = "fulfillment.cancellation.requested.v1"
    ) -> String {
        #"{"specversion":"1.0","id":"42","source":"shop/de","type":"\#(type)"\#(more),"data":\#(data)}"#
    }

    @Test("under the name of one of Turnback's services earn nothing on what only others send")
    func serviceName() throws {
        let hidden = Example.requested.replacingOccurrences(of: "r-5001", with: "r-50\u{200B}01")
        for source in ["shop/de", "turnback/orders"] {
            let headers = Self.attributes.map { $0.name == "ce_source" ? Header("ce_source", source) : $0 }
            #expect(refusal(headers, hidden)?.path == "requestId", "\(source)")
        }
    }

    // MARK: Binary

    @Test("in binary mode stand in headers")
    func binary() throws {
        let (envelope, _) = try read(
            Self.attributes + [
                Header("ce_time", "2026-11-24T09:00:00+01:00"), Header("ce_subject", "r-5001"),
                Header("ce_correlationid", "c"),
                Header("ce_causationid", "d"), Header("traceparent", "00-1-2-01"), Header("tracestate", "x=y"),
                Header("content-type", "application/json"), Header("ce_other", "o"), Header("x", nil),
            ])
        #expect(envelope.source == "shop/de")
        #expect(envelope.id == "42")
        #expect(envelope.time?.rfc3339 == "2026-11-24T08:00:00.000Z")
        #expect(envelope.subject == "r-5001")
        #expect(envelope.correlationId == "c")
        #expect(envelope.causationId == "d")
        #expect(envelope.traceparent == "00-1-2-01")
        #expect(envelope.tracestate == "x=y")
    }

    @Test("name who was authenticated in a header, in every mode, and nowhere else")
    func principal() throws {
        let principal = Header("ce_principal", "desk-berlin")
        let type = Header("content-type", "application/cloudevents+json")
        #expect(try read(Self.attributes + [principal]).0.principal == "desk-berlin")
        #expect(try read([type, principal], structured()).0.principal == "desk-berlin")
        #expect(try read([principal]).0.principal == "desk-berlin")
        #expect(try read([principal]).0.source == "bare")
        // What a sender writes into the event itself says nothing.
        #expect(try read([type], structured(Example.requested, #","principal":"root""#)).0.principal == nil)
        #expect(try read(Self.attributes).0.principal == nil)
        // It is not part of what distinguishes a message from others.
        let (named, message) = try read(Self.attributes + [principal])
        #expect(named.identity(of: message) == (try read(Self.attributes).0.identity(of: message)))
        let written = message.body(named)
        #expect(try Message.decode(written, topic: .cancellationRequests).0.principal == "desk-berlin")
    }

    @Test("say so where an attribute is missing", arguments: ["ce_specversion", "ce_id", "ce_source", "ce_type"])
    func missing(name: String) {
        let without = Self.attributes.filter { $0.name != name }
        for headers in [without, without + [Header(name, "")], without + [Header(name, nil)]] {
            let error = refusal(headers)
            #expect(error?.code == .missingAttribute)
            #expect(error?.path == name)
        }
    }

    @Test("may leave the time out, and must not get it wrong")
    func time() throws {
        #expect(try read(Self.attributes).0.time == nil)
        let error = refusal(Self.attributes + [Header("ce_time", "yesterday")])
        #expect(error?.code == .invalidField)
        #expect(error?.path == "ce_time")
    }

    @Test("of unknown types, versions and topics without attributes are refused")
    func unknown() {
        let type = Self.attributes.dropLast() + [Header("ce_type", "fulfillment.cancellation.requested.v2")]
        #expect(refusal(Array(type))?.code == .unknownType)
        #expect(refusal(Array(type))?.path == "ce_type")
        #expect(refusal([Header("ce_specversion", "0.3")] + Self.attributes.dropFirst())?.path == "ce_specversion")
        #expect(refusal([], topic: .orderCommands)?.code == .missingAttribute)
    }

    @Test("identify a message by source and id")
    func identity() throws {
        let same = Envelope(source: "a", id: "bc", type: .stockMoved)
        #expect(same.identity == Envelope(source: "a", id: "bc", type: .taskOpened, subject: "x").identity)
        #expect(same.identity != Envelope(source: "ab", id: "c", type: .stockMoved).identity)
    }

    @Test("beyond 1,024 bytes are refused where they identify, and left out elsewhere")
    func long() throws {
        let long = String(repeating: "x", count: 1025)
        let error = refusal(Self.attributes.map { $0.name == "ce_id" ? Header("ce_id", long) : $0 })
        #expect(error?.code == .tooLarge)
        #expect(error?.path == "ce_id")
        #expect(
            try read(Self.attributes + [Header("traceparent", long), Header("ce_subject", long)]).0.traceparent == nil)
    }

    // MARK: Structured

    @Test(
        "in structured mode stand in the value, under any spelling of its media type",
        arguments: [
            "application/cloudevents+json", "application/cloudevents+json; charset=UTF-8",
            "Application/CloudEvents+JSON;charset=utf-8",
            " application/cloudevents+json ; charset=utf-8",
        ])
    func structured(contentType: String) throws {
        for name in ["content-type", "Content-Type", "CONTENT-TYPE"] {
            let (envelope, message) = try read([Header(name, contentType)], structured(), topic: .orderCommands)
            #expect(envelope.id == "42")
            #expect(envelope.source == "shop/de")
            #expect(message.subject == "r-5001")
        }
    }

    @Test("in structured mode may come in any order, with null and unknown ones")
    func structuredOrder() throws {
        let value =
            #"{"data":\#(Example.requested),"x":{"y":[1]},"time":null,"subject":null,"type":"fulfillment.cancellation.requested.v1","source":"s","id":"1","datacontenttype":"application/json","specversion":"1.0","traceparent":"t"}"#
        #expect(try read([Header("content-type", "application/cloudevents+json")], value).0.traceparent == "t")
    }

    @Test(
        "in structured mode name what is wrong",
        arguments: [
            (#"{"specversion":"1.0","id":"1","source":"s"}"#, DecodeError.Code.missingAttribute, "type"),
            (#"{"specversion":"1.0","id":"1","source":"s","type":"x"}"#, .unknownType, "type"),
            (#"{"specversion":"1.0","id":1,"source":"s","type":"x"}"#, .invalidField, "id"),
            (
                #"{"specversion":"1.0","id":"1","source":"s","type":"fulfillment.cancellation.requested.v1"}"#,
                .missingField, "data"
            ),
            (
                #"{"specversion":"1.0","id":"1","source":"s","type":"fulfillment.cancellation.requested.v1","data":{"lines":[{}]}}"#,
                .missingField, "lines[0].sku"
            ),
            (#"{"specversion":"1.0"}x"#, .notJSON, ""), ("[]", .invalidField, ""), ("", .notJSON, ""),
        ])
    func structuredErrors(value: String, code: DecodeError.Code, path: String) {
        let error = refusal([Header("content-type", "application/cloudevents+json")], value)
        #expect(error?.code == code)
        #expect(error?.path == path)
    }

    @Test("of a whole event are read, under any label")
    func wholeEvent() throws {
        for label in ["application/json", "application/cloudevents; charset=UTF-8", "text/plain"] {
            let (envelope, message) = try read([Header("content-type", label)], structured(), topic: .orderCommands)
            #expect(envelope.id == "42")
            #expect(message.subject == "r-5001")
        }
        #expect(try read([], structured()).0.id == "42")
        // Also where a relay has put its own attributes into the headers.
        let relayed = Self.attributes.map { $0.name == "ce_id" ? Header("ce_id", "relay") : $0 }
        #expect(try read(relayed, structured()).0.id == "42")
    }

    @Test("in headers count where the value is not a whole event, under any label")
    func mislabelled() throws {
        let label = Header("content-type", "application/cloudevents+json")
        #expect(try read(Self.attributes + [label]).0.id == "42")
        // One that lacks its data is the data of another.
        let value = #"{"specversion":"1.0","id":"7","source":"s","# + Example.requested.dropFirst()
        #expect(try read(Self.attributes, value).0.id == "42")
    }

    @Test("may have their data in Base64")
    func base64() throws {
        func event(_ data: String) -> String {
            #"{"specversion":"1","id":"7","source":"s","type":"fulfillment.cancellation.requested.v1",\#(data)}"#
        }
        let good = #""data_base64":"\#(Base64.text(Array(Example.requested.utf8)))""#
        #expect(try read([], event(good)).1 == (try read(Self.attributes).1))
        #expect(refusal([], event(good + #","data":{}"#))?.path == "data_base64")
        #expect(refusal([], event(#""data_base64":"e30""#))?.path == "data_base64")
        #expect(refusal([], event(#""data_base64":"e30=""#))?.code == .missingField)
    }

    @Test("that is broken JSON is said to be that, and not to lack attributes")
    func brokenJSON() {
        let error = refusal([], "{not json", topic: .orderCommands)
        #expect(error?.code == .notJSON && error?.reason.hasPrefix("not JSON at byte 1") == true, "\(String(describing: error))")
        #expect(refusal([Header("content-type", "application/json")], "{} {}", topic: .warehouseReports)?.code == .notJSON)
        #expect(refusal([], "{}", topic: .orderCommands)?.code == .missingAttribute)
    }

    @Test("may name the version as Kafka Connect has to")
    func version() throws {
        #expect(try read([Header("ce_specversion", "1")] + Self.attributes.dropFirst()).0.id == "42")
    }

    @Test("of a batch are not understood")
    func batch() {
        #expect(
            refusal([Header("content-type", "application/cloudevents-batch+json")], "[]", topic: .orderCommands)?.code
                == .missingAttribute)
    }

    // MARK: Bare

    @Test("are not needed for a cancellation request that names itself")
    func bare() throws {
        let (envelope, message) = try read([Header("content-type", "application/json"), Header("x-trace", "1")])
        #expect(envelope.type == .cancellationRequested)
        #expect(message.subject == "r-5001")
        #expect(try read([]).0.identity == envelope.identity)
        let other = Example.requested.replacing("ordered twice", with: "other")
        #expect(try read([], other).0.identity != envelope.identity)
    }

    @Test(
        "a bare message has to name its request",
        arguments: [
            (Example.requested.replacing("requestId", with: "request"), DecodeError.Code.missingField, "requestId"),
            (Example.requested.replacing(#""r-5001""#, with: "null"), .invalidField, "requestId"),
            (Example.requested.replacing(#""r-5001""#, with: "\"a/b\""), .invalidField, "requestId"),
            ("x", .notJSON, ""), ("[]", .invalidField, ""),
        ])
    func bareErrors(value: String, code: DecodeError.Code, path: String) {
        #expect(refusal([], value)?.code == code)
        #expect(refusal([], value)?.path == path)
    }

    @Test("give a request its id where it names none, with ':' for '/'")
    func derivedRequestId() throws {
        for value in [
            Example.requested.replacing(#""requestId":"r-5001","#, with: ""),
            Example.requested.replacing(#""r-5001""#, with: "null"),
        ] {
            #expect(try read(Self.attributes, value).1.subject == "shop:de#42")
            let odd = Self.attributes.map { $0.name == "ce_id" ? Header("ce_id", "a/\u{301}b") : $0 }
            #expect(try !read(odd, value).1.subject.utf8.contains(UInt8(ascii: "/")))
        }
    }

    @Test(
        "cannot stand for a request's id where they make none",
        arguments: ["42 ", "4\u{0}2", "4\n2", String(repeating: "x", count: 121)])
    func noRequestId(id: String) throws {
        let odd = Self.attributes.map { $0.name == "ce_id" ? Header("ce_id", id) : $0 }
        let nameless = Example.requested.replacing(#""requestId":"r-5001","#, with: "")
        #expect(refusal(odd, nameless)?.code == .invalidField)
        #expect(refusal(odd, nameless)?.path == "requestId")
        // Where the request names itself, its attributes are as good as any.
        #expect(try read(odd).1.subject == "r-5001")
    }

    @Test("that are not UTF-8 are refused where they identify", arguments: ["ce_id", "ce_source"])
    func notUTF8(name: String) {
        let odd = Self.attributes.map { $0.name == name ? Header(name, [0x61, 0xff]) : $0 }
        #expect(refusal(odd)?.code == .invalidField)
        #expect(refusal(odd)?.path == name)
    }

    // MARK: Sizes

    @Test("a mebibyte is read, one byte more is too large, a tombstone is not a message")
    func sizes() throws {
        let space = String(repeating: " ", count: (1 << 20) - Example.requested.utf8.count)
        #expect(refusal(Self.attributes, Example.requested + space) == nil)
        #expect(refusal(Self.attributes, Example.requested + space + " ")?.code == .tooLarge)
        let tombstone = RecordBody(key: [1], headers: Self.attributes, value: nil)
        #expect(throws: DecodeError.self) { _ = try Message.decode(tombstone, topic: .cancellationRequests) }
    }
}

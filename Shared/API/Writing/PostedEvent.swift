internal import Contracts
internal import Operations

/// A post as a record: CloudEvents in HTTP's structured and binary modes.
enum PostedEvent {
    /// The media type of a structured CloudEvent.
    static let structured = "application/cloudevents+json"

    /// The post as a record without a key: `ce-…` fields become `ce_…` headers.
    /// - Throws: 415 for what is not JSON, is coded, or is a batch.
    static func body(of request: HTTPRequest) throws(HTTPError) -> RecordBody {
        let type = try mediaType(of: request)
        var headers: [Header] = []
        for (name, value) in request.headers.fields {
            let lowered = name.lowercased()
            if lowered.hasPrefix("ce-"), type != structured {
                headers.append(Header("ce_" + lowered.dropFirst(3), PercentCoding.decodedHeader(value)))
            } else if ["traceparent", "tracestate"].contains(lowered) {
                headers.append(Header(lowered, value))
            }
        }
        headers.append(Header("content-type", type == structured ? structured : "application/json"))
        return RecordBody(key: nil, headers: headers, value: request.body)
    }

    /// The media type of the body, without its parameters and in small letters.
    /// - Throws: 415 for one that is not taken.
    @discardableResult
    static func mediaType(of request: HTTPRequest, _ allowsStructured: Bool = true) throws(HTTPError) -> String {
        if let coding = request.headers["Content-Encoding"], coding.lowercased() != "identity" {
            throw refused("a body is taken as it is, not coded with \(coding)")
        }
        guard let given = request.headers["Content-Type"] else {
            throw refused(
                "Content-Type is missing: say application/json" + (allowsStructured ? " or \(structured)" : ""))
        }
        let type = given.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
        if type == "application/cloudevents-batch+json" {
            throw refused("batches are not taken: send each event by itself")
        }
        if type == structured, allowsStructured { return type }
        guard type == "application/json" else {
            throw refused(
                "'\(given)' is not taken: send application/json" + (allowsStructured ? " or \(structured)" : ""))
        }
        return type
    }

    private static func refused(_ message: String) -> HTTPError {
        HTTPError(415, code: "unsupportedMediaType", message: message)
    }
}

extension PercentCoding {
    /// The value of a `ce-…` field: CloudEvents' HTTP binding percent-encodes what is not printable ASCII.
    fileprivate static func decodedHeader(_ value: String) -> String {
        decoded(value[...], plusIsSpace: false) ?? value
    }
}

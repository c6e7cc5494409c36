internal import Contracts
internal import Fulfillment
internal import Operations

extension ConsoleAPI {
    var writing: [APIRoute] {
        [
            APIRoute(
                method: "POST", pattern: "/api/v1/events", name: "postEvent",
                summary: "Publishes an event of a type that others send.",
                description: """
                    A CloudEvent in structured mode, or in HTTP's binary mode with `ce-…` fields. 202 is answered once the \
                    log has it. The same source and id again change nothing.
                    """,
                headers: ["specversion", "id", "source", "type", "time", "subject"].map {
                    .text("ce-\($0)", "In binary mode: the attribute of this name; the first four have to be there.")
                }, body: Self.eventBody, answer: .accepted, errors: [413, 415]
            ) { [self] request in try event(request) },
            APIRoute(
                method: "POST", pattern: "/api/v1/cancellations", name: "postCancellation",
                summary: "Asks to cancel a store order, or some of it.",
                description: "The same `requestId` with the same content again is 202 again and changes nothing.",
                body: APIRoute.Body(
                    description: "The data of fulfillment.cancellation.requested.v1, with its own requestId.",
                    content: [("application/json", .named("RequestToCancel"))]),
                answer: .accepted, errors: [413, 415]
            ) { [self] request in try cancellation(request) },
        ]
    }

    private static let eventBody = APIRoute.Body(
        description: "A CloudEvent whole (structured mode), or its data alone (binary mode).",
        content: [
            (PostedEvent.structured, ["$ref": "#/components/schemas/CloudEvent"]),
            ("application/json", ["type": "object"]),
        ])

    /// A CloudEvent of a type that others send, in structured mode or in HTTP's binary mode.
    private func event(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        let body = try PostedEvent.body(of: request)
        let (envelope, message): (Envelope, Message)
        do throws(DecodeError) {
            // Not the topic of bare messages: a post without attributes is not one.
            let opened = try EnvelopeReader(body, topic: .orderCommands)
            envelope = opened.envelope
            try Self.mustBeOfOthers(envelope, body)
            var data = opened.data
            message = try Message(envelope, &data)
        } catch { throw Self.refused(error) }
        guard envelope.type.isSentByOthers else {
            throw HTTPError(
                400, code: DecodeError.Code.unknownType.rawValue,
                message: "\(envelope.type.rawValue) is published by Turnback, and not accepted from others",
                path: "type")
        }
        return Self.accepted(try accept(message, body, id: envelope.id, from: request))
    }

    /// Turnback's services are not clients of HTTP: nobody posts in their name.
    private static func mustBeOfOthers(_ envelope: Envelope, _ body: RecordBody) throws(DecodeError) {
        guard envelope.source.hasPrefix("turnback/") else { return }
        let isBinary = body.headers.contains { $0.name == "ce_source" }
        throw DecodeError(
            .invalidField, isBinary ? "ce_source" : "source",
            "names that begin with turnback/ are Turnback's own: send under your system's name, such as /shop")
    }

    /// The data of a cancellation request.
    private func cancellation(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        try PostedEvent.mediaType(of: request, false)
        let bare = RecordBody(key: nil, value: request.body)
        let message: Message
        do throws(DecodeError) { (_, message) = try Message.decode(bare, topic: .cancellationRequests) } catch {
            throw Self.refused(error)
        }
        return Self.accepted(try accept(message, bare, id: message.subject, from: request))
    }

    /// Takes a message from whoever may send it.
    private func accept(
        _ message: Message, _ body: RecordBody, id: String, from request: HTTPRequest
    ) throws(HTTPError) -> EventIntake.Accepted {
        let principal = try principal(of: request)
        request.trail.note { $0.take(message, id: id) }
        try mustBeAllowed(message, from: principal)
        return try ready().intake.accept(message, body, id: id, from: principal)
    }

    private static func accepted(_ accepted: EventIntake.Accepted) -> HTTPResponse {
        var writer = JSONWriter()
        writer.object {
            $0.field("topic", accepted.topic.name)
            $0.field("key", accepted.key)
            $0.field("id", accepted.id)
        }
        return .json(writer.bytes, status: 202)
    }

    private static func refused(_ error: DecodeError) -> HTTPError {
        HTTPError(
            error.code == .tooLarge ? 413 : 400, code: error.code.rawValue, message: error.description,
            path: error.path.isEmpty ? nil : error.path)
    }
}

extension APIRoute.Answer {
    fileprivate static let accepted = APIRoute.Answer(
        status: 202, description: "Kafka (or the embedded log) has it.", schema: ["$ref": "#/components/schemas/Accepted"])
}

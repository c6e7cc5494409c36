internal import Contracts
internal import Operations
internal import Threads

/// The OpenAPI 3.1 document of the API, made from the list of its routes.
enum OpenAPIDocument {
    static func document(_ routes: [APIRoute]) -> JSONValue {
        var paths: [JSONValue.Field] = []
        for route in routes {
            let operation = JSONValue.Field(route.method.lowercased(), Self.operation(route))
            if let place = paths.firstIndex(where: { $0.name == route.pattern }),
                case .object(let known) = paths[place].value
            {
                paths[place].value = .object(known + [operation])
            } else {
                paths.append(JSONValue.Field(route.pattern, .object([operation])))
            }
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Turnback", "version": .string(Version.current),
                "description": """
                Cancels store orders after the warehouse has them. Messages are accepted with 202 once Kafka or the embedded log has them; what \
                is read comes from a read model that is a moment behind. Answers may get further fields, and codes may be \
                added. What messages mean is in the AsyncAPI document (/asyncapi.yaml).
                """,
                "license": ["name": "proprietary", "identifier": "LicenseRef-proprietary"],
            ],
            "servers": [["url": "/", "description": "Where this document came from."]],
            "security": [[:], ["bearer": []]],
            "paths": .object(paths),
            "components": [
                "schemas": .object(schemas),
                "responses": .object(problems),
                "securitySchemes": [
                    "bearer": [
                        "type": "http", "scheme": "bearer", "description": "Where an access file is configured.",
                    ]
                ],
            ],
        ]
    }

    /// The contract's own, and those of answers.
    private static var schemas: [JSONValue.Field] {
        var all: [JSONValue.Field] = []
        if case .object(let messages)? = AsyncAPIDocument.document["components"]?["schemas"] { all = messages }
        return all + AnswerSchemas.all.map { JSONValue.Field($0.key, $0.value) }
    }

    private static func operation(_ route: APIRoute) -> JSONValue {
        var fields: [JSONValue.Field] = [
            JSONValue.Field("operationId", .string(route.name)), JSONValue.Field("summary", .string(route.summary)),
        ]
        if !route.description.isEmpty { fields.append(JSONValue.Field("description", .string(route.description))) }
        let parameters =
            route.pathParameters.map { parameter($0, in: "path", pathText($0), pathSchema($0), isRequired: true) }
            + route.query.map { one in
                parameter(
                    one.name, in: "query", one.description, one.isRepeated ? .array(of: one.schema) : one.schema,
                    isRequired: route.name == "getCancellation" && one.name == "storeId")
            } + route.headers.map { parameter($0.name, in: "header", $0.description, $0.schema, isRequired: false) }
        if !parameters.isEmpty { fields.append(JSONValue.Field("parameters", .array(parameters))) }
        if let body = route.body {
            let content = body.content.map { JSONValue.Field($0.type, ["schema": $0.schema]) }
            fields.append(
                JSONValue.Field(
                    "requestBody",
                    ["required": true, "description": .string(body.description), "content": .object(content)]))
        }
        fields.append(JSONValue.Field("responses", responses(route)))
        return .object(fields)
    }

    private static func parameter(
        _ name: String, in place: String, _ description: String, _ schema: JSONValue, isRequired: Bool
    ) -> JSONValue {
        [
            "name": .string(name), "in": .string(place), "description": .string(description),
            "required": .bool(isRequired), "schema": schema,
        ]
    }

    private static func pathText(_ name: String) -> String {
        switch name {
        case "number": "The last part of a case's id: c1."
        case "id": "<partition>@<offset>, as lists have it."
        default: "Percent-encoded, as one segment."
        }
    }

    private static func pathSchema(_ name: String) -> JSONValue {
        switch name {
        case "number": ["type": "string", "pattern": "^c[1-9][0-9]*$"]
        case "id": ["type": "string", "pattern": "^[0-9]{1,9}@[0-9]{1,18}$"]
        case "returnOrderId": .named("ReturnOrderId")
        default: .named("Id")
        }
    }

    private static func responses(_ route: APIRoute) -> JSONValue {
        var success: [JSONValue.Field] = [JSONValue.Field("description", .string(route.answer.description))]
        if let schema = route.answer.schema {
            let type = JSONValue.Field(route.answer.type, ["schema": schema])
            success.append(JSONValue.Field("content", .object([type])))
        }
        var responses = [JSONValue.Field(String(route.answer.status), .object(success))]
        for status in errors(of: route) {
            responses.append(JSONValue.Field(String(status), ["$ref": .string("#/components/responses/\(status)")]))
        }
        return .object(responses)
    }

    private static func errors(of route: APIRoute) -> [Int] {
        guard route.pattern.hasPrefix("/api/") else { return route.errors }
        let isById = route.method == "GET" && !route.pathParameters.isEmpty
        let isConditional = route.method == "GET" && route.name != "stream"
        let all =
            [400, 401, 403, 503] + (isById ? [404] : []) + (isConditional ? [304] : [])
            + (route.method == "POST" ? [421] : []) + route.errors
        return all.sorted()
    }

    private static let problems: [JSONValue.Field] = [
        (304, "The client has it already (If-None-Match)."), (400, "The request is wrong; `path` names the place."),
        (401, "Who asks is not known (where an access file is configured)."),
        (403, "Who asks may not, or a page of another site does."),
        (404, "Nothing is known under this id."), (409, "It does not fit what is there."),
        (413, "The body is too large."),
        (415, "The body is of another type than those listed, coded, or a batch."),
        (421, "A browser calls this server by a name that it does not know."),
        (503, "Starting, stopping, or Kafka does not answer: nothing was taken, ask again."),
    ].map { status, text in
        JSONValue.Field(
            String(status),
            status == 304
                ? ["description": .string(text)]
                : [
                    "description": .string(text),
                    "content": .object([JSONValue.Field(HTTPResponse.problemType, ["schema": .named("Problem")])]),
                ])
    }
}

extension ConsoleAPI {
    /// The documents, and the probes, which the router has from elsewhere.
    var documents: [APIRoute] {
        [
            APIRoute(
                method: "GET", pattern: "/openapi.json", name: "getOpenAPI", summary: "This document.",
                answer: APIRoute.Answer(status: 200, description: "OpenAPI 3.1.", schema: ["type": "object"])
            ) { [self] _ in .json(openAPIDocument) },
            APIRoute(
                method: "GET", pattern: "/asyncapi.yaml", name: "getAsyncAPI",
                summary: "The contract of the topics, as an AsyncAPI 3 document; it is JSON, and so YAML too.",
                answer: APIRoute.Answer(
                    status: 200, description: "AsyncAPI 3.", type: "application/yaml", schema: ["type": "object"])
            ) { _ in .bytes(Self.asyncAPIDocument, contentType: "application/yaml") },
        ]
    }

    /// Made once: anybody may ask for it as often as he likes, and it takes 10 ms.
    private static let asyncAPIDocument = Array(AsyncAPIDocument.published().indented.utf8)

    /// Made at the first question.
    private var openAPIDocument: [UInt8] {
        madeDocument.withLock { made in
            if let made { return made }
            let bytes = Array(OpenAPIDocument.document(routes + Self.probes).compact.utf8)
            made = bytes
            return bytes
        }
    }

    /// What `HTTPRouter.operations` answers.
    static let probes: [APIRoute] = [
        ("/healthz", "getHealth", "Whether the process lives."), ("/readyz", "getReadiness", "Whether it is ready."),
        ("/metrics", "getMetrics", "Metrics in Prometheus' text format."),
    ].map { pattern, name, summary in
        APIRoute(
            method: "GET", pattern: pattern, name: name, summary: summary,
            answer: APIRoute.Answer(status: 200, description: summary, type: "text/plain", schema: .text),
            handler: { _ in .text("") })
    }
}

internal import Contracts
internal import Operations

/// A route of the API: what it answers, and what its document says of it. The router and the OpenAPI document are made from
/// the same list, so neither has what the other has not.
struct APIRoute: Sendable {
    /// A parameter of the query.
    struct Parameter: Sendable {
        let name: String
        let description: String
        let schema: JSONValue
        var isRepeated = false
    }

    /// What a body may be.
    struct Body: Sendable {
        let description: String
        /// Schemas by media type.
        let content: [(type: String, schema: JSONValue)]
    }

    /// An answer that is not an error.
    struct Answer: Sendable {
        let status: Int
        let description: String
        var type = "application/json"
        /// nil: no body.
        var schema: JSONValue?
    }

    let method: String
    /// `/api/v1/orders/{storeId}/{storeOrderId}`.
    let pattern: String
    /// Its name in the document, unique.
    let name: String
    let summary: String
    var description = ""
    var query: [Parameter] = []
    var headers: [Parameter] = []
    var body: Body?
    let answer: Answer
    /// Errors beside 404 for a GET by id, 400 and 503.
    var errors: [Int] = []
    let handler: HTTPRouter.Handler

    /// The names in braces.
    var pathParameters: [String] {
        pattern.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }
}

extension APIRoute.Parameter {
    /// `limit` and `after` of every list.
    static let paging: [APIRoute.Parameter] = [
        APIRoute.Parameter(
            name: "limit", description: "At most so many rows.",
            schema: [
                "type": "integer", "minimum": 1, "maximum": .integer(APILimits.pageRows),
                "default": .integer(APILimits.defaultPageRows),
            ]),
        APIRoute.Parameter(
            name: "after", description: "Go on behind a page: its `next`.",
            schema: ["type": "string", "pattern": "^[0-9a-z]{1,13}-[0-9a-z]{1,13}$"]),
    ]

    /// The same of a list by SKU, whose rows are their own cursors.
    static let pagingBySKU: [APIRoute.Parameter] = [
        paging[0],
        APIRoute.Parameter(name: "after", description: "Go on behind a page: its `next`, a SKU.", schema: .text),
    ]

    static func text(_ name: String, _ description: String) -> APIRoute.Parameter {
        APIRoute.Parameter(name: name, description: description, schema: ["type": "string"])
    }

    static func flag(_ name: String, _ description: String) -> APIRoute.Parameter {
        APIRoute.Parameter(name: name, description: description, schema: ["type": "boolean"])
    }

    static func time(_ name: String, _ description: String) -> APIRoute.Parameter {
        APIRoute.Parameter(name: name, description: description, schema: ["type": "string", "format": "date-time"])
    }

    static func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, _: Word.Type, _ description: String, isRepeated: Bool = false
    ) -> APIRoute.Parameter where Word.RawValue == String {
        APIRoute.Parameter(
            name: name, description: description,
            schema: ["type": "string", "enum": .array(Word.allCases.map { .string($0.rawValue) })],
            isRepeated: isRepeated)
    }
}

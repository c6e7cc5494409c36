internal import Contracts
internal import Fulfillment
internal import Operations
internal import ReadModel

extension ConsoleAPI {
    var orders: [APIRoute] {
        [
            APIRoute(
                method: "GET", pattern: "/api/v1/orders/{storeId}/{storeOrderId}", name: "getOrder",
                summary:
                    "A store order: its outbound orders, its cases with their whole history, its requests and open tasks.",
                answer: .object("What is known of it.", "Order")
            ) { [self] request in
                guard let view = try ask(request, { model throws(ReadModelError) in try model.order(request.storeOrder) }) else {
                    throw request.notFound("store order \(request.storeOrder)")
                }
                return answer { view.encode(&$0) }
            },
            APIRoute(
                method: "GET", pattern: "/api/v1/orders/{storeId}/{storeOrderId}/timeline", name: "getTimeline",
                summary: "Everything that was said about a store order, the oldest first: by whom, when, what.",
                answer: .list("Its messages.", "entries", "TimelineEntry", isPaged: false)
            ) { [self] request in
                guard let view = try ask(request, { model throws(ReadModelError) in try model.order(request.storeOrder) }) else {
                    throw request.notFound("store order \(request.storeOrder)")
                }
                return answer { $0.object { writer in writer.list("entries", view.timeline) { $1.encode(&$0) } } }
            },
            APIRoute(
                method: "GET", pattern: "/api/v1/orders/{storeId}/{storeOrderId}/forecast", name: "getForecast",
                summary: "What a cancellation would do now, for each outbound order that it would touch.",
                query: [
                    APIRoute.Parameter(
                        name: "line", description: "`<sku>/<quantity>`: only these units; all where none is given.",
                        schema: ["type": "string", "pattern": "^[^/]+/[1-9][0-9]{0,5}$"], isRepeated: true),
                    APIRoute.Parameter(
                        name: "outboundOrderId", description: "Only these outbound orders.", schema: ["type": "string"],
                        isRepeated: true),
                ], answer: .list("The forecasts.", "forecasts", "Forecast", isPaged: false)
            ) { [self] request in
                let lines = try Self.lines(of: request)
                let ids = request.query.filter { $0.name == "outboundOrderId" }.map(\.value)
                let forecasts = try ask(request) { model throws(ReadModelError) in
                    try model.forecast(request.storeOrder, lines: lines, outboundOrderIds: ids.isEmpty ? nil : ids)
                }
                guard let forecasts else {
                    throw request.notFound("an outbound order of store order \(request.storeOrder)")
                }
                return answer { $0.object { writer in writer.list("forecasts", forecasts) { $1.encode(&$0) } } }
            },
            APIRoute(
                method: "GET", pattern: "/api/v1/orders/{storeId}/{storeOrderId}/balance", name: "getBalance",
                summary: "The proof of balance: where each unit of a store order is, and which movement put it there.",
                answer: .object("The units and the sums.", "Balance")
            ) { [self] request in
                guard let view = try ask(request, { model throws(ReadModelError) in try model.balance(request.storeOrder) })
                else {
                    throw request.notFound("store order \(request.storeOrder)")
                }
                return answer { view.encode(&$0) }
            },
            APIRoute(
                method: "GET", pattern: "/api/v1/cancellations/{requestId}", name: "getCancellation",
                summary: "What became of a cancellation request: its outcome, its rejection, or that it is in hand.",
                description: "A store uses each requestId once. Of one that it used for several orders, the first is found.",
                query: [
                    APIRoute.Parameter(
                        name: "storeId", description: "The store that asked.",
                        schema: ["type": "string", "minLength": 1])
                ], answer: .object("What became of it.", "Request")
            ) { [self] request in try cancellation(request) },
        ]
    }

    private func cancellation(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        guard let storeId = request.text("storeId") else { throw HTTPRequest.invalid("storeId", "is missing") }
        let id = request.parameter("requestId")
        let backend = try ready()
        if let view = try ask(request, { model throws(ReadModelError) in try model.request(id, storeId: storeId) }) {
            return answer { $0.object { view.encode(&$0) } }
        }
        // Taken a moment ago: the read model has not heard of it yet.
        guard backend.intake.isInHand(id, storeId: storeId) else {
            throw request.notFound("request \(id) of store \(storeId)")
        }
        return answer {
            $0.object {
                $0.field("requestId", id)
                $0.field("storeId", storeId)
                $0.field("result", "inHand")
            }
        }
    }

    /// The lines that a query names; nil where it names none.
    private static func lines(of request: HTTPRequest) throws(HTTPError) -> [Line]? {
        let texts = request.query.filter { $0.name == "line" }.map(\.value)
        guard !texts.isEmpty else { return nil }
        return try texts.map { text throws(HTTPError) in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, let quantity = Int(parts[1]), Limits.quantity.contains(quantity)
            else { throw HTTPRequest.invalid("line", "expected <sku>/<quantity>, found \"\(text.prefix(64))\"") }
            return Line(String(parts[0]), quantity)
        }.merged()
    }
}

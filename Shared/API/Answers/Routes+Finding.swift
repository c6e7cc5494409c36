internal import Contracts
internal import Fulfillment
internal import Operations
internal import ReadModel

extension ConsoleAPI {
    var refusals: [APIRoute] {
        [
            APIRoute(
                method: "GET", pattern: "/api/v1/rejections", name: "listRejections",
                summary: "Valid messages that were refused, the newest first.",
                query: [
                    .text("code", "Only those with this code."),
                    .text("storeId", "With `storeOrderId`: only of this store order."),
                    .text("storeOrderId", "With `storeId`: only of this store order."),
                    .time("since", "Only what was refused at or after this moment."),
                ] + APIRoute.Parameter.paging, answer: .list("A page of rejections.", "rejections", "Rejection")
            ) { [self] request in
                var filter = RejectionFilter(code: request.text("code"), since: try request.time("since"))
                if let store = request.text("storeId"), let order = request.text("storeOrderId") {
                    filter.storeOrder = StoreOrderKey(storeId: store, storeOrderId: order)
                }
                let page = try request.page()
                let found = try ask(request) { [filter] model throws(ReadModelError) in try model.rejections(filter, page) }
                return answer { $0.page("rejections", found) { $1.encode(&$0) } }
            },
            APIRoute(
                method: "GET", pattern: "/api/v1/rejections/{id}", name: "getRejection",
                summary: "One rejection, with what was refused where that was read.",
                answer: .object("The rejection.", "RejectionInFull")
            ) { [self] request in
                let id = request.parameter("id")
                guard let found = try ask(request, { model throws(ReadModelError) in try model.rejection(id) }) else {
                    throw request.notFound("rejection \(id)")
                }
                return answer {
                    $0.object { writer in
                        found.row.encode(&writer)
                        if let refused = found.refused { writer.field("refused") { refused.encode(&$0) } }
                    }
                }
            },
            APIRoute(
                method: "GET", pattern: "/api/v1/dead-letters", name: "listDeadLetters",
                summary: "What was not a valid message, the newest first.",
                query: [
                    .text("code", "Only those with this code."),
                    .word("topic", Topic.self, "Only those that came from this topic."),
                    .time("since", "Only those that were put there at or after this moment."),
                    .flag(
                        "waiting",
                        "true: only those that were neither sent again nor dismissed; false: only the others."),
                    .text("key", "Only those whose record has this key."),
                ] + APIRoute.Parameter.paging, answer: .list("A page of dead letters.", "deadLetters", "DeadLetter")
            ) { [self] request in
                let filter = DeadLetterFilter(
                    code: request.text("code"), topic: try request.word("topic", Topic.self),
                    since: try request.time("since"), isWaiting: try request.flag("waiting"),
                    key: request.text("key"))
                let page = try request.page()
                let found = try ask(request) { model throws(ReadModelError) in try model.deadLetters(filter, page) }
                return answer { $0.page("deadLetters", found) { $1.encode(&$0) } }
            },
            APIRoute(
                method: "GET", pattern: "/api/v1/dead-letters/{id}", name: "getDeadLetter",
                summary: "One dead letter in full.", answer: .object("The dead letter.", "DeadLetterInFull")
            ) { [self] request in
                let id = request.parameter("id")
                guard let view = try ask(request, { model throws(ReadModelError) in try model.deadLetter(id) }) else {
                    throw request.notFound("dead letter \(id)")
                }
                return answer { view.encode(&$0) }
            },
        ]
    }

    var finding: [APIRoute] {
        [
            APIRoute(
                method: "GET", pattern: "/api/v1/search", name: "search",
                summary:
                    "Ids of orders, outbound orders, parcels, tracking numbers, SKUs, cases, requests and return orders.",
                description: "Exact hits first, then those in which a word begins with the text, the newest first.",
                query: [
                    .text("q", "What to look for."),
                    .word("kind", SearchHit.Kind.self, "Only ids of these kinds.", isRepeated: true),
                    .text("storeId", "Only orders of this store; SKUs belong to no store."),
                    APIRoute.Parameter.paging[0],
                ], answer: .list("The hits.", "hits", "SearchHit", isPaged: false)
            ) { [self] request in
                let kinds = try request.words("kind", SearchHit.Kind.self)
                let limit = try request.page().limit
                let hits = try ask(request) { model throws(ReadModelError) in
                    try model.search(
                        request.text("q") ?? "", kinds: kinds, storeId: request.text("storeId"), limit: limit)
                }
                return answer { $0.object { writer in writer.list("hits", hits) { $1.encode(&$0) } } }
            },
            APIRoute(
                method: "GET", pattern: "/api/v1/status", name: "getStatus", summary: "How new what is answered is.",
                answer: .object("How far the topics are read.", "Status")
            ) { [self] _ in
                let status = try ready().model.status
                return answer { status.encode(&$0) }
            },
            APIRoute(
                method: "GET", pattern: "/api/v1/stream", name: "stream",
                summary: "Server-sent events of changes.",
                description: """
                    The first event is `ready`; each further one is named by the kind of thing that changed. Who comes back with \
                    `Last-Event-ID` gets what came since; where that is not kept any more, or was counted by another console, \
                    the first event is `reload`.
                    """,
                query: [
                    .word("kind", ReadChange.Kind.self, "Only changes of these kinds.", isRepeated: true),
                    .text("storeId", "Only changes of this store's orders."),
                    .text("storeOrderId", "Only of this order."),
                    .text("merchantId", "Only of this merchant's goods."),
                    .text("warehouseId", "Only in this warehouse."),
                    .text("caseId", "Only of this case."),
                    .text("lastEventId", "As the header, for clients that can set none."),
                ],
                headers: [.text("Last-Event-ID", "The id of the last event that was read.")],
                answer: APIRoute.Answer(
                    status: 200, description: "Events, for as long as both sides stay.", type: "text/event-stream",
                    schema: ["type": "string"])
            ) { [self] request in try stream(request) },
        ]
    }

    private func stream(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        let filter = ChangeFilter(
            kinds: try request.words("kind", ReadChange.Kind.self), storeId: request.text("storeId"),
            storeOrderId: request.text("storeOrderId"), merchantId: request.text("merchantId"),
            warehouseId: request.text("warehouseId"), caseId: request.text("caseId"))
        let model = try queries(for: request)
        guard let place = GatePlace(streams) else {
            throw HTTPError(.busy("\(HTTPLimits.streams) streams are open already"))
        }
        let last = (request.headers["Last-Event-ID"] ?? request.text("lastEventId")).map {
            EventId($0) ?? EventId(epoch: "", number: 0)
        }
        if request.method == "HEAD" { return HTTPResponse(status: 200, headers: ["Content-Type": "text/event-stream"]) }
        let stream = ChangeStream(model, filter, place: place, from: last)
        return .eventStream { stream.next() }
    }
}

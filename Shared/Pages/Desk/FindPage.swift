internal import Fulfillment
internal import Operations
internal import ReadModel

/// `/find?q=`: one exact hit opens at once; else what fits, by kind.
enum FindPage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/find") { visit throws(PageFailure) in
            guard let text = visit.query("q")?.trimmed, !text.isEmpty else {
                return .page(page(nil, [], visit.context))
            }
            let wanted = ScannedCode(text)?.candidates ?? [text]
            var hits: [SearchHit] = []
            for candidate in wanted where hits.isEmpty {
                hits = try visit.read { (reads) throws(ReadModelError) in
                    try reads.search(candidate, kinds: nil, storeId: nil, limit: ReadLimits.searchHits)
                }
            }
            let exact = Set(hits.filter(\.isExact).compactMap { path($0) })
            if exact.count == 1, let only = exact.first { return .seeOther(only) }
            return .page(page(text, hits, visit.context))
        }
    }

    static func path(_ hit: SearchHit) -> Path? {
        switch hit.kind {
        case .cancellationCase: return Path(caseId: hit.text)
        case .request: return hit.storeOrder.map { .request(hit.text, storeId: $0.storeId) }
        case .returnOrder: return hit.storeOrder.map { .returnOrder($0, hit.text) }
        case .sku: return hit.warehouse.map { .sku($0, hit.text) }
        case .order, .outboundOrder, .parcel, .trackingNumber: return hit.storeOrder.map { .order($0) }
        }
    }

    private static func kind(_ kind: SearchHit.Kind) -> Phrase {
        switch kind {
        case .order: .kindOrder
        case .outboundOrder: .kindOutbound
        case .parcel: .kindParcel
        case .trackingNumber: .kindTracking
        case .sku: .kindSKU
        case .cancellationCase: .kindCase
        case .request: .kindRequest
        case .returnOrder: .kindReturn
        }
    }

    static func page(_ text: String?, _ hits: [SearchHit], _ context: PageContext) -> Layout {
        var content = context.heading(context.say(.findTitle))
        content += tag("form", .attr("role", "search"), .attr("method", "get"), .action(Path("find"))) {
            tag("div", .class("field")) {
                tag("label", .attr("for", "q")) { context.say(.findLabel) }
                tag("p", .class("hint")) { context.say(.findHint) }
                tag("div", .class("actions")) {
                    tag(
                        "input", .attr("type", "search"), .attr("name", "q"), .id("q"), .attr("value", ifPresent: text),
                        .attr("autocomplete", "off"), .class("wide"), .flag("autofocus", text == nil))
                    tag("button", .attr("type", "submit")) { context.say(.findButton) }
                }
            }
        }
        if let text { content += hits.isEmpty ? nothing(text, context) : table(text, hits, context) }
        return Layout(
            context: context, title: context.say(.findTitle), section: .desk, isNarrow: text == nil, content: content)
    }

    private static func nothing(_ text: String, _ context: PageContext) -> HTML {
        context.empty(context.say(.findNothing(what: foreign(text))), context.say(.findLooked))
    }

    private static func table(_ text: String, _ hits: [SearchHit], _ context: PageContext) -> HTML {
        let title = context.say(.findHits(n: hits.count, what: foreign(text)))
        let heads: [(words: HTML, isNumber: Bool)] = [
            (context.say(.findColumnNumber), false), (context.say(.findColumnWhat), false),
            (context.say(.findColumnWhere), false),
        ]
        return tag("section") {
            tag("h2") { title }
            context.table(
                heads, label: title,
                rows: hits.map { hit in
                    tag("tr") {
                        tag("th", .attr("scope", "row")) {
                            path(hit).map { context.link($0, context.id(hit.text)) } ?? context.id(hit.text)
                        }
                        tag("td") { context.say(kind(hit.kind)) }
                        tag("td") {
                            if let key = hit.storeOrder {
                                context.id(key.storeId) + " · " + context.id(key.storeOrderId)
                            }
                            if let key = hit.warehouse {
                                context.id(key.merchantId) + " · " + context.id(key.warehouseId)
                            }
                        }
                    }
                })
        }
    }
}

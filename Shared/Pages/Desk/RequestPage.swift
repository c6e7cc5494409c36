internal import Contracts
internal import Fulfillment
internal import ReadModel

/// `/requests/{store}/{request}`: leads to the case that answers it, or says that it is in hand, or why it was not taken.
enum RequestPage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/requests/{store}/{request}") { visit throws(PageFailure) in
            let (id, store) = (visit.parameter("request"), visit.parameter("store"))
            let view = try visit.read { (reads) throws(ReadModelError) in try reads.request(id, storeId: store) }
            if let caseId = view?.caseId, let path = Path(caseId: caseId) { return .seeOther(path) }
            return .page(page(view, id: id, store: store, sent: visit.query("sent"), visit.context))
        }
    }

    /// - Parameter sent: when it was sent from here, in milliseconds since 1970: the log has it though it was not read yet.
    static func page(
        _ view: RequestView?, id: String, store: String, sent: String?, _ context: PageContext
    ) -> Layout {
        let title = context.say(.requestTitle(r: context.id(id)))
        let sentAt = sent.flatMap { Int64($0) }.map { Timestamp(milliseconds: $0) }
        let answer: Answer
        switch view?.result {
        case .rejected(let row)?:
            answer = Answer(
                says: RejectionSentence.text(row.rejected.rejection, context), tone: .late,
                next: row.storeOrder.map { .go(.nextAskAgain, .cancel($0)) })
        case .inHand?, .answered?:
            answer = Answer(says: inHand(view?.recordedAt ?? context.now, context), tone: .calm)
        case nil:
            answer =
                sentAt.map { Answer(says: inHand($0, context)) }
                ?? Answer(says: context.say(.requestUnknown), tone: .wait)
        }
        var content = context.heading(title, of: context.id(store)) + answer.card(context)
        if let key = view?.storeOrder {
            content += tag("p") {
                context.link(.order(key), context.say(.orderTitle(order: context.id(key.storeOrderId))))
            }
        }
        content += tag("p", .class("soft"), .flag("data-goes-on")) {
            tag("a", .href(context.path)) { context.say(.refresh) }
        }
        return Layout(
            context: context, title: HTML(text: "\(answer.says.plainText) – \(title.plainText)"), section: .desk,
            isNarrow: true,
            follows: ["request=" + id], content: content)
    }

    private static func inHand(_ at: Timestamp, _ context: PageContext) -> HTML {
        context.say(.requestInHand(t: context.second(at)))
    }

    /// One request in a list: not decided yet, or not taken.
    static func line(_ view: RequestView, _ context: PageContext) -> HTML {
        let name = context.link(.request(view.requestId, storeId: view.storeOrder.storeId), context.id(view.requestId))
        switch view.result {
        case .rejected(let row): return name + " – " + RejectionSentence.text(row.rejected.rejection, context)
        case .inHand, .answered: return name + " – " + inHand(view.recordedAt ?? context.now, context)
        }
    }
}

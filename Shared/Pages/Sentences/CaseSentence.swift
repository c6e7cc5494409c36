internal import Contracts
internal import Fulfillment
internal import ReadModel

/// What became of a case, in one sentence, with its deadline and the one next action. A function of what the read model says.
enum CaseSentence {
    /// The answer of a case. Where truth overtook what was sent, the newer sentence stands first and the old one below.
    static func answers(_ view: CaseView, _ context: PageContext) -> [Answer] {
        var told = told(view, context)
        guard !view.contradictions.isEmpty else { return [told] }
        told.isOld = true
        told.next = nil
        told.more = [context.say(.toldBefore(t: context.time(view.summary.endedAt ?? view.summary.changedAt)))]
        return view.contradictions.reversed().map { contradiction($0, context) } + [told]
    }

    /// What was sent as its outcome, or how it stands while it is open.
    static func told(_ view: CaseView, _ context: PageContext) -> Answer {
        if let other = view.summary.mergedInto {
            return Answer(says: context.say(.mergedInto(c: context.caseLink(other))), next: seeCase(other))
        }
        var answer = standing(view, context)
        if answer.until == nil, let due = view.summary.due, view.summary.endedAt == nil {
            answer.until = context.left(due.at)
        }
        if case .go(.nextContact, _)? = answer.next, let warehouse = toCall(view) {
            answer.contacts = context.contacts[warehouse] ?? []
        }
        for other in view.coveredBy { answer.more.append(context.say(.coveredBy(c: context.caseLink(other)))) }
        return answer
    }

    private static func standing(_ view: CaseView, _ context: PageContext) -> Answer {
        let summary = view.summary
        let units = summary.quantities
        let key = summary.storeOrder
        let due = summary.due
        func say(_ phrase: Phrase) -> HTML { context.say(phrase) }
        func t(_ due: CaseDue?) -> HTML { due.map { context.time($0.at) } ?? "–" }
        let warehouse = warehouses(view, context)
        switch summary.code {
        case .waitingForOrder:
            return Answer(
                says: due.map { say(.caseWaitingForOrder(t: context.time($0.at))) } ?? say(.caseWaitingForOrderNoDate),
                tone: .wait, next: .say(.nextCheckNumber))
        case .awaitingRelease: return Answer(says: say(.caseAwaitingRelease), next: .nothing)
        case .awaitingVerification:
            return Answer(
                says: say(.caseAwaitingVerification(w: warehouse, t: t(due))), tone: .wait,
                next: .wait(.nextWaitNoPromise))
        case .awaitingInterception:
            let isPulled = due?.task == .voidLabel
            return Answer(
                says: say(
                    isPulled
                        ? .caseAwaitingLabel(w: warehouse, t: t(due))
                        : .caseAwaitingInterception(w: warehouse, t: t(due))),
                tone: .wait, next: .wait(.nextWait))
        case .awaitingRestock: return Answer(says: restocking(view, context), next: .nothing)
        case .escalated: return escalated(view, context)
        case .cancelledBeforeWork:
            return Answer(says: say(.caseCancelled(n: units.cancelled)), tone: .good, next: .nothing)
        case .interceptedAndRestocked:
            let says = say(.caseRestocked(r: units.restored, q: units.quarantined, w: units.writtenOff))
            return Answer(says: says, more: [label(view, context)], tone: .good, next: .nothing)
        case _ where summary.state == .partlyStopped:
            let stopped = view.parts.filter { !isRefused($0.part.code) }.count
            return Answer(
                says: say(.casePartly(a: stopped, b: view.parts.count, c: view.parts.count - stopped)), tone: .wait,
                next: next(view))
        case .inTransit, .delivered, .leftBeforeInterception:
            return Answer(says: tooLate(view, context), tone: .late, next: next(view))
        case .unknownOrder:
            return Answer(says: say(.caseUnknownOrder), tone: .late, next: .go(.nextAskAgain, .cancel(key)))
        case .partialAfterWorkStarted:
            return Answer(says: say(.casePartial), tone: .late, next: .go(.nextAskWhole, .cancel(key)))
        case .goodsMissing: return Answer(says: say(.caseMissing), tone: .late, next: contact(view))
        case .noAnswerFromWarehouse:
            return Answer(
                says: say(.caseNoAnswer(t: context.time(summary.endedAt ?? summary.changedAt))), tone: .late,
                next: contact(view))
        case .alreadyCancelled:
            let first = view.requests.first
            let says = first.flatMap { first in
                first.request.map {
                    say(.caseAlreadyCancelled(r: context.id(first.requestId), date: context.day($0.requestedAt)))
                }
            }
            return Answer(says: says ?? say(.caseAlreadyCancelledPlain), tone: .good, next: .nothing)
        case .alreadyBack: return Answer(says: say(.caseAlreadyBack), tone: .good, next: .nothing)
        }
    }

    private static func restocking(_ view: CaseView, _ context: PageContext) -> HTML {
        let units = view.summary.quantities
        let back = units.intercepted - units.pending
        let due = view.summary.due.map { context.time($0.at) } ?? "–"
        guard let order = view.returnOrders.first(where: { $0.state != .cancelled }) else {
            return context.say(.caseRestockAdjust(k: back, n: units.intercepted, t: due))
        }
        let link = context.link(.returnOrder(order.storeOrder, order.returnOrderId), context.id(order.returnOrderId))
        return context.say(.caseRestockReturn(k: back, n: units.intercepted, ro: link, t: due))
    }

    private static func escalated(_ view: CaseView, _ context: PageContext) -> Answer {
        guard let due = view.summary.due else {
            return Answer(says: context.say(.caseEscalatedPlain), tone: .late, next: contact(view))
        }
        let was = context.time(due.at)
        if due.task == .putAway {
            return Answer(
                says: context.say(.caseEscalatedRestock(n: view.summary.quantities.pending, t1: was)), tone: .late,
                next: contact(view))
        }
        guard let decided = due.decidedAt else {
            return Answer(says: context.say(.caseEscalatedOpen(t1: was)), tone: .late, next: contact(view))
        }
        return Answer(
            says: context.say(.caseEscalatedRefused(t1: was, t2: context.time(decided))), tone: .late,
            next: contact(view), until: context.left(decided))
    }

    private static func tooLate(_ view: CaseView, _ context: PageContext) -> HTML {
        let fact = departure(view)
        let who = fact.map {
            context.reporter($0.reportedBy, warehouse: $0.warehouseId, isCarrier: $0.source == .carrier)
        }
        switch (view.summary.code, fact) {
        case (.delivered, let fact?): return context.say(.caseDelivered(t: context.time(fact.reportedAt)))
        case (.delivered, nil): return context.say(.caseDeliveredNoDate)
        case (.leftBeforeInterception, let fact?):
            return context.say(.caseLeft(t: context.time(fact.reportedAt), who: who ?? HTML()))
        case (.leftBeforeInterception, nil): return context.say(.caseLeftNoDate)
        case (_, let fact?): return context.say(.caseInTransit(t: context.time(fact.reportedAt), who: who ?? HTML()))
        case (_, nil): return context.say(.caseInTransitNoDate)
        }
    }

    /// Who said that it has left, and when.
    private static func departure(_ view: CaseView) -> Statement? {
        view.parts.compactMap { part in
            part.outboundOrder?.parcels.compactMap { $0.custody == .warehouse ? nil : $0.custodyBecause }.first
        }.first
    }

    private static func label(_ view: CaseView, _ context: PageContext) -> HTML {
        switch view.newest.labelVoided {
        case true?: return context.say(.labelVoided)
        case nil: return context.say(.labelNone)
        case false?:
            let parcels = view.parts.flatMap { $0.outboundOrder?.parcels ?? [] }
            let parcel = parcels.first { $0.label == .notVoided }
            return parcel.map { CustodySentence.label($0, context) } ?? context.say(.labelNotVoidedNoWhy)
        }
    }

    private static func contradiction(_ told: CancellationContradicted, _ context: PageContext) -> Answer {
        let t = context.time(told.reportedAt)
        switch told.code {
        case .lateShipment:
            let parcel = [told.carrier, told.trackingNumber].compactMap(\.self).map { foreign($0) }.joined(" ")
            let how = parcel.isEmpty ? HTML() : context.say(.inBrackets(what: parcel))
            return Answer(
                says: context.say(.contraLate(n: told.quantity, t: t, how: how)), tone: .late,
                next: next(told.nextAction, told.storeOrder))
        case .laterPart:
            let other = told.followedBy ?? told.caseId
            return Answer(
                says: context.say(.contraLater(c: context.caseLink(other))), tone: .wait,
                next: seeCase(other))
        case .stoppedAfterAll:
            return Answer(says: context.say(.contraStopped), tone: .good, next: next(told.nextAction, told.storeOrder))
        case .leftAfterAll:
            return Answer(
                says: context.say(.contraLeft(t: t)), tone: .late, next: next(told.nextAction, told.storeOrder))
        case .foundAfterAll:
            return Answer(
                says: context.say(.contraFound(n: told.quantity)), tone: .good,
                next: next(told.nextAction, told.storeOrder))
        }
    }

    // MARK: Next

    /// The action is the one that the outcome carries: where nothing has left, or it is on its way back, there is none.
    private static func next(_ view: CaseView) -> Answer.Next {
        view.summary.nextAction == .contactWarehouse ? contact(view) : next(view.summary.nextAction, view.summary.storeOrder)
    }

    private static func next(_ action: NextAction, _ key: StoreOrderKey) -> Answer.Next {
        switch action {
        case .none: .nothing
        case .wait: .wait(.nextWait)
        case .createReturn: .go(.nextReturn, .newReturn(key))
        case .contactWarehouse: .say(.nextContact)
        case .resubmit: .go(.nextAskAgain, .cancel(key))
        }
    }

    /// A button that leads to another case.
    static func seeCase(_ caseId: String) -> Answer.Next? {
        Path(caseId: caseId).map {
            .go(.nextSeeCase(c: HTML(text: String(caseId.split(separator: "/").last ?? ""))), $0)
        }
    }

    private static func contact(_ view: CaseView) -> Answer.Next {
        guard let warehouse = toCall(view) else { return .say(.nextContact) }
        return .go(.nextContact, .contact(warehouse).query("case", view.summary.caseId))
    }

    /// The warehouse to call: of the part that asks for it, else the one that owes an answer.
    private static func toCall(_ view: CaseView) -> String? {
        if let part = view.parts.first(where: { $0.part.nextAction == .contactWarehouse }) { return part.part.warehouseId }
        if case .warehouse(let id)? = view.summary.due?.debtor { return id }
        return view.summary.warehouseIds.first
    }

    private static func warehouses(_ view: CaseView, _ context: PageContext) -> HTML {
        if case .warehouse(let id)? = view.summary.due?.debtor { return context.id(id) }
        return view.summary.warehouseIds.map { context.id($0) }.joined(", ")
    }

    static func isRefused(_ code: CancellationCode) -> Bool {
        switch code {
        case .inTransit, .delivered, .leftBeforeInterception, .unknownOrder, .partialAfterWorkStarted, .goodsMissing,
            .noAnswerFromWarehouse:
            true
        default: false
        }
    }
}

/// How a case stands for one of its outbound orders, in few words.
enum PartSentence {
    static func text(_ part: CancellationChanged.Part, _ context: PageContext) -> HTML {
        let w = context.id(part.warehouseId)
        switch part.code {
        case .awaitingRelease: return context.say(.partReleasing)
        case .awaitingVerification: return context.say(.partVerifying(w: w))
        case .awaitingInterception: return context.say(.partIntercepting(w: w))
        case .awaitingRestock:
            let units = part.quantities ?? CaseQuantities()
            return context.say(.partRestocking(k: units.intercepted - units.pending, n: units.intercepted))
        case .escalated: return context.say(.partEscalated(w: w))
        case .cancelledBeforeWork: return context.say(.partCancelled)
        case .interceptedAndRestocked: return context.say(.partRestocked)
        case .inTransit: return context.say(.partInTransit)
        case .delivered: return context.say(.partDelivered)
        case .leftBeforeInterception: return context.say(.partLeft)
        case .partialAfterWorkStarted: return context.say(.partPartial)
        case .goodsMissing: return context.say(.partMissing)
        case .noAnswerFromWarehouse: return context.say(.partNoAnswer)
        case .alreadyCancelled: return context.say(.partAlready)
        case .alreadyBack: return context.say(.partBack)
        case .unknownOrder, .waitingForOrder: return context.say(.partUnknown)
        }
    }
}

internal import Contracts
internal import Fulfillment
internal import ReadModel

/// One entry of a story: who said it, and what, in plain words.
enum StorySentence {
    /// Who said it, and who was authenticated behind it.
    static func who(_ entry: TimelineEntry, _ context: PageContext) -> HTML {
        let named = name(entry, context)
        guard let principal = entry.principal else { return named }
        return named + context.say(.inBrackets(what: foreign(principal)))
    }

    private static func name(_ entry: TimelineEntry, _ context: PageContext) -> HTML {
        let console = Sender.person(entry.sender).map { foreign($0) }
        switch entry.message {
        case .outboundOrderSubmitted(let submitted):
            return context.say(.whoStore(s: context.id(submitted.storeOrder.storeId)))
        case .cancellationRequested(let request):
            let role = context.say(Phrase(requestedBy: request.requestedBy))
            return console.map { $0 + context.say(.inBrackets(what: role)) } ?? role
        case .warehouseReported(let report):
            return context.reporter(
                report.reportedBy, warehouse: report.warehouseId, isCarrier: report.fact.source == .carrier)
        case .stockCommand(let command):
            return context.reporter(entry.person, warehouse: command.warehouse.warehouseId)
        case .returnOrderCommand(.create(let created)):
            if entry.sender.hasPrefix("turnback/") { return context.say(.whoTurnback) }
            return context.reporter(entry.person, warehouse: created.warehouse.warehouseId)
        case .returnOrderCommand:
            if entry.sender.hasPrefix("turnback/") { return context.say(.whoTurnback) }
            return console ?? context.say(.navFloor)
        case .stockMoved(let moved):
            return moved.movement.actor.map { foreign($0) } ?? context.say(.whoTurnback)
        default: return context.say(.whoTurnback)
        }
    }

    /// What was said; nil for what a person need not see: it says again what another entry says.
    static func what(_ entry: TimelineEntry, _ context: PageContext) -> HTML? {
        switch entry.message {
        case .outboundOrderSubmitted(let submitted):
            return context.say(
                .saidSubmitted(
                    ob: context.id(submitted.outboundOrderId), w: context.id(submitted.warehouseId),
                    n: submitted.lines.units))
        case .cancellationRequested(let request): return requested(request, context)
        case .warehouseReported(let report): return self.report(report, context)
        case .outboundOrderChanged(let changed):
            // What follows from a report says nothing that the report does not.
            guard changed.status.isStopped || changed.status == .backordered || changed.status == .awaitingOutbound
            else { return nil }
            return context.say(
                .saidStatus(ob: context.id(changed.outboundOrderId), status: context.say(Phrase(changed.status))))
        case .cancellationChanged(let changed): return change(changed, context)
        case .cancellationContradicted(let told): return contradiction(told, context)
        case .task(let task):
            // What ended a task says so itself.
            return task.result == .done || task.result == .failed ? nil : self.task(task, context)
        case .stockCommand(let command): return self.command(command, context)
        case .stockReply(let reply):
            guard case .refused(let code, let message, let claim, _, _) = reply.answer else { return nil }
            return context.say(
                .saidRejected(what: RejectionSentence.text(Rejection(code, message, claimedBy: claim), context)))
        case .stockMoved(let moved):
            guard moved.movement.caseId != nil || moved.movement.kind == .restored else { return nil }
            return context.say(
                .saidMoved(
                    what: MovementSentence.what(moved.movement, context), sku: context.sku(moved.movement.sku),
                    n: moved.movement.quantity))
        case .returnOrderCommand(let command): return self.returnOrder(command, context)
        case .returnOrderChanged(let order):
            guard order.state == .received || order.state == .cancelled else { return nil }
            return context.say(
                .saidReturnState(ro: context.id(order.created.returnOrderId), state: context.say(Phrase(order.state))))
        case .rejected(let rejected):
            return context.say(.saidRejected(what: RejectionSentence.text(rejected.rejection, context)))
        }
    }

    private static func requested(_ request: CancellationRequested, _ context: PageContext) -> HTML {
        let what: HTML
        if let lines = request.lines {
            what = context.say(.saidTheseLines(lines: context.lines(lines)))
        } else if let ids = request.outboundOrderIds {
            what = context.say(.saidTheseOutbound(ids: ids.map { context.id($0) }.joined(", ")))
        } else {
            what = context.say(.saidWholeOrder)
        }
        let said = context.say(.saidRequested(what: what)) + " · " + context.say(Phrase(reason: request.reason))
        guard let note = request.note, !note.isEmpty else { return said }
        return said + " · " + context.say(.saidNote(note: foreign(note)))
    }

    static func report(_ report: WarehouseReport, _ context: PageContext) -> HTML {
        let named =
            report.name.parcelId == nil && report.name.trackingNumber == nil
            ? context.id(report.outboundOrderId) : context.parcel(report.name, of: report.outboundOrderId)
        var said = self.report(report.fact, of: named, context)
        if !report.short.isEmpty {
            let short = context.lines(report.short.map(\.line))
            said += " · " + context.say(.saidShort(what: short, ob: context.id(report.outboundOrderId)))
        }
        return said
    }

    static func report(_ fact: WarehouseReport.Fact, of what: HTML, _ context: PageContext) -> HTML {
        switch fact {
        case .progressed(.picking, _, _): context.say(.saidPicking(ob: what))
        case .progressed(.picked, _, _): context.say(.saidPicked(ob: what))
        case .progressed(.packed, _, _): context.say(.saidPacked(ob: what))
        case .progressed(.labelled, _, _): context.say(.saidLabelled(ob: what))
        case .progressed(.shipped, _, _): context.say(.saidShipped(ob: what))
        case .progressed(let status, _, _): context.say(.saidStatus(ob: what, status: context.say(Phrase(status))))
        case .goodsVerified(.inWarehouse): context.say(.saidHere(what: what))
        case .goodsVerified(.withCarrier): context.say(.saidWithCarrier(what: what))
        case .goodsVerified(.missing): context.say(.saidMissing(what: what))
        case .parcelIntercepted(succeeded: true, _): context.say(.saidPulled(what: what))
        case .parcelIntercepted(succeeded: false, _): context.say(.saidNotPulled(what: what))
        case .labelVoided(succeeded: true, _, _): context.say(.saidVoided(what: what))
        case .labelVoided(succeeded: false, _, let reason):
            context.say(.saidNotVoided(what: what, why: reason.map { ": " + VoidReason.words($0, context) } ?? HTML()))
        case .carrierScanned(.pickedUp, _): context.say(.saidPickedUp(what: what))
        case .carrierScanned(.inTransit, _): context.say(.saidInTransit(what: what))
        case .carrierScanned(.outForDelivery, _): context.say(.saidOutForDelivery(what: what))
        case .carrierScanned(.delivered, _): context.say(.saidDelivered(what: what))
        case .carrierScanned(.returnedToSender, _): context.say(.saidReturnedToSender(what: what))
        }
    }

    private static func task(_ task: WarehouseTask, _ context: PageContext) -> HTML {
        let (ob, w) = (context.id(task.outboundOrderId), context.id(task.warehouseId))
        let asked: Phrase =
            switch task.kind {
            case .stopWork: .saidTaskStop(ob: ob, w: w)
            case .verifyGoods: .saidTaskVerify(ob: ob, w: w)
            case .interceptParcel: .saidTaskPull(ob: ob, w: w)
            case .voidLabel: .saidTaskVoid(ob: ob, w: w)
            case .putAway: .saidTaskPutAway(ob: ob, w: w)
            }
        let name = context.say(Phrase(task: task.kind)) + " " + ob
        switch task.result {
        case nil: return context.say(asked) + " · " + context.say(.dueBy(t: context.time(task.dueAt)))
        case .done: return context.say(.saidTaskDone(task: name))
        case .failed: return context.say(.saidTaskFailed(task: name))
        case .superseded: return context.say(.saidTaskSuperseded(task: name))
        }
    }

    private static func contradiction(_ told: CancellationContradicted, _ context: PageContext) -> HTML {
        let t = context.time(told.reportedAt)
        switch told.code {
        case .lateShipment: return context.say(.contraLate(n: told.quantity, t: t, how: HTML()))
        case .laterPart: return context.say(.contraLater(c: context.caseLink(told.followedBy ?? told.caseId)))
        case .stoppedAfterAll: return context.say(.contraStopped)
        case .leftAfterAll: return context.say(.contraLeft(t: t))
        case .foundAfterAll: return context.say(.contraFound(n: told.quantity))
        }
    }

    private static func command(_ command: StockCommand, _ context: PageContext) -> HTML? {
        switch command.action {
        case .adjust(let adjustment):
            let delta = adjustment.delta > 0 ? "+\(adjustment.delta)" : "−\(-adjustment.delta)"
            return context.say(
                .saidAdjusted(
                    delta: HTML(text: delta), sku: context.sku(adjustment.sku),
                    reason: context.adjustmentReason(adjustment.reasonCode)))
        case .receive(_, let lines): return context.say(.saidStockReceived(what: context.lines(lines)))
        case .release(let move): return context.say(.saidStockReleased(what: context.lines(move.lines)))
        case .allocate, .issue, .restore, .hold, .unhold, .shorten, .reverse: return nil
        }
    }

    private static func returnOrder(_ command: ReturnOrderCommand, _ context: PageContext) -> HTML? {
        let id = context.link(
            .returnOrder(command.storeOrder, command.returnOrderId), context.id(command.returnOrderId))
        switch command {
        case .create(let created): return context.say(.saidReturnCreated(ro: id, what: context.lines(created.lines)))
        case .receive(let received):
            let what = received.lines.map { line in
                context.say(.unitsOf(n: line.line.quantity, sku: context.sku(line.line.sku))) + " "
                    + context.say(Phrase(line.condition))
            }
            return context.say(.saidReturnReceived(ro: id, what: what.joined(", ")))
        case .cancel: return context.say(.saidReturnCancelled(ro: id))
        case .reverse: return context.say(.saidReceiptReversed(ro: id))
        }
    }
}

extension StorySentence {
    /// What a change of a case says in a story: how it ended, or why it waits. Its tasks say that the floor was asked.
    private static func change(_ change: CancellationChanged, _ context: PageContext) -> HTML? {
        let units = change.quantities
        let phrase: Phrase? =
            switch change.code {
            case .waitingForOrder: .caseWaitingForOrderNoDate
            case .awaitingRelease: .caseAwaitingRelease
            case .awaitingVerification, .awaitingInterception, .awaitingRestock: nil
            case .escalated: .caseEscalatedPlain
            case .cancelledBeforeWork: .caseCancelled(n: units.cancelled)
            case .interceptedAndRestocked: .caseRestocked(r: units.restored, q: units.quarantined, w: units.writtenOff)
            case .inTransit: .caseInTransitNoDate
            case .delivered: .caseDeliveredNoDate
            case .leftBeforeInterception: .caseLeftNoDate
            case .unknownOrder: .caseUnknownOrder
            case .partialAfterWorkStarted: .casePartial
            case .goodsMissing: .caseMissing
            case .noAnswerFromWarehouse: .caseNoAnswer(t: context.time(change.changedAt))
            case .alreadyCancelled: .caseAlreadyCancelledPlain
            case .alreadyBack: .caseAlreadyBack
            }
        return phrase.map { context.say($0) }
    }
}

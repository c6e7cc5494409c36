internal import Contracts
internal import Fulfillment

extension OrderReading {
    /// The whole order.
    var orderView: OrderView {
        OrderView(
            key: key, outboundOrders: outboundOrderViews, cases: cases.map { summary(of: $0) }, requests: requests,
            openTasks: tasks.filter { $0.task.result == nil },
            returnOrders: returnOrders.map { ReturnOrderSummary($0) },
            timeline: timeline)
    }

    // MARK: Outbound orders

    var outboundOrderViews: [OutboundOrderView] {
        let readings = parcelReadings
        let replay = OrderReplay(self)
        let balance = BalanceReading(self)
        return outboundOrders.map { order in
            let parcels = readings[order.outboundOrderId]
            let forecast = forecast(lines: nil, ids: [order.outboundOrderId], replay, readings).first
            return OutboundOrderView(
                now: order, submitted: submissions.first { $0.outboundOrderId == order.outboundOrderId },
                parcels: parcels?.parcels ?? [], shippedUnscanned: parcels?.shippedUnscanned,
                forecast: forecast
                    ?? CancellationForecast(
                        outboundOrderId: order.outboundOrderId, step: .refuse(.alreadyCancelled), units: 0),
                units: balance.units(of: order))
        }
    }

    private var parcelReadings: [String: ParcelReading] {
        var readings: [String: ParcelReading] = [:]
        for order in outboundOrders {
            let submitted =
                submissions.first { $0.outboundOrderId == order.outboundOrderId }
                ?? OutboundOrderSubmitted(
                    outboundOrderId: order.outboundOrderId, storeOrder: key, merchantId: order.merchantId,
                    warehouseId: order.warehouseId, lines: order.lines, submittedAt: order.changedAt)
            readings[order.outboundOrderId] = ParcelReading(submitted, reports(of: order.outboundOrderId), policies)
        }
        return readings
    }

    /// What a request for these lines of these outbound orders would do.
    func forecast(lines: [Line]?, ids: [String]?) -> [CancellationForecast] {
        forecast(lines: lines, ids: ids, OrderReplay(self), parcelReadings)
    }

    /// The replay is asked; where there is none, what was published says most of it.
    private func forecast(
        lines: [Line]?, ids: [String]?, _ replay: OrderReplay?, _ readings: [String: ParcelReading]
    ) -> [CancellationForecast] {
        if let forecasts = replay?.forecast(lines: lines, ids: ids) { return forecasts }
        let known = known(readings).filter { ids?.contains($0.outboundOrderId) ?? true }
        return CancellationForecast.of(known, lines: lines, policies: policies)
    }

    private func known(_ readings: [String: ParcelReading]) -> [CancellationForecast.Known] {
        let cases = cases
        return outboundOrders.map { order in
            let id = order.outboundOrderId
            let consignments = (readings[id]?.consignments ?? []).map { one in
                CancellationForecast.Consignment(
                    lines: one.lines, status: one.status, custody: one.custody, isPulled: one.whereabouts.isPulled,
                    hasLabel: one.whereabouts.label == .printed)
            }
            let ordered = submissions.first { $0.outboundOrderId == id }?.lines ?? order.lines
            let parts = cases.compactMap { part(of: $0, id, isDivided: consignments.count > 1) }
            return CancellationForecast.Known(
                outboundOrderId: id, merchantId: order.merchantId, status: order.status, custody: order.custody,
                ordered: ordered, lines: order.lines,
                short: order.status == .cancelled || isShortSaid(id, parts)
                    ? [] : (readings[id]?.consignments ?? []).flatMap(\.short).merged(),
                consignments: consignments, back: UnitsBack.told(by: movements.map(\.moved), of: id, ordered),
                parts: parts)
        }
    }

    /// Whether a case says already what the warehouse will not send of an outbound order: one that was opened since, or one that
    /// was stopping it then.
    private func isShortSaid(_ outbound: String, _ parts: [CancellationForecast.Part]) -> Bool {
        guard let said = reports(of: outbound).last(where: { !$0.report.short.isEmpty })?.entry else { return false }
        return parts.contains { part in
            let opened = timeline.first { entry in
                if case .cancellationChanged(let change) = entry.message { change.caseId == part.caseId } else { false }
            }
            guard let opened else { return false }
            let isBefore = opened.isBefore(said)
            return isBefore ? part.isStopping : part.isStopping || part.code == .cancelledBeforeWork
        }
    }

    private func part(
        of one: CaseReading, _ outbound: String, isDivided: Bool
    ) -> CancellationForecast.Part? {
        guard one.mergedInto == nil,
            let part = one.newest.outboundOrders.first(where: { $0.outboundOrderId == outbound })
        else { return nil }
        // Once work began, only all of it can be stopped; before, what was asked for.
        var asked: [Line]?
        if part.code == .awaitingRelease {
            let said = one.requestIds.compactMap { id -> CancellationRequested? in
                if case .cancellationRequested(let request)? = requestSaid(id)?.message { request } else { nil }
            }
            if !said.contains(where: { $0.lines == nil }) { asked = said.flatMap { $0.lines ?? [] }.merged() }
        }
        // It stops those of the distinguished parcels that its tasks name.
        if isDivided, part.code != .awaitingRelease { asked = linesOfTasks(one.id, outbound) }
        return CancellationForecast.Part(
            caseId: one.id, code: part.code, lines: asked,
            isStoppedAfterAll: one.contradictions.contains {
                $0.outboundOrderId == outbound && $0.code == .stoppedAfterAll
            })
    }

    /// The units that the tasks of a case for an outbound order are about, those of each parcel once; nil where it has none.
    private func linesOfTasks(_ caseId: String, _ outbound: String) -> [Line]? {
        let own = tasks.map(\.task).filter {
            $0.caseId == caseId && $0.outboundOrderId == outbound && $0.kind != .stopWork
        }
        let byKind = WarehouseTask.Kind.allCases.map { kind -> [Line] in
            var parcels: [String: [Line]] = [:]
            for task in own where task.kind == kind { parcels[task.trackingNumber ?? task.taskId] = task.lines }
            return parcels.values.flatMap { $0 }.merged()
        }
        return byKind.max { $0.units < $1.units }.flatMap { $0.isEmpty ? nil : $0 }
    }

    // MARK: Requests

    /// The message that said a request first.
    private func requestSaid(_ id: String) -> TimelineEntry? {
        timeline.first { entry in
            if case .cancellationRequested(let request) = entry.message { request.requestId == id } else { false }
        }
    }

    /// All requests, in the order in which they were made.
    var requests: [RequestView] {
        var ids: [String] = []
        for entry in timeline {
            switch entry.message {
            case .cancellationRequested(let request) where !ids.contains(request.requestId):
                ids.append(request.requestId)
            case .cancellationChanged(let change) where !ids.contains(change.requestId): ids.append(change.requestId)
            default: break
            }
        }
        return ids.map { request($0) }
    }

    /// One request, and what became of it.
    func request(_ id: String) -> RequestView {
        let said = requestSaid(id)
        var request: CancellationRequested?
        if case .cancellationRequested(let one)? = said?.message { request = one }
        let result: RequestView.Result
        if let answer = newestAnswer(to: id) {
            result = .answered(answer)
        } else if let said, let refused = rejections.last(where: { $0.refuses(said) }) {
            result = .rejected(refused)
        } else {
            result = .inHand
        }
        return RequestView(
            requestId: id, storeOrder: key, request: request, recordedAt: said?.recordedAt, sender: said?.sender,
            result: result)
    }

    /// The newest that was sent to a request. Another case may have taken it over: its revisions start at 1 again.
    private func newestAnswer(to id: String) -> CancellationChanged? {
        var newest: CancellationChanged?
        for change in changes where change.requestId == id {
            guard let known = newest, known.caseId == change.caseId, known.revision > change.revision else {
                newest = change
                continue
            }
        }
        return newest
    }

    // MARK: Cases

    /// Its cases, the oldest first.
    var cases: [CaseReading] {
        var cases: [CaseReading] = []
        for change in changes {
            if let place = cases.firstIndex(where: { $0.id == change.caseId }) {
                cases[place].take(change)
            } else {
                cases.append(CaseReading(change))
            }
        }
        for contradicted in contradictions {
            if let place = cases.firstIndex(where: { $0.id == contradicted.caseId }) {
                cases[place].take(contradicted)
            }
        }
        let answering = Dictionary(changes.map { ($0.requestId, $0.caseId) }) { $1 }
        for place in cases.indices {
            let answers = cases[place].requestIds.compactMap { answering[$0] }
            if !answers.contains(cases[place].id) { cases[place].mergedInto = answers.first }
        }
        return cases
    }

    func summary(of one: CaseReading) -> CaseSummary {
        let outbound = one.newest.outboundOrders.map(\.outboundOrderId)
        let merchants = outboundOrders.filter { outbound.contains($0.outboundOrderId) }.map(\.merchantId)
        return one.summary(
            merchantIds: merchants.unique, due: due(one.newest, tasks.filter { $0.task.caseId == one.id }, merchants))
    }

    private func due(_ newest: CancellationChanged, _ tasks: [TaskRow], _ merchants: [String]) -> CaseDue? {
        CaseDue(
            newest, openTasks: tasks.filter { $0.task.result == nil }.map(\.task), grace: grace(newest),
            policies[merchants.first ?? ""])
    }

    /// Until when a case waits for its order: each request has its grace, from when it was processed.
    private func grace(_ newest: CancellationChanged) -> Timestamp? {
        guard newest.state == .waitingForOrder else { return nil }
        let last = timeline.filter { entry in
            guard case .cancellationChanged(let change) = entry.message else { return false }
            return change.caseId == newest.caseId && change.state == .waitingForOrder
        }.map(\.recordedAt).max()
        return last?.adding(seconds: policies.defaults.unknownOrderGraceSeconds)
    }

    /// One case in full; nil where there is none of this id.
    func caseView(_ id: String) -> CaseView? {
        guard let one = cases.first(where: { $0.id == id }) else { return nil }
        let outbound = outboundOrderViews
        let tasks = tasks.filter { $0.task.caseId == id }
        return CaseView(
            summary: summary(of: one), newest: one.newest, requests: one.requestIds.map { request($0) },
            parts: one.newest.outboundOrders.map { part in
                let view = outbound.first { $0.now.outboundOrderId == part.outboundOrderId }
                let own = tasks.filter { $0.task.outboundOrderId == part.outboundOrderId }
                return CasePartView(
                    part: part, outboundOrder: view,
                    due: one.newest.state.isFinal
                        ? nil : due(one.newest, own, [view?.now.merchantId].compactMap(\.self)))
            }, contradictions: one.contradictions, tasks: tasks,
            returnOrders: returnOrders.filter { $0.created.caseId == id }.map { ReturnOrderSummary($0) },
            movements: movements.filter { $0.moved.movement.caseId == id },
            coveredBy: one.coveredBy, timeline: timeline.filter { isAbout(one, $0) })
    }

    /// Whether an entry belongs to the story of a case: it names it, or asks for it, or is about goods that it stops.
    private func isAbout(_ one: CaseReading, _ entry: TimelineEntry) -> Bool {
        if let caseId = entry.caseId, caseId == one.id { return true }
        switch entry.message {
        case .cancellationRequested(let request): return one.requestIds.contains(request.requestId)
        case .warehouseReported, .stockMoved, .outboundOrderSubmitted, .outboundOrderChanged:
            return one.newest.outboundOrders.contains { $0.outboundOrderId == entry.outboundOrderId }
        case .returnOrderCommand(let command):
            return returnOrders.contains {
                $0.created.returnOrderId == command.returnOrderId && $0.created.caseId == one.id
            }
        case .rejected(let rejected):
            return one.requestIds.contains { id in requestSaid(id).map { rejected.refuses($0) } ?? false }
        default: return false
        }
    }

    // MARK: Return orders

    func returnOrderView(_ id: String) -> ReturnOrderView? {
        guard let order = returnOrders.first(where: { $0.created.returnOrderId == id }) else { return nil }
        let entries = timeline.filter { entry in
            switch entry.message {
            case .returnOrderCommand(let command): command.returnOrderId == id
            case .returnOrderChanged(let changed): changed.created.returnOrderId == id
            case .stockMoved(let moved): moved.movement.cause.type == .returnOrder && moved.movement.cause.id == id
            default: false
            }
        }
        let receipts = entries.compactMap { entry -> ReturnOrderView.ReceiptRow? in
            guard case .returnOrderCommand(.receive(let receipt)) = entry.message else { return nil }
            return ReturnOrderView.ReceiptRow(
                receipt: receipt, recordedAt: entry.recordedAt, sender: entry.sender,
                rejection: rejections.last { $0.refuses(entry) },
                isReversed: order.reversed.contains(receipt.receiptId))
        }
        return ReturnOrderView(now: order, receipts: receipts, timeline: entries)
    }
}

/// One case, as the changes describe it.
struct CaseReading {
    let id: String
    /// The first message of the highest revision: later ones answer requests that joined, with their own code.
    private(set) var newest: CancellationChanged
    private(set) var openedAt: Timestamp
    private(set) var endedAt: Timestamp?
    private(set) var requestIds: [String]
    private(set) var coveredBy: [String] = []
    /// Each once, for any number of requests.
    private(set) var contradictions: [CancellationContradicted] = []
    /// The case that answers all its requests instead.
    var mergedInto: String?

    init(_ change: CancellationChanged) {
        id = change.caseId
        newest = change
        openedAt = change.changedAt
        requestIds = []
        take(change)
    }

    mutating func take(_ change: CancellationChanged) {
        if change.revision > newest.revision { newest = change }
        if change.state.isFinal, endedAt == nil { endedAt = max(openedAt, change.changedAt) }
        if !requestIds.contains(change.requestId) { requestIds.append(change.requestId) }
        for other in change.coveredBy where !coveredBy.contains(other) { coveredBy.append(other) }
    }

    mutating func take(_ contradicted: CancellationContradicted) {
        var said = contradicted
        said.requestId = contradictions.first?.requestId ?? contradicted.requestId
        if !contradictions.contains(said) { contradictions.append(said) }
    }

    func summary(merchantIds: [String], due: CaseDue?) -> CaseSummary {
        CaseSummary(
            newest, merchantIds: merchantIds, openedAt: openedAt, endedAt: newest.state.isFinal ? endedAt : nil,
            due: mergedInto == nil ? due : nil, isContradicted: !contradictions.isEmpty, mergedInto: mergedInto)
    }
}

extension CaseSummary {
    init(
        _ newest: CancellationChanged, merchantIds: [String], openedAt: Timestamp, endedAt: Timestamp?, due: CaseDue?,
        isContradicted: Bool, mergedInto: String?
    ) {
        self.init(
            caseId: newest.caseId, storeOrder: newest.storeOrder, merchantIds: merchantIds,
            warehouseIds: newest.outboundOrders.map(\.warehouseId).unique, revision: newest.revision,
            state: newest.state, code: newest.code, stage: newest.stage, nextAction: newest.nextAction,
            quantities: newest.quantities, openedAt: openedAt, changedAt: newest.changedAt, endedAt: endedAt, due: due,
            isContradicted: isContradicted, mergedInto: mergedInto)
    }
}

extension CaseDue {
    /// What a case waits for: the first due of its open tasks, else its order; nil where it waits for nothing.
    init?(_ newest: CancellationChanged, openTasks: [WarehouseTask], grace: Timestamp?, _ policy: Policy) {
        guard !newest.state.isFinal else { return nil }
        let first = openTasks.filter { $0.kind != .stopWork }.min { $0.dueAt < $1.dueAt }
        if let first {
            // Units on their way back are pending until they are back or written off.
            let isDecided = first.kind != .putAway && policy.whenWarehouseIsSilent == .refuse
            self.init(
                debtor: .warehouse(first.warehouseId), task: first.kind, at: first.dueAt,
                decidedAt: isDecided ? first.dueAt.adding(seconds: policy.escalationSeconds) : nil)
        } else if let grace {
            self.init(debtor: .store(newest.storeOrder.storeId), task: nil, at: grace, decidedAt: grace)
        } else {
            return nil
        }
    }
}

extension RejectionRow {
    /// Whether it refuses this message.
    fileprivate func refuses(_ entry: TimelineEntry) -> Bool { rejected.refuses(entry) }
}

extension MessageRejected {
    /// Whether it refuses this message: by what that is called, for its place is another where it was sent on.
    func refuses(_ entry: TimelineEntry) -> Bool {
        messageSource == entry.sender && messageId == entry.messageId && messageType == entry.message.type.rawValue
            && (topic != entry.place.name
                || (partition == entry.place.partition && offset == entry.place.offset))
    }
}

extension [String] {
    /// Each once, in order of first appearance.
    var unique: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}

extension UnitsBack {
    /// Units of an outbound order that are back or written off, as the movements say, by SKU.
    static func told(by movements: [StockMoved], of outbound: String, _ ordered: [Line]) -> [String: UnitsBack] {
        var back: [String: UnitsBack] = [:]
        var out: [String: Int] = [:]
        for movement in movements.map(\.movement) where movement.outboundOrderId == outbound {
            let (sku, count) = (movement.sku, movement.quantity)
            var units = back[sku] ?? UnitsBack()
            switch movement.kind {
            case .issued:
                // What goes beyond what was there still had been back, and has left once more.
                let there = max(0, ordered.quantity(of: sku) - units.settled - (out[sku] ?? 0))
                let again = max(0, count - there)
                out[sku, default: 0] += count
                let shelved = min(units.restored, again)
                units.restored -= shelved
                units.quarantined = max(0, units.quarantined - (again - shelved))
            case .restored:
                units.restored += count
                out[sku, default: 0] = max(0, (out[sku] ?? 0) - count)
            case .quarantined where movement.cause.type != .short:
                units.quarantined += count
                out[sku, default: 0] = max(0, (out[sku] ?? 0) - count)
            // It came, and was destroyed: it is back. Anything else that is disposed of is in nobody's hands.
            case .disposed where movement.cause.type == .returnOrder:
                units.destroyed += count
                out[sku, default: 0] = max(0, (out[sku] ?? 0) - count)
            case .disposed where movement.cause.type != .short: units.writtenOff += count
            case .reversed: units.restored = max(0, units.restored - count)
            default: continue
            }
            back[sku] = units
        }
        return back
    }
}

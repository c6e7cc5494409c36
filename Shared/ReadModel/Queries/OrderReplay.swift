internal import Contracts
internal import Fulfillment

/// A store order as the orders service knows it, rebuilt from what was published: the domain's own store order processes what
/// was said, and inventory's answers as its movements say. Its result is compared with what was published: where the two
/// differ, the orders service knows something that was not published, and there is no replay.
struct OrderReplay {
    private var order: StoreOrder
    private let policies: Policies
    private var replies: MovementReplies
    /// When the last of it was said.
    private let now: Timestamp
    /// What it has published: of each outbound order, and of each case under each request, the newest.
    private var toldOrders: [String: OutboundOrder] = [:]
    private var toldCases: [CaseName: CancellationChanged] = [:]
    private var heard = 0
    /// The return orders by which nothing more comes.
    private var closed: Set<String> = []

    private struct CaseName: Hashable {
        let caseId: String
        let requestId: String

        init(_ change: CancellationChanged) { (caseId, requestId) = (change.caseId, change.requestId) }
    }

    init?(_ reading: OrderReading) {
        guard let last = reading.timeline.last?.recordedAt else { return nil }
        order = StoreOrder(key: reading.key)
        policies = reading.policies
        // A request means what was submitted before it.
        now = reading.submissions.map(\.submittedAt).reduce(last, max)
        let foreign = Set(reading.submissions.map(\.outboundOrderId).filter(reading.isOfAnother))
        replies = MovementReplies(reading.key)
        for entry in reading.timeline {
            if case .stockMoved(let moved) = entry.message {
                // What another store order's of the same id moved.
                if let id = moved.movement.outboundOrderId, foreign.contains(id) { continue }
                hear(replies.take(moved))
            } else {
                hear(replies.finish())
                take(entry)
            }
        }
        hear(replies.finish())
        for one in reading.submissions where foreign.contains(one.outboundOrderId) { refuse(one) }
        guard isAsTold(reading) else { return nil }
    }

    private mutating func take(_ entry: TimelineEntry) {
        switch entry.message {
        case .outboundOrderSubmitted(let submitted): hear(.submitted(submitted), of: entry)
        case .cancellationRequested(let request): hear(.requested(request), of: entry)
        case .warehouseReported(let report): hear(.reported(report), of: entry)
        case .outboundOrderChanged(let told): catchUp(with: told, at: entry.recordedAt)
        case .cancellationChanged(let told): catchUp(with: told)
        case .returnOrderChanged(let told): hear(told, at: told.changedAt)
        default: break
        }
    }

    private mutating func hear(_ message: StoreOrderMessage, of entry: TimelineEntry) {
        let time = entry.madeAt ?? entry.recordedAt
        hear(message, at: time, clock: entry.recordedAt)
    }

    private mutating func hear(_ said: (reply: StockReply, at: Timestamp)?) {
        if let said { hear(.stockReplied(said.reply), at: said.at) }
    }

    private mutating func hear(_ message: StoreOrderMessage, at time: Timestamp, clock: Timestamp? = nil) {
        var next = order
        heard += 1
        // Each is new: what came twice was left out before.
        let identity = MessageIdentity(name: Fingerprint(value: UInt64(heard)), content: 0)
        do throws(Rejection) {
            let effects = try next.handle(message, identity: identity, at: time, clock: clock, policies: policies)
            order = next
            note(effects)
            for case .stock(let command) in effects {
                guard case .hold(let move) = command.action else { continue }
                let ordered = order.outboundOrders.filter { $0.id == move.outboundOrderId }.flatMap(\.ordered).merged()
                hear(.stockReplied(replies.held(move, of: ordered)), at: time)
            }
        } catch {}
    }

    private mutating func note(_ effects: [StoreOrderEffect]) {
        for effect in effects {
            switch effect {
            case .outboundOrderChanged(let changed): toldOrders[changed.id] = changed
            case .cancellationChanged(let changed): toldCases[CaseName(changed)] = changed
            default: break
            }
        }
    }

    // MARK: What no message says

    /// An outbound order that waits for stock, or that is freed while it does, moves nothing.
    private mutating func catchUp(with told: OutboundOrderChanged, at time: Timestamp) {
        let id = told.outboundOrderId
        guard let own = order.outboundOrders.first(where: { $0.id == id }) else { return }
        if told.status == .backordered, own.status == .allocating {
            answer(.backordered, own.ordered, of: id, for: nil, at: time)
        }
        guard own.status == .releasing, told.status != .releasing else { return }
        for one in order.cases {
            for part in one.parts where part.outboundOrderId == id && part.state == .releasing {
                answer(.released, part.lines, of: id, for: one.id, at: time)
            }
        }
    }

    /// No movement says whether more is to come by a return order.
    private mutating func hear(_ told: ReturnOrder, at time: Timestamp) {
        let created = told.created
        guard told.state == .received else {
            closed.remove(created.returnOrderId)
            return
        }
        guard told.isAnswered, closed.insert(created.returnOrderId).inserted else { return }
        let reply = StockReply(
            outboundOrderId: created.outboundOrderId, storeOrder: order.key, caseId: created.caseId, lines: [],
            answer: .restored(RestockClaim(by: .returnOrder, id: created.returnOrderId)), complete: true)
        hear(.stockReplied(reply), at: time)
    }

    private mutating func answer(
        _ answer: StockReply.Answer, _ lines: [Line], of id: String, for caseId: String?, at time: Timestamp
    ) {
        let reply = StockReply(
            outboundOrderId: id, storeOrder: order.key, caseId: caseId, lines: lines.map { StockReply.ReplyLine($0) },
            answer: answer)
        hear(.stockReplied(reply), at: time)
    }

    /// Inventory refused a submission, for its id belongs to another store order.
    private mutating func refuse(_ one: OutboundOrderSubmitted) {
        let refused = StockReply.Answer.refused(
            .outboundOrderExists, message: "", claimedBy: nil, returnOrderId: nil, receiptId: nil)
        answer(refused, one.lines, of: one.outboundOrderId, for: nil, at: one.submittedAt)
    }

    /// That a deadline has passed is seen by what was published then.
    private mutating func catchUp(with told: CancellationChanged) {
        func isAlike(_ replay: OrderReplay) -> Bool { replay.toldCases[CaseName(told)]?.code == told.code }
        guard told.code == .escalated || told.code == .noAnswerFromWarehouse || told.code == .unknownOrder,
            !isAlike(self)
        else { return }
        var later = self
        for _ in 0..<Self.deadlines {
            guard let deadline = later.order.nextDeadline else { return }
            later.note(later.order.pass(deadline, policies: policies))
            if isAlike(later) {
                self = later
                return
            }
        }
    }

    /// So many may have passed between two messages.
    private static let deadlines = 4

    // MARK: Whether it is right

    private func isAsTold(_ reading: OrderReading) -> Bool {
        for told in reading.outboundOrders {
            guard let own = toldOrders[told.outboundOrderId], own.status == told.status, own.custody == told.custody,
                own.lines.sameUnits(as: told.lines)
            else { return false }
        }
        var newest: [CaseName: CancellationChanged] = [:]
        for change in reading.changes {
            guard let known = newest[CaseName(change)], known.revision > change.revision else {
                newest[CaseName(change)] = change
                continue
            }
        }
        return newest.allSatisfy { name, told in
            guard let own = toldCases[name] else { return false }
            return own.state == told.state && own.code == told.code && own.quantities == told.quantities
                && own.outboundOrders.map(\.code) == told.outboundOrders.map(\.code)
        }
    }
}

extension ReturnOrder {
    /// Inventory has taken what came, or refused it.
    fileprivate var isAnswered: Bool {
        entries.allSatisfy { entry in
            let refused = discrepancies.filter {
                $0.sku == entry.sku && ($0.kind == .alreadyRestored || $0.kind == .refusedByInventory)
            }
            let answered = entry.booked + refused.reduce(0) { $0 + $1.quantity }
            return answered >= entry.putAway + entry.quarantined + entry.disposed
        }
    }
}

// MARK: Asking it

extension OrderReplay {
    /// What a request would be answered; nil where it would be refused.
    ///
    /// - Parameters:
    ///   - lines: what it would ask for; nil: all.
    ///   - ids: the outbound orders that it would name; nil: all.
    func forecast(lines: [Line]?, ids: [String]?) -> [CancellationForecast]? {
        guard let first = ask(lines: lines, ids: ids) else { return nil }
        var forecasts = first.forecasts
        // What else it asks for is stopped by cases already, or is over.
        var left = lines.map { $0.subtracting(first.lines) }
        for id in outboundOrderIds where ids?.contains(id) ?? true {
            guard !forecasts.contains(where: { $0.outboundOrderId == id }) else { continue }
            let ordered = order.outboundOrders.filter { $0.id == id }.flatMap(\.ordered).merged()
            let asked = left.map { ordered.common(with: $0) } ?? ordered
            guard !asked.isEmpty else { continue }
            left = left.map { $0.subtracting(asked) }
            guard let answer = ask(lines: left == nil ? nil : asked, ids: [id]) else { return nil }
            if let covered = answer.covered {
                let part = covered.outboundOrders.first { $0.outboundOrderId == id }
                forecasts.append(
                    CancellationForecast(
                        outboundOrderId: id,
                        step: .covered(
                            caseId: covered.caseId,
                            code: covered.state.isFinal ? .alreadyCancelled : part?.code ?? covered.code),
                        units: asked.units))
            } else {
                forecasts += answer.forecasts
            }
        }
        return forecasts
    }

    private var outboundOrderIds: [String] { order.outboundOrders.filter { !$0.isRefused }.map(\.id).unique }

    /// What one request is answered.
    private struct Answer {
        /// By the case that is opened for it: what becomes of its units.
        var forecasts: [CancellationForecast] = []
        var lines: [Line] = []
        /// By a case that there is already.
        var covered: CancellationChanged?
    }

    private func ask(lines: [Line]?, ids: [String]?) -> Answer? {
        // No id of a request has a slash.
        let request = CancellationRequested(
            requestId: "/", storeOrder: order.key, reason: "other", requestedBy: "staff", requestedAt: now,
            lines: lines, outboundOrderIds: ids)
        var after = order
        let identity = MessageIdentity(name: Fingerprint(value: UInt64(heard + 1)), content: 0)
        let effects: [StoreOrderEffect]
        do throws(Rejection) {
            effects = try after.handle(.requested(request), identity: identity, at: now, policies: policies)
        } catch { return nil }
        let told = effects.compactMap { effect -> CancellationChanged? in
            if case .cancellationChanged(let one) = effect, one.requestId == request.requestId { one } else { nil }
        }
        guard let told = told.last else { return nil }
        guard after.cases.count > order.cases.count, let opened = after.cases.last else { return Answer(covered: told) }
        let forecasts = told.outboundOrders.map { part in
            CancellationForecast(
                outboundOrderId: part.outboundOrderId, step: step(part, of: opened),
                units: part.quantities?.requested ?? 0)
        }
        return Answer(forecasts: forecasts, lines: opened.parts.flatMap(\.lines).merged())
    }

    private func step(_ part: CancellationChanged.Part, of opened: CancellationCase) -> CancellationForecast.Step {
        let before = order.outboundOrders.first { $0.id == part.outboundOrderId }
        let policy = policies[before?.merchantId ?? ""]
        switch part.code {
        case .awaitingRelease:
            let waits = before?.status == .backordered || before?.status == .allocating
            let freed = opened.parts.filter { $0.outboundOrderId == part.outboundOrderId && $0.state == .releasing }
            return .cancel(available: waits ? 0 : freed.flatMap(\.lines).units)
        case .cancelledBeforeWork: return .cancel(available: 0)
        case .awaitingVerification: return .verify(seconds: policy.verifySeconds)
        case .awaitingInterception: return .putBack(seconds: policy.interceptSeconds)
        case .awaitingRestock, .interceptedAndRestocked, .escalated: return .putBack(seconds: policy.restockSeconds)
        case .inTransit, .delivered, .leftBeforeInterception, .unknownOrder, .partialAfterWorkStarted, .goodsMissing,
            .noAnswerFromWarehouse, .alreadyCancelled, .alreadyBack, .waitingForOrder:
            return .refuse(part.code)
        }
    }
}

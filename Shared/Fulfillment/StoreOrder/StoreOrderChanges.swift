/// Says what a store order's change means to others, from the difference between before and after.
struct StoreOrderChanges {
    let before: StoreOrder
    /// What brought it about; nil where a deadline did.
    let message: StoreOrderMessage?
    let now: Timestamp
    let policies: Policies

    init(from before: StoreOrder, message: StoreOrderMessage?, at now: Timestamp, policies: Policies) {
        self.before = before
        self.message = message
        self.now = now
        self.policies = policies
    }

    /// Counts the revisions of what changed, and returns all that is to be sent: commands first, then changes, then tasks,
    /// and last what contradicts an outcome: the store has to read the outcome first, also where one message brought both.
    func publish(in after: inout StoreOrder, after said: [StoreOrderEffect]) -> [StoreOrderEffect] {
        var effects = said.filter { !$0.isContradiction } + holdChanges(in: &after)
        for index in after.outboundOrders.indices where after.outboundOrders[index].consignment == 0 {
            let id = after.outboundOrders[index].id
            let known = before.outboundOrder(id)
            after.keepFurthest(index, told: known?.status)
            guard !isToldAlike(known, after.outboundOrder(id)) else { continue }
            after.outboundOrders[index].revision += 1
            after.outboundOrders[index].changedAt = max(now, known?.changedAt ?? now)
            if let changed = after.outboundOrder(id) { effects.append(.outboundOrderChanged(changed)) }
        }
        // The lines of consignments together are the same in any order.
        let isDivided = after.outboundOrders.contains { $0.consignment != 0 }
        for index in after.cases.indices {
            let known = index < before.cases.count ? before.cases[index] : nil
            if view(after.cases[index], in: after, sorted: isDivided)
                != known.map({ view($0, in: before, sorted: isDivided) })
            {
                after.cases[index].revision += 1
                // The clocks of two senders differ: what ends a case may be dated before what opened it.
                after.cases[index].changedAt = max(now, after.cases[index].changedAt)
                for requestId in after.cases[index].requestIds {
                    effects.append(.cancellationChanged(after.outcome(of: after.cases[index], for: requestId, at: now)))
                }
            }
            effects += taskChanges(of: after.cases[index], from: known, in: after)
        }
        return effects + said.filter(\.isContradiction)
    }

    /// Whether the same is published about an outbound order; the order of its lines does not matter.
    private func isToldAlike(_ before: OutboundOrder?, _ after: OutboundOrder?) -> Bool {
        guard var one = before, let other = after else { return before == nil && after == nil }
        if one.lines != other.lines, one.lines.sameUnits(as: other.lines) { one.lines = other.lines }
        return one.told == other.told
    }

    /// What the store sees of a case. One that merely answers one more request has not changed.
    private struct View: Equatable {
        /// What the consignments of an outbound order have in common is published as one.
        var parts: [PartView]
        var gaveUp: Bool
        var waitingLines: [Line]?
        var waitingFor: [String]
    }

    private struct PartView: Equatable {
        var outboundOrderId: String
        var state: CasePart.State
        var code: CancellationCode
        var lines: [Line]
        var back: [String: UnitsBack]
        var labelVoided: Bool?
        var isPulled: Bool
        /// Where there are several parcels, and the store waits for them.
        var parcels: [CancellationChanged.Parcel]

        mutating func join(_ other: PartView) -> Bool {
            var alike = other
            (alike.lines, alike.back) = (lines, back)
            guard alike == self else { return false }
            lines = (lines + other.lines).merged()
            for (sku, units) in other.back { back[sku, default: UnitsBack()].add(units) }
            return true
        }
    }

    private func view(_ one: CancellationCase, in order: StoreOrder, sorted isSorted: Bool) -> View {
        var parts: [PartView] = []
        for part in one.parts {
            let view = PartView(
                outboundOrderId: part.outboundOrderId, state: part.told, code: part.code, lines: part.lines,
                back: part.toldBack, labelVoided: order.labelVoided(part),
                isPulled: part.isOpen && part.state == .intercepting && order.whereabouts(of: part).isPulled,
                parcels: part.isOpen ? order.outboundOrder(part.outboundOrderId)?.toldParcels ?? [] : [])
            guard !parts.indices.contains(where: { parts[$0].join(view) }) else { continue }
            parts.append(view)
        }
        if isSorted { for index in parts.indices { parts[index].lines.sort { $0.sku < $1.sku } } }
        return View(parts: parts, gaveUp: one.gaveUp, waitingLines: one.waitingLines, waitingFor: one.waitingFor)
    }

    /// Inventory holds for a case what is to be stopped for it, and no longer.
    private func holdChanges(in after: inout StoreOrder) -> [StoreOrderEffect] {
        var effects: [StoreOrderEffect] = []
        for (index, one) in after.cases.enumerated() {
            let known = index < before.cases.count ? before.cases[index] : nil
            for (place, part) in one.parts.enumerated() {
                let id = part.outboundOrderId
                // One command for each outbound order, with any number of parts.
                guard one.parts.firstIndex(where: { $0.outboundOrderId == id }) == place,
                    let outbound = after.outboundOrders.first(where: { $0.id == id })
                else { continue }
                let (lines, former) = (one.heldLines(of: id), known?.heldLines(of: id))
                // Inventory learns of a case that stops nothing, too: who brings back what left may cite it.
                let isNew = known?.parts.contains { $0.outboundOrderId == id } != true
                let isRefused = isNew && one.parts.contains { $0.outboundOrderId == id && !$0.covers }
                guard lines != former || (lines == nil && isRefused) else { continue }
                if lines != nil { after.cases[index].parts[place].unansweredHolds += 1 }
                let move = StockMove(outboundOrderId: id, lines: lines ?? [], caseId: one.id, replyTo: after.key)
                effects.append(
                    .stock(
                        StockCommand(
                            warehouse: outbound.warehouse, action: lines == nil ? .unhold(move) : .hold(move))))
            }
        }
        return effects
    }

    private func taskChanges(
        of one: CancellationCase, from known: CancellationCase?, in after: StoreOrder
    ) -> [StoreOrderEffect] {
        let wasOpen = known.map { known in known.parts.map { tasks(of: $0, known, before) } } ?? []
        let isOpen = one.parts.flatMap { tasks(of: $0, one, after) }
        var effects: [StoreOrderEffect] = []
        for (part, tasks) in zip(one.parts, wasOpen) {
            for var task in tasks where !isOpen.contains(where: { $0.taskId == task.taskId }) {
                task.result = result(of: task.kind, part)
                effects.append(.taskClosed(task))
            }
        }
        for task in isOpen where !wasOpen.contains(where: { $0.contains { $0.taskId == task.taskId } }) {
            effects.append(.taskOpened(task))
        }
        return effects
    }

    /// The tasks of a part that are open. One that is opened once more, because the parcel has to be stopped again, has an id
    /// of its own.
    private func tasks(of part: CasePart, _ one: CancellationCase, _ order: StoreOrder) -> [WarehouseTask] {
        guard let place = order.consignmentIndex(of: part) else { return [] }
        let open = part.openTasks(order.outboundOrders[place])
        guard !open.isEmpty else { return [] }
        let warehouseId = order.outboundOrders[place].warehouseId
        let number = one.id.split(separator: "/").last ?? ""
        return open.map { kind, parcel in
            let round = kind == .stopWork ? part.workStops : part.restarts + 1
            let again = (parcel.number == 1 ? "" : "-p\(parcel.number)") + (round <= 1 ? "" : "-\(round)")
            return WarehouseTask(
                taskId: "T-\(part.outboundOrderId)-\(number)-\(kind.rawValue)\(again)", kind: kind, caseId: one.id,
                outboundOrderId: part.outboundOrderId, storeOrder: order.key, warehouseId: warehouseId,
                lines: part.lines, trackingNumber: parcel.trackingNumber, dueAt: part.dueAt ?? now, result: nil)
        }
    }

    /// How a task ended: by the report it asked for, or overtaken by something else.
    private func result(of kind: WarehouseTask.Kind, _ part: CasePart) -> WarehouseTask.Result {
        guard case .reported(let report) = message else {
            switch kind {
            case .putAway: return part.isBack ? .done : .superseded
            // Nobody answered, and its deadline is over.
            case .stopWork: return message == nil ? .failed : .superseded
            case .verifyGoods, .interceptParcel, .voidLabel: return .superseded
            }
        }
        switch (kind, report.fact) {
        case (.verifyGoods, .goodsVerified): return .done
        case (.interceptParcel, .parcelIntercepted(let succeeded, _)): return succeeded ? .done : .failed
        case (.voidLabel, .labelVoided(let succeeded, _, _)): return succeeded ? .done : .failed
        case (.stopWork, .parcelIntercepted(true, _)), (.stopWork, .goodsVerified(.inWarehouse)): return .done
        // Who packs says that the units are not in the parcel.
        case (.stopWork, .progressed) where part.state == .cancelled: return .done
        case (.stopWork, _): return .failed
        case (.verifyGoods, _), (.interceptParcel, _), (.voidLabel, _), (.putAway, _): return .superseded
        }
    }
}

extension CasePart {
    /// Its units have come back, or are written off.
    fileprivate var isBack: Bool { state == .restocked }
}

extension StoreOrder {
    /// Remembers how far the consignments of an outbound order have come together, from when work on it began.
    /// - Parameter told: the status that the store knows.
    fileprivate mutating func keepFurthest(_ first: Int, told: OutboundStatus?) {
        let id = outboundOrders[first].id
        guard outboundOrders.contains(where: { $0.id == id && $0.consignment != 0 }) else { return }
        let known = [outboundOrders[first].furthest, told, outboundOrder(id)?.status].compactMap(\.self)
        outboundOrders[first].furthest =
            known.filter { !$0.isStopped && $0.rank >= OutboundStatus.picking.rank }.max { $0.rank < $1.rank }
    }

    /// Where the parcel of a part is.
    func whereabouts(of part: CasePart) -> Whereabouts {
        consignment(of: part)?.whereabouts ?? Whereabouts()
    }
}

extension StoreOrderEffect {
    fileprivate var isContradiction: Bool {
        if case .contradicted = self { true } else { false }
    }
}

extension CancellationCase {
    /// What inventory is to hold of an outbound order for it; nil where it is to hold nothing.
    fileprivate func heldLines(of outboundOrderId: String) -> [Line]? {
        let holding = parts.filter { $0.outboundOrderId == outboundOrderId && $0.holdsUnits }
        let lines = holding.flatMap(\.returnable).merged()
        // Nothing may be left of what is stopped: others freed it.
        return lines.isEmpty ? nil : lines
    }
}

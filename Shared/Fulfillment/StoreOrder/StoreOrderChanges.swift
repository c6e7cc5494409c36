/// Tells what a store order's change means to others, from the difference between before and after.
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
        var effects = said.filter { !$0.isContradiction } + holdChanges(in: after)
        for index in after.outboundOrders.indices {
            let known = index < before.outboundOrders.count ? before.outboundOrders[index] : nil
            guard after.outboundOrders[index].told != known?.told else { continue }
            after.outboundOrders[index].revision += 1
            after.outboundOrders[index].changedAt = now
            effects.append(.outboundOrderChanged(after.outboundOrders[index]))
        }
        for index in after.cases.indices {
            let known = index < before.cases.count ? before.cases[index] : nil
            if changed(after.cases[index], from: known) {
                after.cases[index].revision += 1
                after.cases[index].changedAt = now
                for requestId in after.cases[index].requestIds {
                    effects.append(.cancellationChanged(after.outcome(of: after.cases[index], for: requestId, at: now)))
                }
            }
            effects += taskChanges(of: after.cases[index], from: known, in: after)
        }
        return effects + said.filter(\.isContradiction)
    }

    /// Inventory holds for a case what is to be stopped for it, and no longer.
    private func holdChanges(in after: StoreOrder) -> [StoreOrderEffect] {
        var effects: [StoreOrderEffect] = []
        for (index, one) in after.cases.enumerated() {
            let known = index < before.cases.count ? before.cases[index] : nil
            for (place, part) in one.parts.enumerated() {
                let id = part.outboundOrderId
                // One command for each outbound order, whatever the number of its parts.
                guard one.parts.firstIndex(where: { $0.outboundOrderId == id }) == place,
                    let outbound = after.outboundOrders.first(where: { $0.id == id })
                else { continue }
                let (lines, former) = (one.heldLines(of: id), known?.heldLines(of: id))
                // Inventory learns of a case that stops nothing, too: who brings back what left may cite it.
                let isNew = known?.parts.contains { $0.outboundOrderId == id } != true
                let isRefused = isNew && one.parts.contains { $0.outboundOrderId == id && !$0.covers }
                guard lines != former || (lines == nil && isRefused) else { continue }
                let move = StockMove(outboundOrderId: id, lines: lines ?? [], caseId: one.id, replyTo: after.key)
                effects.append(
                    .stock(
                        StockCommand(
                            warehouse: outbound.warehouse, action: lines == nil ? .unhold(move) : .hold(move))))
            }
        }
        return effects
    }

    /// A case that merely answers one more request has not changed.
    private func changed(_ one: CancellationCase, from known: CancellationCase?) -> Bool {
        guard let known else { return true }
        return one.parts.map(\.told) != known.parts.map(\.told) || one.gaveUp != known.gaveUp
            || one.waitingLines != known.waitingLines
    }

    private func taskChanges(
        of one: CancellationCase, from known: CancellationCase?, in after: StoreOrder
    ) -> [StoreOrderEffect] {
        var effects: [StoreOrderEffect] = []
        for (index, part) in one.parts.enumerated() {
            let formerPart = known.flatMap { index < $0.parts.count ? $0.parts[index] : nil }
            let former = formerPart?.openTasks ?? []
            for kind in former where !part.openTasks.contains(kind) {
                effects.append(
                    .taskClosed(task(kind, part, one, after, dueAt: formerPart?.dueAt, result: result(of: kind, part))))
            }
            for kind in part.openTasks where !former.contains(kind) {
                effects.append(.taskOpened(task(kind, part, one, after, dueAt: part.dueAt, result: nil)))
            }
        }
        return effects
    }

    private func task(
        _ kind: WarehouseTask.Kind, _ part: CasePart, _ one: CancellationCase, _ after: StoreOrder,
        dueAt: Timestamp?, result: WarehouseTask.Result?
    ) -> WarehouseTask {
        let outbound = after.outboundOrders.first { $0.id == part.outboundOrderId }
        let number = one.id.split(separator: "/").last ?? ""
        return WarehouseTask(
            taskId: "T-\(part.outboundOrderId)-\(number)-\(kind.rawValue)", kind: kind, caseId: one.id,
            outboundOrderId: part.outboundOrderId, storeOrder: after.key, warehouseId: outbound?.warehouseId ?? "",
            lines: part.lines, trackingNumber: outbound?.trackingNumber, dueAt: dueAt ?? now,
            result: result)
    }

    /// How a task ended: by the report it asked for, or overtaken by something else.
    private func result(of kind: WarehouseTask.Kind, _ part: CasePart) -> WarehouseTask.Result {
        guard case .reported(let report) = message else { return kind == .putAway ? .done : .superseded }
        switch (kind, report.fact) {
        case (.verifyGoods, .goodsVerified): return .done
        case (.interceptParcel, .parcelIntercepted(let succeeded, _)): return succeeded ? .done : .failed
        case (.voidLabel, .labelVoided(let succeeded, _, _)): return succeeded ? .done : .failed
        case (.putAway, _): return .done
        case (.stopWork, .parcelIntercepted): return .done
        case (.stopWork, _): return .failed
        case (.verifyGoods, _), (.interceptParcel, _), (.voidLabel, _): return .superseded
        }
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
        return holding.isEmpty ? nil : holding.flatMap(\.lines).merged()
    }
}

extension StoreOrder {
    /// How a case stands, told under one of its requests.
    func outcome(of one: CancellationCase, for requestId: String, at now: Timestamp) -> CancellationChanged {
        let (state, code) = one.standing
        return CancellationChanged(
            caseId: one.id, requestId: requestId, storeOrder: key, revision: one.revision, state: state, code: code,
            stage: one.stage, nextAction: one.nextAction, labelVoided: one.labelVoided,
            outboundOrders: one.parts.map { part in
                let outbound = outboundOrders.first { $0.id == part.outboundOrderId }
                return CancellationChanged.Part(
                    outboundOrderId: part.outboundOrderId, warehouseId: outbound?.warehouseId ?? "",
                    status: outbound?.status ?? part.stage, code: part.code)
            },
            quantities: one.quantities, coveredBy: covering(requestId), changedAt: now)
    }

    /// The other cases that stop part of what a request asked for, as things stand: one that was refused since stops nothing.
    private func covering(_ requestId: String) -> [String] {
        let named = requests.first { $0.requestId == requestId }?.coveredBy ?? []
        if named.isEmpty { return named }
        return named.filter { id in cases.contains { $0.id == id && $0.parts.contains(where: \.covers) } }
    }
}

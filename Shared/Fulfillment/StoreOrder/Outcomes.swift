extension StoreOrder {
    /// How a case stands, told under one of its requests: of no more units than that request asked for.
    public func outcome(of one: CancellationCase, for requestId: String, at now: Timestamp) -> CancellationChanged {
        let (state, code) = one.standing
        let request = requests.first { $0.requestId == requestId }
        let shares = one.shares(of: request?.lines)
        var entries: [CancellationChanged.Part] = []
        var sum = CaseQuantities()
        for (part, share) in zip(one.parts, shares) where !share.isEmpty || request?.lines == nil {
            let units = part.quantities(of: share)
            sum += units
            add(part, units, to: &entries)
        }
        let waiting = one.waitingLines?.units ?? 0
        let unanswered = request?.lines.map { min(waiting, $0.subtracting(shares.flatMap { $0 }).units) } ?? waiting
        sum.requested += unanswered
        if one.gaveUp { sum.refused += unanswered }
        return CancellationChanged(
            caseId: one.id, requestId: requestId, storeOrder: key, revision: one.revision, state: state, code: code,
            stage: one.stage, nextAction: nextAction(of: one), labelVoided: labelVoided(one), outboundOrders: entries,
            quantities: sum, coveredBy: covering(request), changedAt: now)
    }

    /// An outbound order stands once in an outcome, however many parts of the case are about it.
    private func add(_ part: CasePart, _ units: CaseQuantities, to entries: inout [CancellationChanged.Part]) {
        let outbound = outboundOrders.first { $0.id == part.outboundOrderId }
        let entry = CancellationChanged.Part(
            outboundOrderId: part.outboundOrderId, warehouseId: outbound?.warehouseId ?? "",
            status: outbound?.status ?? part.stage, code: part.code, stage: part.stage, nextAction: nextAction(of: part),
            quantities: units)
        guard let place = entries.firstIndex(where: { $0.outboundOrderId == part.outboundOrderId }) else {
            entries.append(entry)
            return
        }
        var sum = entries[place].quantities ?? CaseQuantities()
        sum += units
        let isMoreUrgent = (entry.nextAction ?? .none).urgency > (entries[place].nextAction ?? .none).urgency
        if isMoreUrgent { entries[place] = entry }
        entries[place].quantities = sum
    }

    /// What the store best does about one outbound order. A return is proposed where something left, and is not on its way
    /// back already.
    private func nextAction(of part: CasePart) -> NextAction {
        let action = part.code.nextAction
        guard action == .createReturn, part.ending == nil,
            let outbound = outboundOrders.first(where: { $0.id == part.outboundOrderId })
        else { return action }
        return outbound.status == .returnedToSender || outbound.isAllBack ? .none : action
    }

    /// What the store best does next: of several things the most urgent.
    private func nextAction(of one: CancellationCase) -> NextAction {
        let (state, code) = one.standing
        guard state.isFinal else { return code.nextAction }
        let actions = one.parts.map { nextAction(of: $0) } + (one.gaveUp ? [CancellationCode.unknownOrder.nextAction] : [])
        return actions.max { $0.urgency < $1.urgency } ?? code.nextAction
    }

    private func labelVoided(_ one: CancellationCase) -> Bool? {
        let labels = one.parts.compactMap { labelVoided($0) }
        return labels.contains(false) ? false : labels.first
    }

    /// The other cases that stop part of what a request asked for, as things stand: one that was refused since stops nothing.
    private func covering(_ request: Request?) -> [String] {
        let named = request?.coveredBy ?? []
        if named.isEmpty { return named }
        return named.filter { id in cases.contains { $0.id == id && $0.parts.contains(where: \.covers) } }
    }
}

extension CancellationCase {
    /// What of each part answers somebody who asked for these lines; nil asks for all. What one part answers is not answered
    /// by the next once more.
    func shares(of asked: [Line]?) -> [[Line]] {
        var left = asked
        return parts.map { part in
            guard let wanted = left else { return part.lines }
            let share = part.lines.common(with: wanted)
            left = wanted.subtracting(share)
            return share
        }
    }
}

extension StoreOrder {
    /// How a case stands, published under one of its requests: of no more units than that request asked for.
    ///
    /// - Parameter isJoining: the request asks for what the case is about already. It has its end at once where that has.
    public func outcome(
        of one: CancellationCase, for requestId: String, at now: Timestamp, isJoining: Bool = false
    ) -> CancellationChanged {
        let request = requests.first { $0.requestId == requestId }
        let heard = one.heard(by: request)
        // While it is open it stands the same for all its requests.
        let standing = heard.isFinal && (isJoining || one.isFinal) ? heard : one
        let (state, code) = standing.standing
        let shares = heard.shares(of: request?.lines)
        var entries: [CancellationChanged.Part] = []
        var sum = CaseQuantities()
        for (part, share) in zip(heard.parts, shares) where !share.isEmpty || request?.lines == nil {
            let units = part.quantities(of: share)
            sum += units
            add(part, units, to: &entries)
        }
        let waiting = heard.waitingLines?.units ?? 0
        let unanswered = request?.lines.map { min(waiting, $0.subtracting(shares.flatMap { $0 }).units) } ?? waiting
        sum.requested += unanswered
        if heard.gaveUp { sum.refused += unanswered }
        return CancellationChanged(
            caseId: one.id, requestId: requestId, storeOrder: key, revision: one.revision, state: state, code: code,
            stage: heard.stage, nextAction: nextAction(of: standing), labelVoided: labelVoided(heard),
            outboundOrders: entries,
            quantities: sum, coveredBy: covering(request), changedAt: max(now, one.changedAt))
    }

    /// An outbound order stands once in an outcome, however many parts of the case are about it.
    private func add(_ part: CasePart, _ units: CaseQuantities, to entries: inout [CancellationChanged.Part]) {
        let outbound = outboundOrder(part.outboundOrderId)
        let entry = CancellationChanged.Part(
            outboundOrderId: part.outboundOrderId, warehouseId: outbound?.warehouseId ?? "",
            status: outbound?.status ?? part.stage, code: part.code, stage: part.stage,
            nextAction: nextAction(of: part),
            quantities: units, parcels: outbound?.toldParcels ?? [])
        guard let place = entries.firstIndex(where: { $0.outboundOrderId == part.outboundOrderId }) else {
            entries.append(entry)
            return
        }
        var sum = entries[place].quantities ?? CaseQuantities()
        sum += units
        if entry.weight > entries[place].weight { entries[place] = entry }
        entries[place].quantities = sum
    }

    /// What the store best does about one outbound order. A return is proposed where something left, and is not on its way
    /// back already.
    private func nextAction(of part: CasePart) -> NextAction {
        let action = part.code.nextAction
        guard action == .createReturn, let outbound = consignment(of: part) else { return action }
        return outbound.needsNoReturn ? .none : action
    }

    /// What the store best does next: of several things the most urgent.
    private func nextAction(of one: CancellationCase) -> NextAction {
        let (state, code) = one.standing
        guard state.isFinal else { return code.nextAction }
        let actions =
            one.parts.map { nextAction(of: $0) } + (one.gaveUp ? [CancellationCode.unknownOrder.nextAction] : [])
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

extension OutboundOrder {
    /// Nothing of it is out and stays out.
    var needsNoReturn: Bool { isOnItsWayBack || isAllBack }

    /// The carrier brings it back, a return order waits for it, and nobody has sent it out once more since.
    private var isOnItsWayBack: Bool {
        let isComing =
            status == .returnedToSender
            ? wasReturnedToSender || whereabouts.isReturning : status.isStopped && whereabouts.isReturning
        return isComing && !awaitedBy.isEmpty
    }

    /// What is sent to the store about its parcels; nothing where it is one parcel.
    var toldParcels: [CancellationChanged.Parcel] {
        guard hasSeveralParcels else { return [] }
        return parcels.map { parcel in
            CancellationChanged.Parcel(
                parcelId: parcel.parcelId ?? parcel.trackingNumber ?? "\(parcel.number)",
                trackingNumber: parcel.trackingNumber, custody: parcel.whereabouts.custody,
                labelVoided: parcel.whereabouts.labelVoided)
        }
    }
}

extension CancellationChanged.Part {
    /// Of several parts of one outbound order what is still open counts, an escalated one first, and then what asks most of
    /// the store, or would if nothing were on its way back; else what was refused, and then what was stopped after work began,
    /// as in the case's own code.
    fileprivate var weight: Int {
        let action = nextAction ?? .none
        if code == .escalated { return .max }
        if action == .wait { return .max - 1 }
        return 40 * action.urgency + 4 * code.nextAction.urgency + ((quantities?.refused ?? 0) > 0 ? 2 : 0)
            + (code == .interceptedAndRestocked ? 1 : 0)
    }
}

extension CancellationCase {
    /// What of it a request hears: one that joined it hears of the outbound orders that it asked about, and of nothing that
    /// has come with none yet.
    func heard(by request: StoreOrder.Request?) -> CancellationCase {
        guard let ids = request?.joinedFor, parts.contains(where: { ids.contains($0.outboundOrderId) }) else {
            return self
        }
        var heard = self
        heard.parts.removeAll { !ids.contains($0.outboundOrderId) }
        (heard.waitingLines, heard.waitingFor, heard.gaveUp) = (nil, [], false)
        return heard
    }

    /// A request has had its final outcome from it.
    func hasEnded(for request: StoreOrder.Request) -> Bool { isFinal || hasEndedFirst(for: request) }

    /// A request joined it and was answered for good at once: it did not hear of later changes.
    func hasEndedFirst(for request: StoreOrder.Request) -> Bool {
        request.joinedFor != nil && !requestIds.contains(request.requestId)
    }

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

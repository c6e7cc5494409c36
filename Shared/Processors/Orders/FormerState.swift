internal import Contracts
internal import Fulfillment

/// What an earlier version wrote of a store order, and what it says in the words of today.
///
/// That version kept what was known of a parcel in flags of the outbound order and of each part of a case, counted what came
/// back of a part without saying of which SKU, and stopped with a whole-order request what was submitted while its case was
/// open.
struct FormerState {
    /// Of each outbound order, in order; nil where the record is of today.
    var parcels: [Parcel?] = []
    var cases: [Case] = []

    /// What was known of an outbound order's parcel.
    struct Parcel {
        var custody = Custody.warehouse
        var hasLabel = false
        var isLabelVoided = false
        var isPulled = false
        /// The return order that was opened for what left and comes back.
        var expectedBy: String?

        /// Reads the field if it is one of these.
        static func take(
            _ key: JSONReader.Key, _ reader: inout JSONReader, _ former: inout Parcel?
        ) throws(DecodeError) -> Bool {
            var parcel = former ?? Parcel()
            switch key {
            case "custody": parcel.custody = try reader.word(Custody.self)
            case "hasLabel": parcel.hasLabel = try reader.bool()
            case "isLabelVoided": parcel.isLabelVoided = try reader.bool()
            case "isPulled": parcel.isPulled = try reader.bool()
            case "expectedBy": parcel.expectedBy = try reader.string()
            default: return false
            }
            former = parcel
            return true
        }
    }

    struct Case {
        var wantsWholeOrder = false
        /// In order; nil where the record is of today.
        var parts: [Part?] = []
    }

    /// What was known of a part's parcel and units.
    struct Part {
        enum Label: String, CaseIterable { case none, toVoid, voided, notVoided }

        var label = Label.none
        var parcelPulled = false
        var restored = 0
        var quarantined = 0
        var writtenOff = 0
        var restockedBy: RestockClaim?
        var workReported = false
        var shippedAnyway = false

        /// Reads the field if it is one of these.
        static func take(
            _ key: JSONReader.Key, _ reader: inout JSONReader, _ former: inout Part?
        ) throws(DecodeError) -> Bool {
            var part = former ?? Part()
            switch key {
            case "label": part.label = try reader.word(Label.self)
            case "parcelPulled": part.parcelPulled = try reader.bool()
            case "restored": part.restored = try reader.int()
            case "quarantined": part.quarantined = try reader.int()
            case "writtenOff": part.writtenOff = try reader.int()
            case "restockedBy": part.restockedBy = try RestockClaim.decode(&reader)
            case "workReported": part.workReported = try reader.bool()
            case "shippedAnyway": part.shippedAnyway = try reader.bool()
            default: return false
            }
            former = part
            return true
        }
    }
}

extension FormerState {
    /// Says it in the words of today.
    /// - Throws: where a field that this version reads elsewhere is there twice: then the two do not belong together.
    func bring(into order: inout StoreOrder, _ policies: Policies) throws(DecodeError) {
        let isOfIt =
            cases.count <= order.cases.count && parcels.count <= order.outboundOrders.count
            && zip(cases, order.cases).allSatisfy { $0.parts.count <= $1.parts.count }
        guard isOfIt else { throw DecodeError(.invalidField, "cases", "is there twice") }
        for (caseIndex, one) in cases.enumerated() {
            for (partIndex, part) in one.parts.enumerated() {
                guard let part else { continue }
                bring(part, into: &order, caseIndex, partIndex)
            }
            end(caseIndex, in: &order)
            if one.wantsWholeOrder { meanWhole(caseIndex, in: &order) }
        }
        for (index, parcel) in parcels.enumerated() {
            guard let parcel else { continue }
            bring(parcel, into: &order, index, policies)
        }
    }

    private func bring(_ former: Part, into order: inout StoreOrder, _ caseIndex: Int, _ partIndex: Int) {
        var part = order.cases[caseIndex].parts[partIndex]
        let outbound = order.outboundOrders.first { $0.id == part.outboundOrderId }
        part.back = former.back(of: part, outbound?.back ?? [:])
        part.workStops = former.workReported ? 1 : 0
        part.isWorkedOn =
            former.workReported && !former.parcelPulled && !former.shippedAnyway && part.state == .cancelled
        if former.shippedAnyway {
            part.ending = former.ending(of: part)
            part.state = .left
            part.contradiction = .lateShipment
            order.cases[caseIndex].contradictions.append(
                CancellationCase.Contradiction(
                    outboundOrderId: part.outboundOrderId, code: .lateShipment, lines: part.lines,
                    reportedAt: outbound?.changedAt ?? order.cases[caseIndex].changedAt))
        }
        order.cases[caseIndex].parts[partIndex] = part
    }

    /// A case that had its final outcome keeps it.
    private func end(_ caseIndex: Int, in order: inout StoreOrder) {
        guard order.cases[caseIndex].isFinal else { return }
        for (partIndex, former) in cases[caseIndex].parts.enumerated() {
            let part = order.cases[caseIndex].parts[partIndex]
            if let former, part.ending == nil {
                order.cases[caseIndex].parts[partIndex].ending = former.ending(of: part)
            }
        }
    }

    /// Its requests meant the whole store order.
    private func meanWhole(_ caseIndex: Int, in order: inout StoreOrder) {
        let one = order.cases[caseIndex]
        for index in order.requests.indices where order.requests[index].caseId == one.id {
            order.requests[index].cutOff = one.openedAt
            order.requests[index].awaitsFirst = one.isWaiting
        }
    }

    private func bring(_ former: Parcel, into order: inout StoreOrder, _ index: Int, _ policies: Policies) {
        var outbound = order.outboundOrders[index]
        let stopped = newestStopped(outbound.id, in: order)
        let isRestocking = stopped?.part.state == .restocking
        let isIntercepted = isRestocking || stopped?.part.state == .restocked
        outbound.parcels[0].whereabouts = former.whereabouts(stopped?.former)
        let expected = former.expectedBy
        let isCaught = expected == ReturnOrder.interceptionId(outbound.id)
        if let expected, !outbound.isAllBack { outbound.awaitedBy = [expected] }
        if isRestocking, !isCaught, stopped?.former.restockedBy?.by != .adjustment,
            policies[outbound.merchantId].restockBy == .returnOrder
        {
            outbound.awaitedBy.append(ReturnOrder.interceptionId(outbound.id))
        }
        outbound.interceptions = isCaught || isIntercepted ? 1 : 0
        outbound.wasReturnedToSender = expected == ReturnOrder.returnedToSenderId(outbound.id)
        if isIntercepted, let stage = stopped?.part.stage { outbound.reached = stage }
        order.outboundOrders[index] = outbound
    }

    /// The newest part of an outbound order whose parcel was, or is to be, stopped: it knows more of the parcel than the
    /// outbound order did.
    private func newestStopped(_ id: String, in order: StoreOrder) -> (part: CasePart, former: Part)? {
        for (caseIndex, one) in cases.enumerated().reversed() {
            for (partIndex, former) in one.parts.enumerated().reversed() {
                let part = order.cases[caseIndex].parts[partIndex]
                if let former, part.outboundOrderId == id, part.covers { return (part, former) }
            }
        }
        return nil
    }
}

extension FormerState.Parcel {
    fileprivate func whereabouts(_ part: FormerState.Part?) -> Whereabouts {
        var parcel = Whereabouts()
        parcel.custody = custody
        let isInHand = part.map { $0.parcelPulled && !$0.shippedAnyway } ?? false
        parcel.isPulled = custody != .carrier && (isPulled || isInHand)
        parcel.label =
            switch part?.label ?? .none {
            case .none: hasLabel ? (isLabelVoided ? .voided : .printed) : .none
            case .toVoid: .printed
            case .voided: .voided
            case .notVoided: .notVoided
            }
        return parcel
    }
}

extension FormerState.Part {
    fileprivate func ending(of part: CasePart) -> CasePart.Ending {
        let labelVoided: Bool? =
            switch label {
            case .none: nil
            case .toVoid, .notVoided: false
            case .voided: true
            }
        return CasePart.Ending(state: part.state, labelVoided: labelVoided, back: part.back)
    }

    /// What came back of the part, by SKU: what came back of its outbound order, where that is as much; else its own lines in
    /// order.
    fileprivate func back(of part: CasePart, _ all: [String: UnitsBack]) -> [String: UnitsBack] {
        guard restored + quarantined + writtenOff > 0 else { return [:] }
        var counted = part
        counted.count(all)
        let units = counted.back.values
        if units.reduce(0, { $0 + $1.restored }) == restored, units.reduce(0, { $0 + $1.quarantined }) == quarantined,
            units.reduce(0, { $0 + $1.writtenOff }) == writtenOff
        {
            return counted.back
        }
        var left = (restored: restored, quarantined: quarantined, writtenOff: writtenOff)
        var back: [String: UnitsBack] = [:]
        for line in part.lines {
            var own = UnitsBack()
            own.restored = min(left.restored, line.quantity)
            own.quarantined = min(left.quarantined, line.quantity - own.restored)
            own.writtenOff = min(left.writtenOff, line.quantity - own.restored - own.quarantined)
            left.restored -= own.restored
            left.quarantined -= own.quarantined
            left.writtenOff -= own.writtenOff
            if own != UnitsBack() { back[line.sku] = own }
        }
        return back
    }
}

import Fulfillment
import TestSupport

/// What the floor does, and says of it.
extension HonestFloor {
    mutating func act(_ index: Int, _ act: Act, _ world: World, _ random: inout SplitMix64) {
        // What a person or a carrier does takes longer than any two clocks differ, and than what of a difference says nothing.
        now = max(now, world.clocks.values.max() ?? now).adding(seconds: Int64(601 + random.below(600)))
        let expecting = returnOrder(parcels[index], world)
        if act.handlesUnits { tell(index) }
        switch act {
        case .begin:
            parcels[index].place = .atWork
            parcels[index].inside = known(parcels[index], world)?.lines ?? []
            if random.chance(70) { report(index, .progressed(.picking, carrier: nil, trackingNumber: nil)) }
        case .fallShort: if random.chance(15) { fallShort(index, &random) }
        case .box: if random.chance(30) { box(index, &random) }
        case .tell: tell(index)
        case .label:
            parcels[index].hasLabel = true
            if random.chance(70) {
                report(index, .progressed(.labelled, carrier: "UPS", trackingNumber: parcels[index].trackingNumber))
            }
        case .reportShipped:
            if random.chance(50) {
                report(index, .progressed(.shipped, carrier: "UPS", trackingNumber: parcels[index].trackingNumber))
            }
        case .take:
            parcels[index].place = .withCarrier
            parcels[index].isOut = true
            for line in parcels[index].inside { inBuilding[line.sku]! -= line.quantity }
            if random.chance(50) {
                report(index, .carrierScanned(.pickedUp, trackingNumber: parcels[index].trackingNumber))
            }
        case .notice:
            parcels[index].place = .stopped
            report(index, .parcelIntercepted(succeeded: true, reason: nil))
        case .answer(let id, let kind): answer(index, id, kind, &random)
        case .pull: pull(index)
        case .goOn:
            // Nobody asks for it any more: it goes its way, with what a person could not put back.
            parcels[index].place = .atWork
            parcels[index].inside = parcels[index].byHand ?? parcels[index].inside
            parcels[index].byHand = nil
            report(index, .progressed(.shipped, carrier: "UPS", trackingNumber: parcels[index].trackingNumber))
        case .putBack: putBack(index, world, &random)
        case .receive: receive(index, expecting!, world, &random)
        case .deliver:
            parcels[index].place = .delivered
            report(index, .carrierScanned(.delivered, trackingNumber: parcels[index].trackingNumber))
        case .sendBack:
            parcels[index].place = .comingBack
            report(index, .carrierScanned(.returnedToSender, trackingNumber: parcels[index].trackingNumber))
        case .buyerReturns: buyerReturns(index, &random)
        case .shelve: parcels[index].place = .ended
        case .resend:
            let inside = parcels[index].broughtBack ?? []
            parcels[index].broughtBack = nil
            guard random.chance(40) else { break }
            parcels[index].resent += 1
            if let id = parcels[index].awaited?.returnOrder { parcels[index].cameBy.insert(id) }
            (parcels[index].inside, parcels[index].awaited) = (inside, nil)
            (parcels[index].place, parcels[index].isOut) = (.withCarrier, true)
            for line in inside { inBuilding[line.sku]! -= line.quantity }
            report(index, .progressed(.shipped, carrier: "UPS", trackingNumber: parcels[index].trackingNumber))
        case .lose:
            guard random.chance(5) else { break }
            (parcels[index].place, parcels[index].hasLost) = (.lost, true)
        case .find: parcels[index].place = .atWork
        case .writeOff: writeOff(index, world)
        case .release:
            guard random.chance(10) else { break }
            parcels[index].place = .ended
            let released = StockMove(
                outboundOrderId: parcels[index].id, lines: known(parcels[index], world)?.lines ?? [],
                replyTo: parcels[index].key)
            say(index, .adjustments, .stock(StockCommand(warehouse: Self.warehouse, action: .release(released))))
        case .tellLost:
            let line = parcels[index].unheard.removeFirst()
            adjust(index, line.sku, by: -line.quantity, world)
        }
    }

    private mutating func answer(_ index: Int, _ id: String, _ kind: WarehouseTask.Kind, _ random: inout SplitMix64) {
        parcels[index].answered.insert(id)
        let parcel = parcels[index]
        switch kind {
        case .verifyGoods:
            report(index, .goodsVerified(parcel.isOut ? .withCarrier : parcel.isMissing ? .missing : .inWarehouse))
        case .interceptParcel:
            let canBePulled = parcel.place == .atWork || parcel.place == .pulled
            if canBePulled {
                pull(index)
            } else {
                report(index, .parcelIntercepted(succeeded: !parcel.isOut && !parcel.isMissing, reason: nil))
            }
        case .voidLabel:
            report(
                index,
                .labelVoided(
                    succeeded: !parcel.isOut && random.chance(80), trackingNumber: parcel.trackingNumber, reason: nil))
        case .stopWork:
            guard parcel.place == .atWork || parcel.place == .pulled else {
                return report(
                    index, .parcelIntercepted(succeeded: !parcel.isOut && !parcel.isMissing, reason: nil))
            }
            parcels[index].place = .stopped
            report(index, .parcelIntercepted(succeeded: true, reason: nil))
        case .putAway: break
        }
    }

    private mutating func pull(_ index: Int) {
        parcels[index].place = .pulled
        report(index, .parcelIntercepted(succeeded: true, reason: nil))
    }

    /// A person puts units back by hand, for the case: often before anybody has asked what became of the label.
    private mutating func putBack(_ index: Int, _ world: World, _ random: inout SplitMix64) {
        let parcel = parcels[index]
        var left = parcel.byHand ?? parcel.inside
        var line = left.removeFirst()
        if line.quantity > 1, random.chance(30) {
            left.append(Line(line.sku, line.quantity - 1))
            line.quantity = 1
        }
        // Now and then somebody finds that a unit is not there.
        let isLost = random.chance(10)
        if isLost {
            inBuilding[line.sku]! -= line.quantity
            parcels[index].hasLost = true
        }
        adjust(index, line.sku, by: isLost ? -line.quantity : line.quantity, world)
        parcels[index].byHand = left
        if !isLost { parcels[index].hasPutBack = true }
        guard left.isEmpty else { return }
        parcels[index].place = .ended
        // Nobody can pull what is not there.
        parcels[index].isWrittenOff = !parcels[index].hasPutBack
    }

    /// Nobody finds it. What was freed by then is nobody's: it is missing where stock is counted.
    private mutating func writeOff(_ index: Int, _ world: World) {
        let isFreed =
            known(parcels[index], world).map { $0.status == .cancelled } == true
            && !isContradicted(parcels[index], world)
        for line in parcels[index].inside {
            inBuilding[line.sku]! -= line.quantity
            adjust(index, line.sku, by: -line.quantity, world, isFreed: isFreed)
        }
        parcels[index].place = .ended
        parcels[index].isWrittenOff = true
    }

    private mutating func adjust(_ index: Int, _ sku: String, by delta: Int, _ world: World, isFreed: Bool = false) {
        let parcel = parcels[index]
        let id = "adj-\(adjusted.count + 1)"
        adjusted[id] = index
        say(
            index, .adjustments,
            .stock(
                StockCommand(
                    warehouse: Self.warehouse,
                    action: .adjust(
                        StockAdjustment(
                            adjustmentId: id, sku: sku, delta: delta,
                            reasonCode: delta < 0 ? "missing" : "intercepted", actor: "mia",
                            caseId: isFreed ? nil : openCase(parcel, world) ?? known(parcel, world)?.caseId,
                            outboundOrderId: isFreed ? nil : parcel.id)))))
    }

    /// What was put back by hand was refused: no case stops it any more. It lies where the parcel lay. What was written off is
    /// gone all the same.
    mutating func hearRefused(_ action: StockCommand.Action) {
        guard case .adjust(let adjustment) = action, let index = adjusted[adjustment.adjustmentId] else { return }
        guard adjustment.delta > 0 else {
            // Who hears that no case has them says it again where one takes them.
            if adjustment.outboundOrderId != nil {
                parcels[index].unheard.append(Line(adjustment.sku, -adjustment.delta))
            }
            return
        }
        parcels[index].byHand = ((parcels[index].byHand ?? []) + [Line(adjustment.sku, adjustment.delta)]).merged()
        parcels[index].place = .pulled
    }

    private mutating func receive(_ index: Int, _ id: String, _ world: World, _ random: inout SplitMix64) {
        let parcel = parcels[index]
        var left = parcel.awaited?.lines ?? parcel.inside
        let cameFromOutside = parcel.isOut
        var came = [left.removeFirst()]
        if random.chance(60) { (came, left) = (came + left, []) }
        // Now and then a unit is not there: the last receipt says so, or a person writes it off.
        let isLost = left.isEmpty && came.count > 1 && random.chance(20)
        let isWrittenOff = isLost && parcel.place == .pulled && random.chance(50)
        if isLost, let lost = came.popLast() {
            parcels[index].hasLost = true
            if !cameFromOutside { inBuilding[lost.sku]! -= lost.quantity }
            if isWrittenOff { adjust(index, lost.sku, by: -lost.quantity, world) }
        }
        let isBroughtBack = cameFromOutside && id.hasPrefix(ReturnOrder.returnedToSenderId(parcel.id))
            && parcel.boxNumber == nil
        if isBroughtBack, parcel.broughtBack == nil { parcels[index].broughtBack = [] }
        let lines = came.map { line in
            let handling = random.pick([Handling.putAway, .putAway, .quarantine, .dispose])
            if isBroughtBack, handling == .putAway { parcels[index].broughtBack?.append(line) }
            if handling == .quarantine { parcels[index].isApart = true }
            if parcel.goesElsewhere {
                arriveElsewhere(line, handling)
            } else {
                if cameFromOutside, handling == .putAway { inBuilding[line.sku]! += line.quantity }
                if !cameFromOutside, handling != .putAway { inBuilding[line.sku]! -= line.quantity }
                if handling == .quarantine { apart[line.sku, default: 0] += line.quantity }
            }
            return ReturnOrderReceived.ReceivedLine(line, condition: .good, handling: handling)
        }
        let isComplete =
            isAllExpected(parcel, by: id, world)
            && ((isLost && !isWrittenOff) || (left.isEmpty && random.chance(50)))
            || (!left.isEmpty && id.hasPrefix("RET-") && random.chance(30))
        // Now and then it is scanned before it is there, that is taken back, and it is scanned once more.
        let isPlenty = came.allSatisfy { inBuilding[$0.sku]! > 50 }
        let isAll = left.isEmpty && !isLost && parcel.receipts == 0 && isPlenty
        if isAll, !parcel.goesElsewhere, random.chance(20) {
            let receiptId = sayReceived(index, id, lines, isComplete)
            // What is scanned twice is looked at before it is sent once more.
            parcels[index].isApart = true
            say(
                index, .returns,
                .returns(
                    .reverse(ReceiptReversed(returnOrderId: id, storeOrder: parcel.key, receiptId: receiptId))))
        }
        _ = sayReceived(index, id, lines, isComplete)
        parcels[index].awaited = (id, left)
        if left.isEmpty { (parcels[index].place, parcels[index].isOut) = (.ended, false) }
        // Nobody says which of those that were set apart goes with the others.
        if parcels[index].isApart || isLost { parcels[index].broughtBack = nil }
    }

    private mutating func sayReceived(
        _ index: Int, _ id: String, _ lines: [ReturnOrderReceived.ReceivedLine], _ isComplete: Bool
    ) -> String {
        parcels[index].receipts += 1
        let receiptId = "rr-\(parcels[index].boxNumber ?? "")\(parcels[index].receipts)"
        say(
            index, .returns,
            .returns(
                .receive(
                    ReturnOrderReceived(
                        returnOrderId: id, storeOrder: parcels[index].key, receiptId: receiptId, lines: lines,
                        complete: isComplete))))
        return receiptId
    }

    private mutating func arriveElsewhere(_ line: Line, _ handling: Handling) {
        if handling == .putAway { inOtherBuilding[line.sku, default: 0] += line.quantity }
        if handling == .quarantine { apartElsewhere[line.sku, default: 0] += line.quantity }
    }

    /// The buyer keeps it, or sends some of it back.
    private mutating func buyerReturns(_ index: Int, _ random: inout SplitMix64) {
        let parcel = parcels[index]
        guard random.chance(60) else {
            parcels[index].place = .ended
            return
        }
        let id = "RET-" + parcel.id + (parcel.boxNumber ?? "")
        let lines = random.chance(50) ? parcel.inside : Array(parcel.inside.prefix(1))
        parcels[index].goesElsewhere = random.chance(25)
        let isElsewhere = parcels[index].goesElsewhere
        say(
            index, .returns,
            .returns(
                .create(
                    ReturnOrderCreated(
                        returnOrderId: id, storeOrder: parcel.key, outboundOrderId: parcel.id,
                        warehouse: isElsewhere ? Self.otherWarehouse : Self.warehouse,
                        fromWarehouseId: isElsewhere ? Self.warehouse.warehouseId : nil, origin: .customer, caseId: nil,
                        handling: .putAway, lines: lines))))
        parcels[index].awaited = (id, lines)
        parcels[index].place = .comingBack
    }

    /// A unit of it is not found, or damaged, or left out for another reason.
    private mutating func fallShort(_ index: Int, _ random: inout SplitMix64) {
        let place = random.below(parcels[index].inside.count)
        let sku = parcels[index].inside[place].sku
        parcels[index].inside = parcels[index].inside.subtracting([Line(sku, 1)])
        let reason = random.pick(StockShort.Reason.allCases)
        let isFreed = random.chance(30)
        if !isFreed { inBuilding[sku]! -= 1 }
        parcels[index].hasLost = true
        if !isFreed, reason == .damaged { apart[sku, default: 0] += 1 }
        report(
            index, .progressed(.picked, carrier: nil, trackingNumber: nil),
            short: [.init(Line(sku, 1), reason, freed: isFreed)])
        if parcels[index].inside.isEmpty { parcels[index].place = .ended }
    }

    /// What was picked goes into two boxes or three, with a label each. Some warehouses say what is in which at once, others
    /// later.
    private mutating func box(_ index: Int, _ random: inout SplitMix64) {
        var units = parcels[index].inside.flatMap { line in (0..<line.quantity).map { _ in line.sku } }
        for place in units.indices.reversed() { units.swapAt(place, random.below(place + 1)) }
        var boxes: [[Line]] = Array(repeating: [], count: min(units.count, random.chance(35) ? 3 : 2))
        for (number, sku) in units.enumerated() {
            // None stays empty.
            boxes[number < boxes.count ? number : random.below(boxes.count)].append(Line(sku, 1))
        }
        let isTold = random.chance(50)
        let whole = parcels[index]
        for (number, inside) in boxes.enumerated() {
            var one = whole
            one.inside = inside.merged()
            one.boxNumber = "1Z-\(whole.id)-\(number + 1)"
            (one.hasLabel, one.isTold, one.labelledAt) = (true, isTold, now)
            if number > 0 { for topic in one.said.indices { one.said[topic] = [] } }
            let place = number == 0 ? index : parcels.count
            if number == 0 { parcels[index] = one } else { parcels.append(one) }
            report(
                place, .progressed(.labelled, carrier: "UPS", trackingNumber: one.trackingNumber),
                lines: isTold ? one.inside : [])
        }
    }

    /// Somebody says what is in a box, once.
    private mutating func tell(_ index: Int) {
        guard parcels[index].boxNumber != nil, !parcels[index].isTold else { return }
        parcels[index].isTold = true
        report(
            index, .progressed(.labelled, carrier: "UPS", trackingNumber: parcels[index].trackingNumber),
            lines: parcels[index].inside, at: parcels[index].labelledAt)
    }

    private mutating func report(
        _ index: Int, _ fact: WarehouseReport.Fact, short: [StockShort.ShortLine] = [], lines: [Line] = [],
        at time: Timestamp? = nil
    ) {
        let topic: Topic = fact.source == .carrier ? .scans : .reports
        let at = (time ?? now).adding(seconds: skew(of: topic))
        say(
            index, topic,
            .order(
                .reported(
                    WarehouseReport(
                        outboundOrderId: parcels[index].id, storeOrder: parcels[index].key,
                        warehouseId: Self.warehouse.warehouseId, reportedAt: at, fact: fact, short: short,
                        parcel: parcels[index].name, lines: lines))))
    }

    /// Whoever says something dates it by his own clock.
    private func skew(of topic: Topic) -> Int64 { topic == .scans ? skews.carrier : skews.warehouse }

    private mutating func say(_ index: Int, _ topic: Topic, _ body: World.Body) {
        parcels[index].said[topic.rawValue].append((body, now.adding(seconds: skew(of: topic))))
    }

    /// Whether what was said first by one of a parcel's topics may be delivered. What a person says of units of one of several
    /// boxes comes after what was reported of that box.
    func mayHear(_ parcel: Parcel, _ topic: Topic) -> Bool {
        guard let next = parcel.said[topic.rawValue].first else { return false }
        guard parcel.boxNumber != nil, topic == .adjustments else { return true }
        return parcel.said[Topic.reports.rawValue].allSatisfy { $0.at > next.at }
    }

    /// What was said first by one of a parcel's topics is delivered; now and then reports cross.
    mutating func nextSaid(_ index: Int, _ topic: Topic, _ random: inout SplitMix64) -> (
        body: World.Body, at: Timestamp
    ) {
        let waiting = parcels[index].said[topic.rawValue]
        let isCrossed = (topic == .reports || topic == .scans) && waiting.count > 1 && random.chance(15)
        let place = isCrossed && !waiting[0].body.isShort ? 1 : 0
        return parcels[index].said[topic.rawValue].remove(at: place)
    }
}

extension HonestFloor.Parcel {
    /// It was said of it that units will not be sent, and not delivered yet.
    var saysShort: Bool { said[HonestFloor.Topic.reports.rawValue].contains { $0.body.isShort } }
}

extension World.Body {
    /// It says that units will not be sent.
    fileprivate var isShort: Bool {
        if case .order(.reported(let report)) = self { !report.short.isEmpty } else { false }
    }
}

import Fulfillment
import TestSupport

/// What the floor does, and says of it.
extension HonestFloor {
    mutating func act(_ index: Int, _ act: Act, _ world: World, _ random: inout SplitMix64) {
        // What a person or a carrier does takes longer than any two clocks differ.
        now = max(now, world.clocks.values.max() ?? now).adding(seconds: Int64(301 + random.below(600)))
        switch act {
        case .begin:
            parcels[index].place = .atWork
            parcels[index].inside = known(parcels[index], world)?.lines ?? []
            if random.chance(70) { report(index, .progressed(.picking, carrier: nil, trackingNumber: nil)) }
        case .fallShort: if random.chance(15) { fallShort(index, &random) }
        case .box: if random.chance(30) { box(index, &random) }
        case .tell:
            parcels[index].isTold = true
            report(
                index, .progressed(.labelled, carrier: "UPS", trackingNumber: parcels[index].trackingNumber),
                lines: parcels[index].inside, at: parcels[index].labelledAt)
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
        case .receive: receive(index, returnOrder(parcels[index], world)!, world, &random)
        case .deliver:
            parcels[index].place = .delivered
            report(index, .carrierScanned(.delivered, trackingNumber: parcels[index].trackingNumber))
        case .sendBack:
            parcels[index].place = .comingBack
            report(index, .carrierScanned(.returnedToSender, trackingNumber: parcels[index].trackingNumber))
        case .buyerReturns: buyerReturns(index, &random)
        case .shelve: parcels[index].place = .ended
        case .lose: if random.chance(5) { parcels[index].place = .lost }
        case .find: parcels[index].place = .atWork
        case .writeOff: writeOff(index, world)
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
        if isLost { inBuilding[line.sku]! -= line.quantity }
        adjust(index, line.sku, by: isLost ? -line.quantity : line.quantity, world)
        parcels[index].byHand = left
        if left.isEmpty { parcels[index].place = .ended }
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
            index, 1,
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

    /// What was put back by hand was refused: no case stops it any more. It lies where the parcel lay.
    mutating func hearRefused(_ action: StockCommand.Action) {
        guard case .adjust(let adjustment) = action, adjustment.delta > 0,
            let index = adjusted[adjustment.adjustmentId]
        else { return }
        parcels[index].byHand = (parcels[index].byHand ?? []) + [Line(adjustment.sku, adjustment.delta)]
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
            if !cameFromOutside { inBuilding[lost.sku]! -= lost.quantity }
            if isWrittenOff { adjust(index, lost.sku, by: -lost.quantity, world) }
        }
        let lines = came.map { line in
            let handling = random.pick([Handling.putAway, .putAway, .quarantine, .dispose])
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
        // Now and then it is scanned before it is there, that is taken back, and it is scanned once more.
        let isAll = left.isEmpty && !isLost && parcel.receipts == 0 && parcel.boxNumber == nil
        if isAll, !parcel.goesElsewhere, random.chance(20) {
            let receiptId = sayReceived(index, id, lines, isComplete)
            say(
                index, 2,
                .returns(
                    .reverse(ReceiptReversed(returnOrderId: id, storeOrder: parcel.key, receiptId: receiptId))))
        }
        _ = sayReceived(index, id, lines, isComplete)
        parcels[index].awaited = (id, left)
        if left.isEmpty { (parcels[index].place, parcels[index].isOut) = (.ended, false) }
    }

    private mutating func sayReceived(
        _ index: Int, _ id: String, _ lines: [ReturnOrderReceived.ReceivedLine], _ isComplete: Bool
    ) -> String {
        parcels[index].receipts += 1
        let receiptId = "rr-\(parcels[index].boxNumber ?? "")\(parcels[index].receipts)"
        say(
            index, 2,
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
            index, 2,
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
        if !isFreed, reason == .damaged { apart[sku, default: 0] += 1 }
        report(
            index, .progressed(.picked, carrier: nil, trackingNumber: nil),
            short: [.init(Line(sku, 1), reason, freed: isFreed)])
        if parcels[index].inside.isEmpty { parcels[index].place = .ended }
    }

    /// What was picked goes into two boxes, with a label each. Some warehouses say what is in which at once, others later.
    private mutating func box(_ index: Int, _ random: inout SplitMix64) {
        var second = parcels[index]
        let units = parcels[index].inside.flatMap { line in (0..<line.quantity).map { _ in line.sku } }
        let cut = 1 + random.below(units.count - 1)
        var mixed = units
        for place in mixed.indices.reversed() { mixed.swapAt(place, random.below(place + 1)) }
        parcels[index].inside = mixed.prefix(cut).map { Line($0, 1) }.merged()
        second.inside = mixed.dropFirst(cut).map { Line($0, 1) }.merged()
        second.said = [[], [], []]
        parcels.append(second)
        let isTold = random.chance(50)
        for (number, place) in [index, parcels.count - 1].enumerated() {
            parcels[place].boxNumber = "1Z-\(parcels[place].id)-\(number + 1)"
            (parcels[place].hasLabel, parcels[place].isTold, parcels[place].labelledAt) = (true, isTold, now)
            report(
                place, .progressed(.labelled, carrier: "UPS", trackingNumber: parcels[place].trackingNumber),
                lines: isTold ? parcels[place].inside : [])
        }
    }

    private mutating func report(
        _ index: Int, _ fact: WarehouseReport.Fact, short: [StockShort.ShortLine] = [], lines: [Line] = [],
        at time: Timestamp? = nil
    ) {
        say(
            index, 0,
            .order(
                .reported(
                    WarehouseReport(
                        outboundOrderId: parcels[index].id, storeOrder: parcels[index].key,
                        warehouseId: Self.warehouse.warehouseId, reportedAt: time ?? now, fact: fact, short: short,
                        parcel: parcels[index].name, lines: lines))))
    }

    private mutating func say(_ index: Int, _ topic: Int, _ body: World.Body) {
        parcels[index].said[topic].append((body, now))
    }

    /// What was said first by one of a parcel's topics is delivered.
    mutating func nextSaid(_ index: Int, _ topic: Int) -> (body: World.Body, at: Timestamp) {
        parcels[index].said[topic].removeFirst()
    }
}

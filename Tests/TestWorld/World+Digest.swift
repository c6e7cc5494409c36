import Fulfillment

/// What distinguishes two worlds. Revisions and times are left out: nothing is decided by them.
extension World {
    /// Where every message is a new one, what was seen decides nothing: `redelivers` is false.
    func digest(into hasher: inout Hasher, redelivers: Bool = true) {
        for key in orders.keys.sorted(by: { $0.description < $1.description }) {
            orders[key]!.digest(into: &hasher, since: clocks[key] ?? Sample.now)
            if redelivers { hasher.combine(Set(orders[key]!.seen.messages)) }
        }
        for key in shelves.keys.sorted(by: { $0.description < $1.description }) {
            shelves[key]!.digest(into: &hasher, redelivers: redelivers)
        }
        if redelivers { hasher.combine(refused) }
        for id in expected.keys.sorted() {
            expected[id]!.digest(into: &hasher, since: clocks[expected[id]!.storeOrder] ?? Sample.now)
        }
        for key in sent.keys.sorted(by: { $0.description < $1.description }) {
            for id in sent[key]!.keys.sorted() { sent[key]![id]!.digest(into: &hasher, redelivers: redelivers) }
        }
        for lane in lanes {
            hasher.combine(lane.count)
            for sent in lane { sent.digest(into: &hasher) }
        }
        hasher.combine(auditor)
    }
}

extension Shelf {
    fileprivate func digest(into hasher: inout Hasher, redelivers: Bool) {
        for sku in stocks.keys.sorted() {
            let stock = stock(sku)
            hasher.combine(stock.onHand)
            hasher.combine(stock.allocated)
            hasher.combine([stock.absent?.taken ?? 0, stock.absent?.promised ?? 0, stock.absent?.lost ?? 0])
            hasher.combine(stock.quarantined)
        }
        for id in allocations.keys.sorted() {
            allocations[id]!.digest(into: &hasher)
            if redelivers { hasher.combine(Set(allocations[id]!.seen.messages)) }
        }
        hasher.combine(documents)
        for one in waiting.values.sorted(by: { $0.outboundOrderId < $1.outboundOrderId }) {
            hasher.combine(one.outboundOrderId)
            for place in one.places {
                hasher.combine(place.line)
                hasher.combine(place.before)
                hasher.combine(place.after)
            }
        }
    }
}

extension StoreOrder {
    /// Deadlines count from the order's own time.
    fileprivate func digest(into hasher: inout Hasher, since now: Timestamp) {
        for one in outboundOrders {
            hasher.combine(one.id)
            hasher.combine(one.status)
            hasher.combine(one.custody)
            hasher.combine(one.lines)
            hasher.combine(one.linesBeforeRelease)
            hasher.combine([one.stockIssued, one.isBackordered, one.wasReturnedToSender, one.awaitsUnknown])
            hasher.combine(one.consignment)
            hasher.combine([one.found, one.broken])
            for receipt in one.arriving { hasher.combine(receipt.lines) }
            for parcel in one.parcels {
                hasher.combine([parcel.whereabouts.isPulled, parcel.whereabouts.isReturning])
                parcel.whereabouts.digest(into: &hasher, since: now)
                hasher.combine(parcel.parcelId)
                hasher.combine(parcel.givenUp)
                hasher.combine([parcel.holdsAll, parcel.isEmpty])
                hasher.combine(parcel.contentsAt?.seconds(since: now))
                hasher.combine(parcel.status)
            }
            hasher.combine(one.awaitedBy)
            hasher.combine(one.cameAt?.seconds(since: now))
            hasher.combine(one.passedNumbers)
            hasher.combine(one.reached)
            hasher.combine(one.furthest)
            for (sku, back) in one.back.sorted(by: { $0.key < $1.key }) {
                hasher.combine(sku)
                hasher.combine([back.restored, back.quarantined, back.destroyed, back.writtenOff])
            }
            for (sku, back) in one.backFromOutside.sorted(by: { $0.key < $1.key }) {
                hasher.combine(sku)
                hasher.combine([back.restored, back.quarantined, back.destroyed, back.writtenOff])
            }
            hasher.combine(one.trackingNumber)
        }
        for one in cases {
            hasher.combine(one.requestIds)
            hasher.combine(one.waitingLines)
            hasher.combine(one.mergedInto)
            hasher.combine(one.gaveUp)
            hasher.combine(one.deadline?.seconds(since: now))
            for part in one.parts {
                hasher.combine(part.outboundOrderId)
                hasher.combine([part.consignment, part.unansweredHolds])
                hasher.combine(part.lines)
                hasher.combine(part.stage)
                hasher.combine(part.code)
                hasher.combine(part.isOpen)
                hasher.combine("\(part.state)")
                hasher.combine(part.ending == nil)
                hasher.combine(part.contradiction)
                hasher.combine([part.isEscalated, part.isWorkedOn, part.isReleaseEarly])
                hasher.combine(part.cancelledAt?.seconds(since: now))
                hasher.combine(part.deadline?.seconds(since: now))
                for (sku, back) in part.toldBack.sorted(by: { $0.key < $1.key }) {
                    hasher.combine(sku)
                    hasher.combine([back.restored, back.quarantined, back.destroyed, back.writtenOff])
                }
            }
        }
        hasher.combine(requests.map(\.requestId))
        hasher.combine(requests.map(\.joinedFor))
        for report in waitingReports {
            hasher.combine("\(report.report.fact)")
            hasher.combine(report.deadline?.seconds(since: now))
            hasher.combine(report.latest?.seconds(since: now))
        }
    }
}

extension Whereabouts {
    /// How old each fact is decides what a later one changes.
    fileprivate func digest(into hasher: inout Hasher, since now: Timestamp) {
        hasher.combine(label)
        hasher.combine(backAt?.seconds(since: now))
        for fact in [inside, outside, pull, labelled, scanned, missing] {
            hasher.combine(fact?.source)
            hasher.combine(fact?.reportedAt.seconds(since: now))
        }
    }
}

extension Allocation {
    fileprivate func digest(into hasher: inout Hasher) {
        hasher.combine(outboundOrderId)
        hasher.combine(isBackordered)
        for entry in entries {
            hasher.combine([
                entry.held, entry.released, entry.out, entry.restored, entry.quarantined, entry.disposed, entry.missing,
                entry.short,
            ])
            hasher.combine(entry.claim?.id)
        }
        hasher.combine(receipts)
        for one in takenBefore { hasher.combine(one.lines) }
        for one in notCome { hasher.combine(one.lines) }
        for hold in holds {
            hasher.combine(hold.caseId)
            hasher.combine(hold.lines)
        }
        hasher.combine(Set(caseIds))
    }
}

extension ExpectedReturn {
    fileprivate func digest(into hasher: inout Hasher, since now: Timestamp) {
        order?.digest(into: &hasher)
        hasher.combine(refused?.lines)
        hasher.combine(announced?.created.lines)
        for one in waiting {
            hasher.combine(one.received.receiptId)
            hasher.combine(one.received.fingerprint)
            hasher.combine(one.deadline.seconds(since: now))
        }
    }
}

extension SentGoods {
    fileprivate func digest(into hasher: inout Hasher, redelivers: Bool) {
        hasher.combine(outboundOrderId)
        hasher.combine(awaitedBy)
        for one in entries { hasher.combine([one.waiting, one.held, one.out, one.lost, one.back]) }
        hasher.combine(lastBack?.id)
        hasher.combine(overtaken?.id)
        hasher.combine(isRefused)
        if redelivers { hasher.combine(Set(seen.messages)) }
    }
}

extension ReturnOrder {
    fileprivate func digest(into hasher: inout Hasher) {
        hasher.combine(state)
        for entry in entries {
            hasher.combine([entry.received, entry.putAway, entry.quarantined, entry.disposed, entry.booked])
        }
        for receipt in receipts {
            hasher.combine(receipt.receiptId)
            hasher.combine(receipt.answered)
            hasher.combine(receipt.claimed)
            hasher.combine(receipt.reversal?.state)
        }
        hasher.combine(discrepancies.map(\.kind))
        hasher.combine(reversed)
        hasher.combine(lost)
    }
}

extension World.Sent {
    fileprivate func digest(into hasher: inout Hasher) {
        hasher.combine(identity)
        switch body {
        case .stock(let command):
            if case .allocate(let move) = command.action { hasher.combine(move.lines) }
            if case .release(let move) = command.action { hasher.combine(move.lines) }
            if case .issue(let move) = command.action { hasher.combine(move.lines) }
            if case .hold(let move) = command.action { hasher.combine(move.lines) }
            if case .unhold(let move) = command.action { hasher.combine(move.caseId) }
            if case .restore(let restore) = command.action {
                hasher.combine(restore.lines.map(\.line))
                hasher.combine(restore.complete)
            }
        case .reply(let reply):
            hasher.combine(reply.lines.map(\.line))
            hasher.combine(reply.receiptId)
            hasher.combine(reply.caseId)
            hasher.combine(reply.lines.map(\.found))
            hasher.combine(reply.complete)
        case .returns(let command):
            switch command {
            case .cancel(_, _, let reason):
                hasher.combine("cancel \(reason?.id ?? "")")
                hasher.combine(reason?.writtenOff)
            case .reverse(let reversed): hasher.combine("reverse \(reversed.receiptId)")
            case .create, .receive: hasher.combine("create")
            }
        case .order: break
        }
    }
}

extension Timestamp {
    fileprivate func seconds(since other: Timestamp) -> Int64 { (milliseconds - other.milliseconds) / 1000 }
}

import Fulfillment
import TestSupport

/// A warehouse, a carrier and buyers who tell no lie: every unit of a parcel is somewhere, and what they say of it was so
/// when they said it. What they say arrives late, each kind by its own topic, while the floor goes on.
///
/// It says nothing of how Turnback decides. Where it ends, the books have to be what stands in the building.
///
/// An outbound order leaves in up to three boxes. It is more careful with those than with one: it says what is in a box before
/// anybody handles its units, and what a person says of stock is delivered after what was reported of that box before. What
/// the carrier brought back in one box is sent once more now and then, where there is enough for all, and where nothing of it
/// was set apart, was lost, or was scanned by mistake.
///
/// What it leaves out: units that are handled before anybody has said what is in their box, a lost box that turns up with the
/// carrier, and a receipt that is taken back after its goods were sent once more, or where nothing is left to take it from (that is
/// refused, and a person counts). And where two boxes lie pulled that hold the same SKU, nothing says which of them a person put
/// back, or wrote off: histories such as 77000027423 end wrong for that.
struct HonestFloor {
    enum Place: Hashable {
        case shelf, atWork, pulled, withCarrier, delivered, comingBack, ended
        /// It was cancelled before work, and stopped in time.
        case stopped
        /// Nobody knows where in the building.
        case lost
    }

    /// What one outbound order became on the floor.
    struct Parcel {
        let id: String
        let key: StoreOrderKey
        let lines: [Line]
        var place = Place.shelf
        /// What was picked for it.
        var inside: [Line] = []
        var hasLabel = false
        /// What a person has still to put back by hand; nil where nobody began to.
        var byHand: [Line]?
        /// What of it has still to be received by a return order, and by which.
        var awaited: (returnOrder: String, lines: [Line])?
        /// Units that nobody finds, and that inventory has not heard of yet.
        var unheard: [Line] = []
        var receipts = 0
        var answered: Set<String> = []
        /// What was said and not delivered yet, by topic.
        var said: [[(body: World.Body, at: Timestamp)]] = Array(repeating: [], count: Topic.allCases.count)

        /// All that was reported of it has been delivered.
        var hasReported: Bool { said[Topic.reports.rawValue].isEmpty && said[Topic.scans.rawValue].isEmpty }

        /// The carrier or the buyer has it.
        var isOut = false
        /// Nobody finds it, and the books have been put right.
        var isWrittenOff = false
        /// Some of it was put back by hand.
        var hasPutBack = false
        /// Units of it were set apart.
        var isApart = false
        /// Units of it were lost, or are.
        var hasLost = false
        /// What the carrier brought back of it and was put away, while all of it was.
        var broughtBack: [Line]?
        /// The return orders by which it came, before it was sent once more.
        var cameBy: Set<String> = []
        /// How many times it was sent once more.
        var resent = 0
        /// Nobody knows where it is.
        var isMissing: Bool { place == .lost || isWrittenOff }
        /// It is sent back to the other warehouse.
        var goesElsewhere = false
        /// Where its outbound order leaves in two boxes: the number on this one.
        var boxNumber: String?
        /// When the box got its label.
        var labelledAt = Sample.now
        /// Somebody has said what is in the box.
        var isTold = false

        var trackingNumber: String { boxNumber ?? "1Z" }
        var name: ParcelName { ParcelName(trackingNumber: boxNumber) }
    }

    /// What is said comes by these, each at its own pace.
    enum Topic: Int, CaseIterable { case reports, adjustments, returns, scans }

    enum Act {
        case begin, fallShort, label, box, tell, reportShipped, take, notice
        case answer(String, WarehouseTask.Kind)
        case pull, goOn, putBack, receive
        case deliver, sendBack, buyerReturns, shelve, lose, find, writeOff, tellLost
        /// What the carrier brought back is sent once more.
        case resend
        /// The warehouse's own system takes it off its list.
        case release

        /// Somebody has units of the parcel in hand.
        var handlesUnits: Bool {
            switch self {
            case .putBack, .receive, .buyerReturns, .writeOff: true
            default: false
            }
        }
    }

    static let warehouse = Sample.warehouse
    /// Some returns arrive here.
    static let otherWarehouse = WarehouseKey(merchantId: warehouse.merchantId, warehouseId: "NYC2")
    var parcels: [Parcel]
    /// Units that stand in the building, by SKU: to be sold, and apart.
    var inBuilding: [String: Int]
    var apart: [String: Int] = [:]
    /// The same of the other warehouse.
    var inOtherBuilding: [String: Int] = [:]
    var apartElsewhere: [String: Int] = [:]
    /// Which parcel an adjustment is about.
    var adjusted: [String: Int] = [:]
    /// The floor's time.
    var now = Sample.now
    /// By how many seconds the clocks of the warehouse and of the carrier are off.
    var skews: (warehouse: Int64, carrier: Int64) = (0, 0)

    init(parcels: [Parcel], inBuilding: [String: Int]) {
        self.parcels = parcels
        self.inBuilding = inBuilding
    }

    /// What the floor may do next with a parcel. It knows what Turnback has published, and nothing else.
    func acts(_ parcel: Parcel, _ world: World) -> [Act] {
        let known = known(parcel, world)
        let isCancelled = known?.status == .cancelled
        var acts: [Act] = []
        for (id, task) in world.auditor.tasks.sorted(by: { $0.key < $1.key })
        where task.outboundOrderId == parcel.id && task.isOpen && !parcel.answered.contains(id) && task.kind != .putAway
        {
            if isAbout(task, parcel) { acts.append(.answer(id, task.kind)) }
        }
        if parcel.boxNumber != nil, !parcel.isTold, known?.hasSeveralParcels == true, known?.isAllBack == false {
            acts.append(.tell)
        }
        if !parcel.unheard.isEmpty, openCase(parcel, world) != nil { acts.append(.tellLost) }
        switch parcel.place {
        case .shelf:
            if let known, known.status == .awaitingOutbound, isThere(known.lines) { acts += [.begin, .release] }
        case .atWork:
            acts += parcel.hasLabel ? [.reportShipped, .take] : [.label, .take]
            acts.append(.lose)
            if !parcel.hasLabel, parcel.byHand == nil, !isCancelled { acts.append(.fallShort) }
            let isOneBox = !parcel.hasLabel && parcel.byHand == nil && parcel.boxNumber == nil
            if isOneBox, parcel.inside.units > 1 { acts.append(.box) }
            if isCancelled { acts.append(.notice) }
            if openCase(parcel, world) != nil { acts.append(.pull) }
        case .pulled:
            let isOpen = openCase(parcel, world) != nil
            if isOpen, mayPutBack(parcel, world), parcel.byHand.map({ !$0.isEmpty }) ?? (parcel.awaited == nil) {
                acts.append(.putBack)
            }
            if parcel.byHand == nil, returnOrder(parcel, world) != nil { acts.append(.receive) }
            if parcel.awaited == nil, !isOpen, known?.status != .intercepted, parcel.said.allSatisfy(\.isEmpty),
                !awaitsAnswer(parcel, world)
            {
                acts.append(isCancelled ? .notice : .goOn)
            }
        case .stopped:
            // Whoever reads that the store heard of a late shipment knows that the books have to be put right.
            if openCase(parcel, world) != nil {
                let isExpected = parcel.byHand == nil && returnOrder(parcel, world) != nil
                if isExpected || mayPutBack(parcel, world) { acts.append(isExpected ? .receive : .putBack) }
            } else if parcel.hasReported, parcel.byHand == nil, parcel.awaited == nil,
                parcel.boxNumber == nil || known?.hasSeveralParcels == false || known?.isAllBack == true
            {
                acts.append(.shelve)
            }
        case .lost:
            acts.append(.find)
            // Who writes off what is just being freed is refused, and counts it then.
            if let known, known.caseId != nil, parcel.hasReported, !isCancelled || isTold(parcel, world),
                known.status.rank >= OutboundStatus.picking.rank || isCancelled
            {
                acts.append(.writeOff)
            }
        case .withCarrier: acts += [.deliver, .sendBack]
        case .comingBack: if returnOrder(parcel, world) != nil { acts.append(.receive) }
        case .delivered:
            // A buyer's parcel takes days: by then everybody has read that it left.
            if hasLeftByTheBooks(parcel, world) { acts.append(.buyerReturns) }
        case .ended:
            let isStopped = known.map { $0.status.isStopped || $0.caseId != nil } ?? true
            // Where goods are scarce somebody else is promised what came back.
            let isPlenty = inBuilding.values.allSatisfy { $0 > 50 }
            if parcel.broughtBack?.isEmpty == false, parcel.resent < 2, !isStopped, isPlenty, !parcel.saysShort { acts.append(.resend) }
        }
        return acts
    }

    /// What Turnback says of a parcel's outbound order, or of what goes with this box.
    func known(_ parcel: Parcel, _ world: World) -> OutboundOrder? {
        let all = world.orders[parcel.key]?.outboundOrders.filter { $0.id == parcel.id }
        let own = all?.first { $0.parcels.contains { $0.trackingNumber == parcel.trackingNumber } }
        return own ?? all?.first
    }

    /// Whether a task asks for this box: who is asked for none in particular takes the first.
    private func isAbout(_ task: Auditor.Task, _ parcel: Parcel) -> Bool {
        guard let number = parcel.boxNumber else { return true }
        return task.trackingNumber.map { $0 == number } ?? (parcels.first { $0.id == parcel.id }?.boxNumber == number)
    }

    private func hasLeftByTheBooks(_ parcel: Parcel, _ world: World) -> Bool {
        let entries = world.sent[parcel.key]?[parcel.id]?.entries ?? []
        // What is out may have been so before the carrier brought it back, until all of that is read.
        if parcel.resent > 0, isUnderway(parcel.id, world) { return false }
        guard parcel.boxNumber != nil else { return entries.contains { $0.out > 0 } }
        // Which box is out the books of returns do not say, until all of them are somewhere.
        return entries.allSatisfy { $0.held == 0 && $0.waiting == 0 } && !isUnderway(parcel.id, world)
            && parcel.inside.allSatisfy { line in entries.contains { $0.sku == line.sku && $0.out >= line.quantity } }
    }

    /// Whether it is known what is in a box, and all that was reported of the others is read.
    private func isTold(_ parcel: Parcel, _ world: World) -> Bool {
        if parcel.boxNumber == nil { return true }
        let boxes = parcels.filter { $0.id == parcel.id }
        return known(parcel, world)?.hasSeveralParcels == false && boxes.allSatisfy(\.hasReported)
    }

    /// Whether something of an outbound order has still to be read.
    private func isUnderway(_ id: String, _ world: World) -> Bool {
        if parcels.contains(where: { $0.id == id && !$0.said.allSatisfy(\.isEmpty) }) { return true }
        return world.lanes.joined().contains { sent in
            switch sent.body {
            case .stock(let command): command.action.outboundOrderId == id
            case .reply(let reply): reply.outboundOrderId == id
            case .order, .returns: false
            }
        }
    }

    /// Whether inventory has not decided yet about what was put back of it.
    func awaitsAnswer(_ parcel: Parcel, _ world: World) -> Bool {
        world.lanes[World.Lane.inventoryCommands.rawValue].contains { sent in
            guard case .stock(let command) = sent.body, case .adjust(let one) = command.action else { return false }
            return one.outboundOrderId == parcel.id
        }
    }

    /// Whether nobody else has picked what it takes.
    func isThere(_ lines: [Line]) -> Bool {
        let picked = parcels.filter { !$0.isOut && [.atWork, .pulled, .stopped].contains($0.place) }.flatMap(\.inside)
        return lines.allSatisfy { inBuilding[$0.sku]! - picked.quantity(of: $0.sku) >= $0.quantity }
    }

    /// Whether somebody puts a box back for its own case, or knows how much the others still wait for.
    private func mayPutBack(_ parcel: Parcel, _ world: World) -> Bool {
        let consignment = known(parcel, world)?.consignment
        return parcel.boxNumber == nil || open(parcel, world) { $0.consignment == consignment } != nil
            || !isUnderway(parcel.id, world)
    }

    private func open(_ parcel: Parcel, _ world: World, _ isAsked: (CasePart) -> Bool) -> String? {
        world.orders[parcel.key]?.cases.first { one in
            one.parts.contains { $0.outboundOrderId == parcel.id && $0.holdsUnits && isAsked($0) }
        }?.id
    }

    /// The case that is to stop a parcel.
    func openCase(_ parcel: Parcel, _ world: World) -> String? {
        let consignment = known(parcel, world)?.consignment
        // Who has a box in hand that was pulled puts it back for whichever box of it the case still waits.
        if let own = open(parcel, world, { $0.consignment == consignment }) { return own }
        switch parcel.place {
        case .pulled: return open(parcel, world) { _ in true }
        case .stopped:
            // The other boxes were put back for it, and the books have taken one of them for this one.
            let isLast = parcels.allSatisfy {
                $0.id != parcel.id || $0.boxNumber == parcel.boxNumber || $0.place == .ended
            }
            return isLast ? open(parcel, world) { $0.state == .restocking } : nil
        default: return nil
        }
    }

    /// Whether somebody who receives all of a box can say that nothing more comes by its return order.
    func isAllExpected(_ parcel: Parcel, by id: String, _ world: World) -> Bool {
        guard parcel.boxNumber != nil, let created = world.returns[id]?.created else { return true }
        return created.contentsUnknown || created.lines.sameUnits(as: parcel.inside)
    }

    /// Whether the store heard that what had been stopped is not; of several boxes, of this one.
    func isContradicted(_ parcel: Parcel, _ world: World) -> Bool {
        let consignment = known(parcel, world)?.consignment
        return world.orders[parcel.key]?.cases.contains { one in
            one.parts.contains {
                $0.outboundOrderId == parcel.id && $0.consignment == consignment && $0.contradiction != nil
            }
        } ?? false
    }

    /// Who has a box that nothing awaits any more looks for a return order that names its number and still expects as much.
    private func otherReturnOrder(_ parcel: Parcel, _ world: World) -> String? {
        let way =
            parcel.place == .comingBack
            ? ReturnOrder.returnedToSenderId(parcel.id) : ReturnOrder.interceptionId(parcel.id)
        return world.returns.keys.sorted().first { id in
            guard id.hasPrefix(way), let one = world.returns[id], !one.isClosed,
                one.created.trackingNumbers.contains(parcel.trackingNumber)
            else { return false }
            return parcel.inside.allSatisfy { line in
                one.entries.contains { $0.sku == line.sku && $0.expected - $0.received >= line.quantity }
            }
        }
    }

    /// The return order that awaits a parcel: the carrier's, else the interception's.
    func returnOrder(_ parcel: Parcel, _ world: World) -> String? {
        if let awaited = parcel.awaited { return awaited.returnOrder }
        if parcel.boxNumber != nil {
            // What the carrier brings back was not stopped.
            let isComing = parcel.place == .comingBack
            let own = known(parcel, world)?.awaitedBy.last { id in
                let isOfOther = isComing && id.hasPrefix(ReturnOrder.interceptionId(parcel.id))
                return !isOfOther && world.returns[id].map { !$0.isClosed } ?? false
            }
            return own ?? otherReturnOrder(parcel, world)
        }
        let first = ReturnOrder.returnedToSenderId(parcel.id)
        let fromCarrier = [first, first + "-2", first + "-3"]
        let ids = fromCarrier + [ReturnOrder.interceptionId(parcel.id)]
        return (parcel.place == .comingBack ? ids : Array(ids.suffix(1))).first { id in
            !parcel.cameBy.contains(id) && world.returns[id].map { !$0.isClosed } ?? false
        }
    }
}

extension StockCommand.Action {
    /// The outbound order whose units it moves.
    fileprivate var outboundOrderId: String? {
        switch self {
        case .allocate(let move), .release(let move), .issue(let move), .hold(let move), .unhold(let move):
            move.outboundOrderId
        case .adjust(let adjustment): adjustment.outboundOrderId
        case .restore(let restore): restore.outboundOrderId
        case .shorten(let short): short.outboundOrderId
        case .reverse(let reversal): reversal.outboundOrderId
        case .receive: nil
        }
    }
}

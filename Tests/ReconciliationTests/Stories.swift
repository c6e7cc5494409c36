import Contracts
import Fulfillment

@testable import Reconciliation

extension ReconcileHistory {
    /// All that may happen, and nothing that may not: released, shipped after all and sent back, intercepted, backordered,
    /// requested before the order came, contradicted, freed by others, rejected, unreadable.
    static var correct: ReconcileHistory {
        var history = ReconcileHistory()
        history.add(.movement("m-0", .received, 10, [10, 0, 0], [10, 0, 0]), source: "turnback/inventory")
        history.releasedThenShipped()
        history.intercepted()
        history.backordered()
        history.requestedTwiceBeforeTheOrder()
        history.backBeforeItWentOut()
        history.writtenOff()
        history.restNeverCame()
        history.joinedWhileItWaited()
        history.shippedAndCaught()
        history.laterPart()
        history.freedByTheWarehouse()
        history.askedForLess()
        history.lostAndFound()
        history.pulledAndPackedAnew()
        history.stillOpen()
        history.inSeveralParcels()
        history.missing()
        history.twoOutboundOrders()
        history.cameTooLate()
        history.notTaken()
        return history.caused
    }

    mutating func inventory(_ messages: Message...) {
        for message in messages { add(message, source: "turnback/inventory") }
    }

    /// - Parameter number: the case that it meets when it comes.
    mutating func outbound(
        _ order: String, _ id: String, _ statuses: [OutboundStatus], _ units: Int, case number: Int? = nil
    ) {
        for (index, status) in statuses.enumerated() {
            add(.outbound(order, id, index + 1, status, units, case: number))
        }
        let move = StockMove(outboundOrderId: id, lines: [Line("SKU-1", units)], replyTo: .story(order))
        commands(.allocate(move))
        if statuses.contains(.releasing) { commands(.release(move)) }
        if statuses.contains(.shipped) { commands(.issue(move)) }
    }

    private mutating func commands(_ action: StockCommand.Action) {
        add(.stockCommand(StockCommand(warehouse: Message.warehouse, action: action)))
    }

    /// Inventory is asked to hold units for a case, and does.
    mutating func hold(_ order: String, _ outbound: String, _ units: Int, number: Int = 1) {
        add(.command(order, outbound, units, case: number) { .hold($0) })
        inventory(.reply(order, outbound, .held, [(units, nil)], case: number))
        follows()
    }

    mutating func unhold(_ order: String, _ outbound: String, number: Int = 1) {
        add(.command(order, outbound, 0, case: number) { .unhold($0) })
    }

    /// Store order 1001: cancelled while it waited; the warehouse ships it all the same, and the buyer sends it back.
    private mutating func releasedThenShipped() {
        add(.request("1001", "r-1"), source: "shop")
        outbound("1001", "OB-1", [.allocating, .awaitingOutbound, .releasing, .cancelled], 2)
        add(.outcome("1001", "r-1", 1, .releasing, .awaitingRelease) { $0.requested = 2 })
        add(.outcome("1001", "r-1", 2, .cancelled, .cancelledBeforeWork) { ($0.requested, $0.cancelled) = (2, 2) })
        inventory(
            .movement("m-1", .allocated, 2, [0, 2, 0], [10, 2, 0], outbound: "OB-1"),
            .reply("1001", "OB-1", .allocated, [(2, nil)]),
            .movement("m-2", .released, 2, [0, -2, 0], [10, 0, 0], outbound: "OB-1"),
            .reply("1001", "OB-1", .released, [(2, nil)], case: 1),
            .movement("m-3", .issued, 2, [-2, 0, 0], [8, 0, 0], outbound: "OB-1"),
            .reply("1001", "OB-1", .issued, [(2, nil)]),
            .movement(
                "m-4", .restored, 2, [2, 0, 0], [10, 0, 0], outbound: "OB-1", cause: .init(.returnOrder, "RO-C")),
            .reply("1001", "OB-1", .restored(RestockClaim(by: .returnOrder, id: "RO-C")), [(2, .putAway)]))
        add(.task("1001", "OB-1", .stopWork, nil))
        add(.task("1001", "OB-1", .stopWork, .failed))
        add(.command("1001", "OB-1", 2, case: 1) { .issue($0) })
        add(.contradiction("r-1"))
    }

    /// Store order 1002: intercepted; two units are put away, one is quarantined; a late request hears of it.
    private mutating func intercepted() {
        add(.request("1002", "r-2"), source: "shop")
        add(.request("1002", "r-3"), source: "shop")
        outbound("1002", "OB-2", [.allocating, .awaitingOutbound, .picking, .intercepted], 3)
        inventory(
            .movement("m-5", .allocated, 3, [0, 3, 0], [10, 3, 0], outbound: "OB-2"),
            .reply("1002", "OB-2", .allocated, [(3, nil)]))
        hold("1002", "OB-2", 3)
        add(.outcome("1002", "r-2", 1, .verifying, .awaitingVerification, stage: .picking) { $0.requested = 3 })
        add(.task("1002", "OB-2", .verifyGoods, nil))
        add(.outcome("1002", "r-2", 2, .intercepting, .awaitingInterception, stage: .picking) { $0.requested = 3 })
        add(.task("1002", "OB-2", .verifyGoods, .done))
        add(
            .outcome("1002", "r-2", 3, .restocking, .awaitingRestock, stage: .picking) {
                ($0.requested, $0.intercepted, $0.pending) = (3, 3, 3)
            })
        add(.task("1002", "OB-2", .putAway, nil))
        add(.create)
        add(.returnOrder(1, .awaitingArrival, received: 0, putAway: 0, quarantined: 0), source: "turnback/returns")
        add(.receive(3, 1), source: "wms")
        add(.returnOrder(2, .received, received: 3, putAway: 2, quarantined: 1), source: "turnback/returns")
        let cause = StockMovement.Cause(.returnOrder, "RO-OB-2")
        inventory(
            .movement("m-6", .restored, 2, [0, -2, 0], [10, 1, 0], outbound: "OB-2", cause: cause),
            .movement("m-7", .quarantined, 1, [-1, -1, 1], [9, 0, 1], outbound: "OB-2", cause: cause),
            .reply(
                "1002", "OB-2", .restored(RestockClaim(by: .returnOrder, id: "RO-OB-2")),
                [(2, .putAway), (1, .quarantine)]))
        for (request, code) in [("r-2", CancellationCode.interceptedAndRestocked), ("r-3", .alreadyCancelled)] {
            add(
                .outcome("1002", request, 4, .restocked, code, stage: .picking) {
                    ($0.requested, $0.intercepted, $0.restored, $0.quarantined) = (3, 3, 2, 1)
                })
        }
        unhold("1002", "OB-2")
        add(.task("1002", "OB-2", .putAway, .done))
    }

    /// Store order 1003: cancelled while it waited for stock, so that its release moves nothing.
    private mutating func backordered() {
        add(.request("1003", "r-5"), source: "shop")
        outbound("1003", "OB-3", [.allocating, .backordered, .releasing, .cancelled], 50)
        inventory(
            .reply("1003", "OB-3", .backordered, [(50, nil)]), .reply("1003", "OB-3", .released, [(50, nil)], case: 1))
        add(.outcome("1003", "r-5", 1, .releasing, .awaitingRelease, stage: .backordered) { $0.requested = 50 })
        add(
            .outcome("1003", "r-5", 2, .cancelled, .cancelledBeforeWork, stage: .backordered) {
                ($0.requested, $0.cancelled) = (50, 50)
            })
    }

    /// Store order 1004: two requests wait; when the order comes, the case of the first takes over the second's request.
    private mutating func requestedTwiceBeforeTheOrder() {
        add(.request("1004", "r-6"), source: "shop")
        add(.request("1004", "r-7"), source: "shop")
        add(.outcome("1004", "r-6", 1, .waitingForOrder, .waitingForOrder, stage: nil) { _ in })
        add(.outcome("1004", "r-7", 1, .waitingForOrder, .waitingForOrder, stage: nil, number: 2) { $0.requested = 1 })
        outbound("1004", "OB-4", [.releasing, .cancelled], 1, case: 1)
        add(.outcome("1004", "r-6", 2, .releasing, .awaitingRelease, stage: .allocating) { $0.requested = 1 })
        inventory(
            .movement("m-8", .allocated, 1, [0, 1, 0], [9, 1, 1], outbound: "OB-4"),
            .reply("1004", "OB-4", .allocated, [(1, nil)]),
            .movement("m-9", .released, 1, [0, -1, 0], [9, 0, 1], outbound: "OB-4"),
            .reply("1004", "OB-4", .released, [(1, nil)], case: 1))
        for request in ["r-6", "r-7"] {
            add(
                .outcome("1004", request, 3, .cancelled, .cancelledBeforeWork, stage: .allocating) {
                    ($0.requested, $0.cancelled) = (1, 1)
                })
        }
    }

    /// Store order 1007: units are put back before inventory hears that they went out, and that moves nothing more. The
    /// carrier has them all the same: they go out once more, for the case, and come back by the other way.
    private mutating func backBeforeItWentOut() {
        add(.request("1007", "r-10"), source: "shop")
        outbound("1007", "OB-7", [.allocating, .awaitingOutbound, .picking, .shipped, .intercepted], 2)
        hold("1007", "OB-7", 2)
        add(.outcome("1007", "r-10", 1, .intercepting, .awaitingInterception, stage: .picking) { $0.requested = 2 })
        let early = RestockClaim(by: .adjustment, id: "A-7")
        let late = RestockClaim(by: .returnOrder, id: "RTS-OB-7")
        let refusal = StockReply.Answer.refused(
            .quantityExceedsOrder, message: "2 back", claimedBy: nil, returnOrderId: nil, receiptId: nil)
        inventory(
            .movement("m-10", .allocated, 2, [0, 2, 0], [9, 2, 1], outbound: "OB-7"),
            .reply("1007", "OB-7", .allocated, [(2, nil)]),
            .movement(
                "m-11", .restored, 2, [0, -2, 0], [9, 0, 1], outbound: "OB-7", cause: .init(.adjustment, early.id)),
            .reply("1007", "OB-7", .restored(early), [(2, .putAway)]), .reply("1007", "OB-7", refusal, [(2, nil)]))
        add(
            .outcome("1007", "r-10", 2, .restocked, .interceptedAndRestocked, stage: .picking) {
                ($0.requested, $0.intercepted, $0.restored) = (2, 2, 2)
            })
        unhold("1007", "OB-7")
        add(.command("1007", "OB-7", 2, case: 1) { .issue($0) })
        add(.contradiction("r-10", "1007", "OB-7", .leftAfterAll))
        inventory(
            .movement(
                "m-12", .issued, 2, [-2, 0, 0], [7, 0, 1], outbound: "OB-7", cause: .init(.outboundOrder, "OB-7"),
                caseId: "shop/1007/c1"), .reply("1007", "OB-7", .issued, [(2, nil)]),
            .movement(
                "m-13", .restored, 2, [2, 0, 0], [9, 0, 1], outbound: "OB-7", cause: .init(.returnOrder, late.id)),
            .reply("1007", "OB-7", .restored(late), [(2, .putAway)]))
    }

    /// Store order 1010: two units are not found, one of them is written off, and the other turns out to have been shipped;
    /// orders asks for both to be issued, and hears that one is gone.
    private mutating func writtenOff() {
        add(.request("1010", "r-12"), source: "shop")
        outbound("1010", "OB-10", [.allocating, .awaitingOutbound, .picking, .shipped], 2)
        hold("1010", "OB-10", 2)
        add(.outcome("1010", "r-12", 1, .verifying, .awaitingVerification, stage: .picking) { $0.requested = 2 })
        add(.task("1010", "OB-10", .verifyGoods, nil))
        add(
            .outcome("1010", "r-12", 2, .refused, .goodsMissing, stage: .picking) {
                ($0.requested, $0.refused) = (2, 2)
            })
        unhold("1010", "OB-10")
        add(.task("1010", "OB-10", .verifyGoods, .done))
        let claim = RestockClaim(by: .adjustment, id: "A-10")
        let refusal = StockReply.Answer.refused(
            .quantityExceedsOrder, message: "1 gone before", claimedBy: nil, returnOrderId: nil, receiptId: nil)
        inventory(
            .movement("m-14", .received, 2, [2, 0, 0], [11, 0, 1]),
            .movement("m-15", .allocated, 2, [0, 2, 0], [11, 2, 1], outbound: "OB-10"),
            .reply("1010", "OB-10", .allocated, [(2, nil)]),
            .movement(
                "m-16", .disposed, 1, [-1, -1, 0], [10, 1, 1], outbound: "OB-10", cause: .init(.adjustment, claim.id)),
            .reply("1010", "OB-10", .restored(claim), [(1, .dispose)]),
            .movement("m-17", .issued, 1, [-1, -1, 0], [9, 0, 1], outbound: "OB-10"),
            .reply("1010", "OB-10", .issued, [(1, nil)]), .reply("1010", "OB-10", refusal, [(1, nil)]))
    }

    /// Store order 1011: three units are asked for before the order comes, two come, the third never does. An earlier version
    /// wrote it: it sent no units of an outbound order.
    private mutating func restNeverCame() {
        func told(
            _ revision: Int, _ state: CancellationState, _ code: CancellationCode,
            _ units: (inout CaseQuantities) -> Void
        ) -> Message {
            var message = Message.outcome("1011", "r-13", revision, state, code, stage: .allocating, units)
            message.outcome {
                $0.outboundOrders = [
                    .init(
                        outboundOrderId: "OB-11", warehouseId: "LAX1", status: .cancelled, code: .cancelledBeforeWork)
                ]
                if state == .partlyStopped { $0.nextAction = .createReturn }
            }
            return message
        }
        add(.request("1011", "r-13"), source: "shop")
        add(
            .outcome("1011", "r-13", 1, .waitingForOrder, .waitingForOrder, stage: nil) { $0.requested = 3 })
        outbound("1011", "OB-11", [.releasing, .cancelled], 2, case: 1)
        add(told(2, .releasing, .awaitingRelease) { $0.requested = 3 })
        inventory(
            .movement("m-18", .allocated, 2, [0, 2, 0], [9, 2, 1], outbound: "OB-11"),
            .reply("1011", "OB-11", .allocated, [(2, nil)]),
            .movement("m-19", .released, 2, [0, -2, 0], [9, 0, 1], outbound: "OB-11"),
            .reply("1011", "OB-11", .released, [(2, nil)], case: 1))
        add(told(3, .waitingForOrder, .waitingForOrder) { ($0.requested, $0.cancelled) = (3, 2) })
        add(
            told(4, .partlyStopped, .unknownOrder) { ($0.requested, $0.cancelled, $0.refused) = (3, 2, 1) })
    }

    /// Store order 1020: two units of three came and were cancelled. A second request joins while they are freed and ends with
    /// the case, a third one while the case waits and ends at once, a fourth one after the end; none of them waits.
    private mutating func joinedWhileItWaited() {
        func told(
            _ request: String, _ revision: Int, _ state: CancellationState, _ code: CancellationCode, cancelled: Int,
            waiting: Int = 0, refused: Int = 0
        ) -> Message {
            var message = Message.outcome("1020", request, revision, state, code, stage: .allocating) {
                ($0.requested, $0.cancelled) = (2, cancelled)
            }
            message.outcome {
                $0.outboundOrders[0].code = cancelled > 0 ? .cancelledBeforeWork : .awaitingRelease
                $0.outboundOrders[0].status = cancelled > 0 ? .cancelled : .releasing
                $0.outboundOrders[0].nextAction = $0.outboundOrders[0].code.nextAction
                $0.quantities.requested += waiting
                $0.quantities.refused = refused
            }
            return message
        }
        for request in 30...33 { add(.request("1020", "r-\(request)"), source: "shop") }
        add(.outcome("1020", "r-30", 1, .waitingForOrder, .waitingForOrder, stage: nil) { $0.requested = 3 })
        outbound("1020", "OB-20", [.releasing, .cancelled], 2, case: 1)
        add(told("r-30", 2, .releasing, .awaitingRelease, cancelled: 0, waiting: 1))
        add(told("r-31", 2, .releasing, .awaitingRelease, cancelled: 0))
        inventory(
            .movement("m-50", .allocated, 2, [0, 2, 0], [9, 2, 1], outbound: "OB-20"),
            .reply("1020", "OB-20", .allocated, [(2, nil)]),
            .movement("m-51", .released, 2, [0, -2, 0], [9, 0, 1], outbound: "OB-20"),
            .reply("1020", "OB-20", .released, [(2, nil)], case: 1))
        add(told("r-30", 3, .waitingForOrder, .waitingForOrder, cancelled: 2, waiting: 1))
        add(told("r-31", 3, .waitingForOrder, .waitingForOrder, cancelled: 2))
        add(told("r-32", 3, .cancelled, .alreadyCancelled, cancelled: 2))
        add(told("r-30", 4, .partlyStopped, .unknownOrder, cancelled: 2, waiting: 1, refused: 1))
        add(told("r-31", 4, .cancelled, .cancelledBeforeWork, cancelled: 2))
        add(told("r-33", 4, .cancelled, .alreadyCancelled, cancelled: 2))
    }

    /// Store order 1008: the warehouse was asked where the goods are, and has not answered yet.
    private mutating func stillOpen() {
        add(.request("1008", "r-11"), source: "shop")
        outbound("1008", "OB-8", [.allocating, .awaitingOutbound, .picking], 1)
        hold("1008", "OB-8", 1)
        add(.outcome("1008", "r-11", 1, .verifying, .awaitingVerification, stage: .picking) { $0.requested = 1 })
        add(.task("1008", "OB-8", .verifyGoods, nil))
    }

    /// Store order 1012: cancelled, shipped after all, pulled out of the carrier's van, and sent back to the shelf.
    private mutating func shippedAndCaught() {
        add(.request("1012", "r-14"), source: "shop")
        outbound("1012", "OB-12", [.allocating, .awaitingOutbound, .releasing, .cancelled], 1)
        add(.outcome("1012", "r-14", 1, .releasing, .awaitingRelease) { $0.requested = 1 })
        add(.outcome("1012", "r-14", 2, .cancelled, .cancelledBeforeWork) { ($0.requested, $0.cancelled) = (1, 1) })
        add(.command("1012", "OB-12", 1, case: 1) { .issue($0) })
        add(.contradiction("r-14", "1012", "OB-12", .lateShipment, 1))
        hold("1012", "OB-12", 1)
        add(.task("1012", "OB-12", .putAway, nil))
        add(.contradiction("r-14", "1012", "OB-12", .stoppedAfterAll, 1))
        let claim = RestockClaim(by: .returnOrder, id: "RO-OB-12")
        inventory(
            .movement("m-20", .allocated, 1, [0, 1, 0], [9, 1, 1], outbound: "OB-12"),
            .reply("1012", "OB-12", .allocated, [(1, nil)]),
            .movement("m-21", .released, 1, [0, -1, 0], [9, 0, 1], outbound: "OB-12"),
            .reply("1012", "OB-12", .released, [(1, nil)], case: 1),
            .movement("m-22", .issued, 1, [-1, 0, 0], [8, 0, 1], outbound: "OB-12", caseId: "shop/1012/c1"),
            .reply("1012", "OB-12", .issued, [(1, nil)], case: 1),
            .movement(
                "m-23", .restored, 1, [1, 0, 0], [9, 0, 1], outbound: "OB-12", cause: .init(.returnOrder, claim.id)),
            .reply("1012", "OB-12", .restored(claim), [(1, .putAway)], case: 1))
    }

    /// Store order 1013: cancelled as a whole; a part of it that was submitted before comes later, and the carrier has it. A
    /// second request hears of that part's case as it stands.
    private mutating func laterPart() {
        add(.request("1013", "r-15"), source: "shop")
        add(.request("1013", "r-16"), source: "shop")
        outbound("1013", "OB-13", [.allocating, .awaitingOutbound, .releasing, .cancelled], 1)
        add(.outcome("1013", "r-15", 1, .releasing, .awaitingRelease) { $0.requested = 1 })
        add(.outcome("1013", "r-15", 2, .cancelled, .cancelledBeforeWork) { ($0.requested, $0.cancelled) = (1, 1) })
        outbound("1013", "OB-14", [.allocating, .picking, .shipped], 1)
        hold("1013", "OB-14", 1, number: 2)
        add(.task("1013", "OB-14", .verifyGoods, nil, number: 2))
        add(.contradiction("r-15", "1013", "OB-14", .laterPart, 1, followedBy: "shop/1013/c2"))
        add(
            .outcome(
                "1013", "r-16", 2, .verifying, .awaitingVerification, stage: .picking, number: 2, outbound: "OB-14"
            ) {
                $0.requested = 1
            })
        add(.report("1013", "OB-14", .carrierScanned(.pickedUp, trackingNumber: nil)), source: "carrier")
        add(
            .outcome("1013", "r-16", 3, .refused, .inTransit, stage: .picking, number: 2, outbound: "OB-14") {
                ($0.requested, $0.refused) = (1, 1)
            })
        add(.task("1013", "OB-14", .verifyGoods, .done, number: 2))
        unhold("1013", "OB-14", number: 2)
        add(.contradiction("r-15", "1013", "OB-14", .leftAfterAll, 1, number: 2))
        inventory(
            .movement("m-24", .received, 1, [1, 0, 0], [10, 0, 1]),
            .movement("m-25", .allocated, 1, [0, 1, 0], [10, 1, 1], outbound: "OB-13"),
            .reply("1013", "OB-13", .allocated, [(1, nil)]),
            .movement("m-26", .released, 1, [0, -1, 0], [10, 0, 1], outbound: "OB-13"),
            .reply("1013", "OB-13", .released, [(1, nil)], case: 1),
            .movement("m-27", .allocated, 1, [0, 1, 0], [10, 1, 1], outbound: "OB-14"),
            .reply("1013", "OB-14", .allocated, [(1, nil)]),
            .movement("m-28", .issued, 1, [-1, -1, 0], [9, 0, 1], outbound: "OB-14"),
            .reply("1013", "OB-14", .issued, [(1, nil)]))
    }

    /// Store order 1014: the warehouse's own system frees what was allocated; nobody asked to cancel it.
    private mutating func freedByTheWarehouse() {
        outbound("1014", "OB-15", [.allocating, .awaitingOutbound, .cancelled], 1)
        inventory(
            .movement("m-29", .allocated, 1, [0, 1, 0], [9, 1, 1], outbound: "OB-15"),
            .reply("1014", "OB-15", .allocated, [(1, nil)]),
            .movement("m-30", .released, 1, [0, -1, 0], [9, 0, 1], outbound: "OB-15"),
            .reply("1014", "OB-15", .released, [(1, nil)]))
    }

    /// Store order 1016: two units are cancelled, for one request that asks for both and one that asks for one.
    private mutating func askedForLess() {
        add(.request("1016", "r-17"), source: "shop")
        add(.request("1016", "r-18"), source: "shop")
        outbound("1016", "OB-16", [.allocating, .awaitingOutbound, .releasing, .cancelled], 2)
        for (request, units) in [("r-17", 2), ("r-18", 1)] {
            add(.outcome("1016", request, 1, .releasing, .awaitingRelease) { $0.requested = units })
        }
        for (request, units) in [("r-17", 2), ("r-18", 1)] {
            add(
                .outcome("1016", request, 2, .cancelled, .cancelledBeforeWork) {
                    ($0.requested, $0.cancelled) = (units, units)
                })
        }
        inventory(
            .movement("m-31", .allocated, 2, [0, 2, 0], [9, 2, 1], outbound: "OB-16"),
            .reply("1016", "OB-16", .allocated, [(2, nil)]),
            .movement("m-32", .released, 2, [0, -2, 0], [9, 0, 1], outbound: "OB-16"),
            .reply("1016", "OB-16", .released, [(2, nil)], case: 1))
    }

    /// Store order 1017: a unit is not there, is written off, and is found in the end.
    private mutating func lostAndFound() {
        add(.request("1017", "r-19"), source: "shop")
        outbound("1017", "OB-17", [.allocating, .awaitingOutbound, .picking, .intercepted], 1)
        hold("1017", "OB-17", 1)
        add(.outcome("1017", "r-19", 1, .verifying, .awaitingVerification, stage: .picking) { $0.requested = 1 })
        add(.task("1017", "OB-17", .verifyGoods, nil))
        add(
            .outcome("1017", "r-19", 2, .refused, .goodsMissing, stage: .picking) {
                ($0.requested, $0.refused) = (1, 1)
            })
        add(.task("1017", "OB-17", .verifyGoods, .done))
        unhold("1017", "OB-17")
        let (lost, found) = (RestockClaim(by: .adjustment, id: "A-17"), RestockClaim(by: .adjustment, id: "A-18"))
        inventory(
            .movement("m-33", .allocated, 1, [0, 1, 0], [9, 1, 1], outbound: "OB-17"),
            .reply("1017", "OB-17", .allocated, [(1, nil)]),
            .movement(
                "m-34", .disposed, 1, [-1, -1, 0], [8, 0, 1], outbound: "OB-17", cause: .init(.adjustment, lost.id)),
            .reply("1017", "OB-17", .restored(lost), [(1, .dispose)], case: 1),
            .movement(
                "m-35", .restored, 1, [1, 0, 0], [9, 0, 1], outbound: "OB-17", cause: .init(.adjustment, found.id)),
            .reply("1017", "OB-17", .restored(found), [(1, .putAway)], case: 1, found: 1))
        add(.contradiction("r-19", "1017", "OB-17", .foundAfterAll, 1))
    }

    /// Store order 1026: nobody finds it, and nobody has written it off yet.
    private mutating func missing() {
        add(.request("1026", "r-44"), source: "shop")
        outbound("1026", "OB-26", [.allocating, .awaitingOutbound, .picking], 1)
        hold("1026", "OB-26", 1)
        add(.outcome("1026", "r-44", 1, .verifying, .awaitingVerification, stage: .picking) { $0.requested = 1 })
        add(.task("1026", "OB-26", .verifyGoods, nil))
        add(.report("1026", "OB-26", .goodsVerified(.missing)), source: "wms")
        add(
            .outcome("1026", "r-44", 2, .refused, .goodsMissing, stage: .picking) {
                ($0.requested, $0.refused) = (1, 1)
            })
        unhold("1026", "OB-26")
        add(.task("1026", "OB-26", .verifyGoods, .done))
    }

    /// Store order 1018: pulled, packed again by mistake, and gone before anybody could pull it once more.
    private mutating func pulledAndPackedAnew() {
        add(.request("1018", "r-20"), source: "shop")
        outbound("1018", "OB-18", [.allocating, .picking, .intercepted, .packed, .shipped], 1)
        hold("1018", "OB-18", 1)
        add(.outcome("1018", "r-20", 1, .verifying, .awaitingVerification, stage: .picking) { $0.requested = 1 })
        add(.task("1018", "OB-18", .verifyGoods, nil))
        add(.report("1018", "OB-18", .parcelIntercepted(succeeded: true, reason: nil)), source: "wms")
        add(
            .outcome("1018", "r-20", 2, .restocking, .awaitingRestock, stage: .picking) {
                ($0.requested, $0.intercepted, $0.pending) = (1, 1, 1)
            })
        add(.task("1018", "OB-18", .verifyGoods, .superseded))
        add(.report("1018", "OB-18", .carrierScanned(.pickedUp, trackingNumber: nil)), source: "carrier")
        add(
            .outcome("1018", "r-20", 3, .refused, .leftBeforeInterception, stage: .picking) {
                ($0.requested, $0.refused) = (1, 1)
            })
        unhold("1018", "OB-18")
        inventory(
            .movement("m-36", .received, 1, [1, 0, 0], [10, 0, 1]),
            .movement("m-37", .allocated, 1, [0, 1, 0], [10, 1, 1], outbound: "OB-18"),
            .reply("1018", "OB-18", .allocated, [(1, nil)]),
            .movement("m-38", .issued, 1, [-1, -1, 0], [9, 0, 1], outbound: "OB-18"),
            .reply("1018", "OB-18", .issued, [(1, nil)]))
    }

    /// A request that the domain refuses, and a message that nobody can read.
    private mutating func notTaken() {
        add(.request("1002", "r-bad"), source: "shop", id: "bad")
        add(
            .rejected(
                MessageRejected(
                    rejection: Rejection(.unknownSku, "no such SKU"), key: "shop/1002", messageSource: "shop",
                    messageId: "bad", messageType: MessageType.cancellationRequested.rawValue,
                    topic: Topic.cancellationRequests.name, partition: 0, offset: 0)))
        let offset = entries.count { ($0.topic ?? $0.message.type.topic) == .cancellationRequests }
        add(RecordBody(key: nil, value: Array("{".utf8)), on: .cancellationRequests)
        add(
            RecordBody(
                key: nil,
                headers: [
                    Header("__streams.errors.topic", Topic.cancellationRequests.name),
                    Header("__streams.errors.partition", "0"), Header("__streams.errors.offset", "\(offset)"),
                ], value: Array("{".utf8)),
            on: .deadLetters)
    }
}

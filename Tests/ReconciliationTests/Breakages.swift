import Contracts
import Fulfillment
import Testing

@testable import Reconciliation

/// One thing that went wrong, and the invariant that has to report it.
struct Breakage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let invariant: Invariant
    let make: @Sendable (inout ReconcileHistory) -> Void

    init(_ name: String, _ invariant: Invariant, _ make: @escaping @Sendable (inout ReconcileHistory) -> Void) {
        testDescription = name
        self.invariant = invariant
        self.make = make
    }

    static let all: [Breakage] = requests + cases + words + stock + goods + rest + causes + parcels + shown + standing

    // MARK: What follows from what

    private static let causes: [Breakage] = [
        Breakage("the command that inventory answered is nowhere", .causesThere) {
            $0.remove { $0.isCommand(.stockAllocate, "OB-2") }
        },
        Breakage("what follows from one message is less than each says", .nothingLeftOut) {
            $0.change {
                $0.isReply("OB-2", .stockAllocated)
            } _: {
                $0.count = 2
            }
        },
        Breakage("a command is never answered", .messagesAnswered) {
            $0.remove { $0.isReply("OB-2", .stockAllocated) }
        },
        Breakage("a command is answered with other units", .commandsAnswered) {
            $0.change {
                $0.isReply("OB-2", .stockAllocated)
            } _: {
                $0.message.reply { $0.lines[0].line.quantity = 2 }
            }
        },
        Breakage("an outbound order does not say that its goods are there", .allocationsTold) { history in
            history.entries.removeAll { $0.message.isOutbound("OB-2", atLeast: 2) }
        },
    ]

    // MARK: Requests and cases

    private static let requests: [Breakage] = [
        Breakage("a request is never answered", .requestsAnswered) { $0.add(.request("1009", "r-9"), source: "shop") },
        Breakage("an unreadable request is not a dead letter", .requestsAnswered) {
            $0.entries.removeAll { $0.topic == .deadLetters }
        },
        Breakage("a refused request is not rejected", .requestsAnswered) { $0.remove { $0.type == .messageRejected } },
        Breakage("an outcome answers nobody", .answersAsked) { $0.remove { $0.isRequest("r-1") } },
        Breakage("a request has two final outcomes", .oneFinalOutcome) {
            $0.add(
                .outcome("1001", "r-1", 2, .cancelled, .cancelledBeforeWork) { ($0.requested, $0.cancelled) = (2, 2) })
        },
        Breakage("a request is answered by a second case", .oneFinalOutcome) { history in
            history.entries.removeAll { $0.message.isOutcome("r-1", revision: 2) }
            history.add(.outcome("1001", "r-1", 1, .releasing, .awaitingRelease, number: 2) { $0.requested = 2 })
        },
    ]

    private static let cases: [Breakage] = [
        Breakage("a case begins with revision 2", .caseRevisions) { $0.remove { $0.isOutcome("r-1", revision: 1) } },
        Breakage("a case leaves a revision out", .caseRevisions) { $0.remove { $0.isOutcome("r-2", revision: 3) } },
        Breakage("a revision says something else to the second request", .caseRevisions) {
            $0.add(.outcome("1006", "r-8", 1, .releasing, .awaitingRelease) { $0.requested = 2 })
            $0.add(.outcome("1006", "r-9", 1, .releasing, .awaitingRelease) { ($0.requested, $0.cancelled) = (1, 1) })
        },
        Breakage("a revision has another state for the second request", .caseRevisions) {
            $0.change {
                $0.isOutcome("r-18", revision: 1)
            } _: {
                $0.message.outcome { $0.state = .verifying }
            }
        },
        Breakage("a request that joined ends otherwise than its units", .caseRevisions) {
            $0.change {
                $0.isOutcome("r-31", revision: 4)
            } _: {
                $0.message.outcome { ($0.state, $0.code) = (.restocked, .interceptedAndRestocked) }
            }
        },
        Breakage("a request that ends before its case hears of more units", .caseRevisions) {
            $0.change {
                $0.isOutcome("r-32", revision: 3)
            } _: {
                $0.message.outcome { ($0.quantities.requested, $0.quantities.cancelled) = (3, 3) }
            }
        },
        Breakage("a request that joined late hears of another end than its units", .caseEndsOnce) {
            $0.change {
                $0.isOutcome("r-33", revision: 4)
            } _: {
                $0.message.outcome { ($0.state, $0.code) = (.restocked, .interceptedAndRestocked) }
            }
        },
        Breakage("a revision leaves one of two requests out", .caseRevisions) { history in
            for request in ["r-8", "r-9"] {
                history.add(.outcome("1006", request, 1, .verifying, .awaitingVerification) { $0.requested = 2 })
            }
            history.add(.outcome("1006", "r-8", 2, .intercepting, .awaitingInterception) { $0.requested = 2 })
            history.add(.outcome("1006", "r-8", 3, .verifying, .awaitingVerification) { $0.requested = 2 })
        },
        Breakage("the end says something else to the second request", .caseEndsOnce) {
            $0.change {
                $0.isOutcome("r-7", revision: 3)
            } _: {
                $0.message.outcome { ($0.quantities.requested, $0.quantities.cancelled) = (2, 2) }
            }
        },
        Breakage("a case goes on after its end", .caseEndsOnce) {
            $0.add(.outcome("1001", "r-1", 3, .releasing, .awaitingRelease) { $0.requested = 2 })
        },
        Breakage("a late request hears another end", .caseEndsOnce) {
            $0.change {
                $0.isOutcome("r-3", revision: 4)
            } _: {
                $0.message.outcome { $0.revision = 5 }
            }
        },
        Breakage("one of two requests never hears of the end", .caseEndsOnce) { history in
            history.remove { $0.isOutcome("r-6", revision: 3) }
        },
        Breakage("units of an ended case do not add up", .caseUnits) {
            $0.change {
                $0.isOutcome("r-1", revision: 2)
            } _: {
                $0.message.outcome { $0.quantities.requested = 3 }
            }
        },
        Breakage("intercepted units do not add up", .caseUnits) {
            $0.change {
                $0.isOutcome("r-2", revision: 3)
            } _: {
                $0.message.outcome { $0.quantities.pending = 2 }
            }
        },
        Breakage("an ended case has units pending", .caseUnits) {
            $0.change {
                $0.isOutcome("r-2", revision: 4)
            } _: {
                $0.message.outcome { ($0.quantities.restored, $0.quantities.pending) = (1, 1) }
            }
        },
        Breakage("units of an outbound order do not add up", .caseUnits) {
            $0.change {
                $0.isOutcome("r-1", revision: 2)
            } _: {
                $0.message.outcome { $0.outboundOrders[0].quantities?.cancelled = 1 }
            }
        },
        Breakage("units of the outbound orders are not those of the case", .caseUnits) {
            $0.change {
                $0.isOutcome("r-1", revision: 2)
            } _: {
                $0.message.outcome {
                    $0.outboundOrders[0].quantities?.requested = 1
                    $0.outboundOrders[0].quantities?.cancelled = 1
                }
            }
        },
        Breakage("an outbound order stands twice in an outcome", .caseUnits) {
            $0.change {
                $0.isOutcome("r-1", revision: 1)
            } _: {
                $0.message.outcome {
                    var second = $0.outboundOrders[0]
                    second.quantities = CaseQuantities()
                    $0.outboundOrders.append(second)
                }
            }
        },
        Breakage("units are negative", .caseUnits) {
            $0.change {
                $0.isOutcome("r-1", revision: 1)
            } _: {
                $0.message.outcome { $0.quantities.refused = -1 }
            }
        },
    ]

    private static let words: [Breakage] = [
        Breakage("a code does not belong to its state", .caseWords) {
            $0.change {
                $0.isOutcome("r-1", revision: 2)
            } _: {
                $0.message.outcome { $0.code = .inTransit }
            }
        },
        Breakage("the next action is not the code's", .caseWords) {
            $0.change {
                $0.isOutcome("r-1", revision: 2)
            } _: {
                $0.message.outcome { $0.nextAction = .resubmit }
            }
        },
        Breakage("the advice for an outbound order is not its code's", .caseWords) {
            $0.change {
                $0.isOutcome("r-1", revision: 2)
            } _: {
                $0.message.outcome { $0.outboundOrders[0].nextAction = .resubmit }
            }
        },
        Breakage("the advice of an outcome is less urgent than that of its outbound order", .caseWords) {
            $0.change {
                $0.isOutcome("r-20", revision: 3)
            } _: {
                $0.message.outcome { $0.nextAction = NextAction.none }
            }
        },
        Breakage("a stage is published where there is no order", .caseWords) {
            $0.change {
                $0.isOutcome("r-6", revision: 1)
            } _: {
                $0.message.outcome { $0.stage = .picked }
            }
        },
        Breakage("a case is partly stopped for want of an order, and refused nothing", .caseWords) {
            $0.change {
                $0.isOutcome("r-13", revision: 4)
            } _: {
                $0.message.outcome { ($0.quantities.requested, $0.quantities.refused) = (2, 0) }
            }
        },
        Breakage("an end is not said to be final", .caseWords) {
            $0.change {
                $0.isOutcome("r-1", revision: 2)
            } _: {
                $0.rewrite("\"final\":true", "\"final\":false")
            }
        },
        Breakage("what is cancelled was refused", .caseWords) {
            $0.change {
                $0.isOutcome("r-1", revision: 2)
            } _: {
                $0.message.outcome { ($0.quantities.cancelled, $0.quantities.refused) = (1, 1) }
            }
        },
    ]

    // MARK: Stock

    private static let stock: [Breakage] = [
        Breakage("a movement is lost", .stockSums) { $0.remove { $0.isMovement("m-1") } },
        Breakage("a balance is not the sum", .stockSums) {
            $0.change {
                $0.isMovement("m-9")
            } _: {
                $0.message.movement { $0.balance.onHand = 10 }
            }
        },
        Breakage("available is not onHand less allocated", .stockSums) {
            $0.change {
                $0.isMovement("m-1")
            } _: {
                $0.rewrite("\"available\":8", "\"available\":9")
            }
        },
        Breakage("more is allocated than is on hand", .stockBounds) {
            $0.inventory(.movement("x", .allocated, 20, [0, 20, 0], [9, 20, 1], outbound: "OB-9"))
        },
        Breakage("a shipment oversells and does not say so", .stockBounds) { history in
            history.inventory(.movement("x", .allocated, 9, [0, 9, 0], [9, 9, 1], outbound: "OB-9"))
            history.inventory(.movement("y", .issued, 2, [-2, 0, 0], [7, 9, 1], outbound: "OB-8"))
        },
        Breakage("oversold is said of what is not", .stockBounds) {
            $0.change {
                $0.isMovement("m-3")
            } _: {
                $0.message.movement { $0.oversold = true }
            }
        },
        Breakage("what nobody finds takes on hand below zero", .stockBounds) { history in
            history.inventory(
                .movement("x", .allocated, 9, [0, 9, 0], [9, 9, 1], outbound: "OB-9"),
                .movement("y", .issued, 9, [-9, 0, 0], [0, 9, 1], outbound: "OB-8"))
            history.change {
                $0.isMovement("y")
            } _: {
                $0.message.movement { $0.oversold = true }
            }
            let cause = StockMovement.Cause(.short, "OB-9")
            history.inventory(.movement("z", .adjusted, 9, [-9, -9, 0], [-9, 0, 1], outbound: "OB-9", cause: cause))
        },
        Breakage("what nobody finds stays on hand, and nobody took it", .movementDeltas) { history in
            history.inventory(.movement("x", .allocated, 2, [0, 2, 0], [9, 2, 1], outbound: "OB-9"))
            let cause = StockMovement.Cause(.short, "OB-9")
            history.inventory(.movement("z", .adjusted, 2, [0, -2, 0], [9, 0, 1], outbound: "OB-9", cause: cause))
        },
        Breakage("less is taken off on hand than left, and nobody had lost it", .movementDeltas) { history in
            history.inventory(.movement("x", .allocated, 2, [0, 2, 0], [9, 2, 1], outbound: "OB-9"))
            history.inventory(.movement("z", .issued, 2, [-1, -2, 0], [8, 0, 1], outbound: "OB-9"))
        },
        Breakage("quarantined is negative", .stockBounds) {
            $0.inventory(.movement("x", .adjusted, 1, [1, 0, -2], [10, 0, -1]))
        },
        Breakage("units that never left raise on-hand", .movementDeltas) {
            $0.change {
                $0.isMovement("m-6")
            } _: {
                $0.message.movement { $0.onHandDelta = 2 }
            }
        },
        Breakage("two movements have one id", .movementIds) {
            $0.change {
                $0.isMovement("m-9")
            } _: {
                $0.message.moved { $0.movementId = "m-8" }
            }
        },
    ]

    // MARK: Units of outbound orders

    private static let goods: [Breakage] = [
        Breakage("what was back went out once more, and nobody says that it did", .nothingBeyondOrder) { history in
            let cause = StockMovement.Cause(.returnOrder, "RET-1")
            history.add(
                .movement("m-91", .restored, 2, [2, 0, 0], [11, 0, 1], outbound: "OB-1", cause: cause),
                source: "turnback/inventory")
            history.add(
                .movement(
                    "m-92", .issued, 2, [-2, 0, 0], [9, 0, 1], outbound: "OB-1", cause: .init(.outboundOrder, "OB-1")),
                source: "turnback/inventory")
        },
        Breakage("units come back that are back already", .nothingTwice) {
            $0.inventory(
                .movement(
                    "x", .restored, 2, [2, 0, 0], [11, 0, 1], outbound: "OB-2", cause: .init(.returnOrder, "RO-OB-2")))
        },
        Breakage("more is released than is held", .nothingTwice) {
            $0.inventory(.movement("x", .released, 1, [0, -1, 0], [9, -1, 1], outbound: "OB-1"))
        },
        Breakage("units are written off that an outbound order does not hold", .nothingTwice) {
            $0.inventory(
                .movement(
                    "x", .disposed, 1, [-1, -1, 0], [8, -1, 1], outbound: "OB-10", cause: .init(.adjustment, "A-10")))
        },
        Breakage("what was written off is issued as well", .nothingBeyondOrder) {
            $0.inventory(.movement("x", .issued, 1, [-1, 0, 0], [8, 0, 1], outbound: "OB-10"))
        },
        Breakage("what is back on the shelf is issued, and no case says that it left", .nothingBeyondOrder) {
            $0.inventory(.movement("x", .issued, 1, [-1, 0, 0], [8, 0, 1], outbound: "OB-2"))
        },
        Breakage("what was set apart is sent from the shelf, and nothing has left quarantine", .nothingBeyondOrder) {
            $0.add(
                .command("1002", "OB-2", 3) { move in
                    var again = move
                    again.again = true
                    return .issue(again)
                }, source: "turnback/orders")
            $0.inventory(.movement("x", .issued, 3, [-3, 0, 0], [6, 0, 1], outbound: "OB-2"))
        },
        Breakage("more is allocated than was ordered", .nothingBeyondOrder) {
            $0.change {
                $0.isMovement("m-1")
            } _: {
                $0.message.movement { ($0.quantity, $0.allocatedDelta, $0.balance.allocated) = (3, 3, 3) }
            }
        },
        Breakage("an outbound order is allocated twice", .nothingBeyondOrder) {
            $0.inventory(.movement("x", .allocated, 1, [0, 1, 0], [9, 1, 1], outbound: "OB-1"))
        },
        Breakage("more is issued than was ordered", .nothingBeyondOrder) {
            $0.inventory(.movement("x", .issued, 3, [-3, 0, 0], [6, 0, 1], outbound: "OB-1"))
        },
        Breakage("inventory replies what it did not move", .repliesMoved) {
            $0.inventory(.reply("1001", "OB-1", .issued, [(1, nil)]))
        },
        Breakage("inventory moves what it does not reply", .repliesMoved) {
            $0.remove { $0.isReply("OB-4", .stockReleased) }
        },
        Breakage("a case says cancelled of what was not released", .cancelledReleased) {
            $0.change {
                $0.isOutcome("r-5", revision: 2)
            } _: {
                $0.message.outcome { ($0.quantities.requested, $0.quantities.cancelled) = (51, 51) }
            }
        },
        Breakage("units are released, and no case says so", .cancelledReleased) {
            $0.inventory(.reply("1003", "OB-3", .released, [(1, nil)], case: 1))
        },
        Breakage("a case says restored of what was quarantined", .caseRestocked) { history in
            for request in ["r-2", "r-3"] {
                history.change {
                    $0.isOutcome(request, revision: 4)
                } _: {
                    $0.message.outcome { ($0.quantities.restored, $0.quantities.quarantined) = (3, 0) }
                }
            }
        },
        Breakage("stopped units come back, and no case says so", .caseRestocked) {
            $0.inventory(
                .reply("1002", "OB-2", .restored(RestockClaim(by: .returnOrder, id: "RO-OB-2")), [(1, .putAway)]))
        },
        Breakage("a case says written off of what was never stopped", .caseRestocked) {
            $0.change {
                $0.isOutcome("r-19", revision: 2)
            } _: {
                $0.message.outcome {
                    ($0.quantities.requested, $0.quantities.intercepted, $0.quantities.writtenOff) = (3, 2, 2)
                }
            }
        },
    ]

    // MARK: Outbound orders, tasks, returns, messages

    private static let rest: [Breakage] = [
        Breakage("an outbound order leaves a revision out", .outboundRevisions) {
            $0.remove { $0.isOutbound("OB-2", 2) }
        },
        Breakage("a status goes back", .outboundStatus) {
            $0.add(.outbound("1010", "OB-9", 1, .packed, 1))
            $0.add(.outbound("1010", "OB-9", 2, .picking, 1))
        },
        Breakage("a cancelled outbound order goes on", .outboundStatus) {
            $0.add(.outbound("1001", "OB-1", 5, .picking, 2))
        },
        Breakage("an intercepted outbound order is cancelled", .outboundStatus) {
            $0.add(.outbound("1002", "OB-2", 5, .cancelled, 3))
        },
        Breakage("an intercepted outbound order waits for its work", .outboundStatus) {
            $0.add(.outbound("1002", "OB-2", 5, .awaitingOutbound, 3))
        },
        Breakage("work began, and it is cancelled", .workNeverCancelled) {
            $0.change {
                $0.isOutbound("OB-2", 4)
            } _: {
                $0.message = .outbound("1002", "OB-2", 4, .cancelled, 3)
            }
        },
        Breakage("the carrier has it, and it is intercepted", .workNeverCancelled) {
            $0.change {
                $0.isOutbound("OB-2", 4)
            } _: {
                $0.message = .outbound("1002", "OB-2", 4, .intercepted, 3, custody: .carrier)
            }
        },
        Breakage("what left the building is not issued", .commandsSent) {
            $0.remove { $0.isCommand(.stockIssue, "OB-10") }
        },
        Breakage("what is cancelled is not released", .commandsSent) {
            $0.remove { $0.isCommand(.stockRelease, "OB-1") }
        },
        Breakage("what is new is not allocated", .commandsSent) { $0.remove { $0.isCommand(.stockAllocate, "OB-2") } },
        Breakage("it is cancelled, and neither orders nor a warehouse has freed it", .commandsSent) {
            $0.remove { $0.isReply("OB-15", .stockReleased) }
        },
        Breakage("what is to be stopped is not held", .unitsHeld) { $0.remove { $0.isCommand(.stockHold, "OB-8") } },
        Breakage("a hold is not answered", .unitsHeld) { $0.remove { $0.isReply("OB-8", .stockHeld) } },
        Breakage("a hold is answered twice", .unitsHeld) {
            $0.inventory(.reply("1008", "OB-8", .held, [(1, nil)], case: 1))
        },
        Breakage("a case that ended holds units", .unitsHeld) { $0.remove { $0.isCommand(.stockUnhold, "OB-2") } },
        Breakage("the store does not hear of a late shipment", .contradictionsTold) {
            $0.remove { $0 == .contradiction("r-1") }
        },
        Breakage("more is stopped after all than was refused", .contradictionsTold) {
            $0.add(.contradiction("r-14", "1012", "OB-12", .stoppedAfterAll, 1))
        },
        Breakage("the store hears twice of a later part", .contradictionsTold) {
            $0.add(.contradiction("r-15", "1013", "OB-14", .laterPart, 1, followedBy: "shop/1013/c2"))
        },
        Breakage("a later part leaves twice", .contradictionsTold) {
            $0.add(.contradiction("r-15", "1013", "OB-14", .leftAfterAll, 1, number: 2))
        },
        Breakage("what was never lost is found", .contradictionsTold) {
            $0.add(.contradiction("r-1", "1001", "OB-1", .foundAfterAll))
        },
        Breakage("the store does not hear that what was intercepted left", .contradictionsTold) {
            $0.remove { $0 == .contradiction("r-10", "1007", "OB-7", .leftAfterAll) }
        },
        Breakage("the store hears twice of a late shipment", .contradictionsTold) { $0.add(.contradiction("r-1")) },
        Breakage("a case waits for a warehouse that nobody asked", .tasksAsked) {
            $0.add(.outcome("1006", "r-8", 1, .verifying, .awaitingVerification) { $0.requested = 2 })
        },
        Breakage("a task is opened twice", .tasksOnce) { $0.add(.task("1002", "OB-2", .verifyGoods, nil)) },
        Breakage("a task is closed twice", .tasksOnce) { $0.add(.task("1002", "OB-2", .verifyGoods, .done)) },
        Breakage("a task stays open after its case", .tasksClosed) {
            $0.entries.removeAll { $0.message == .task("1002", "OB-2", .putAway, .done) }
        },
        Breakage("work is to be stopped on what has left", .tasksClosed) {
            $0.entries.removeAll { $0.message == .task("1001", "OB-1", .stopWork, .failed) }
        },
        Breakage("a task is of a case that nobody heard of", .tasksClosed) {
            $0.add(.task("1001", "OB-1", .stopWork, nil, number: 9))
        },
        Breakage("a return order takes in more than was expected", .returnOrders) {
            $0.add(.returnOrder(3, .received, received: 4, putAway: 3, quarantined: 1))
        },
        Breakage("a return order goes back", .returnOrders) {
            $0.add(.returnOrder(3, .awaitingArrival, received: 3, putAway: 2, quarantined: 1))
        },
        Breakage("a return order counts less than its receipts name", .receiptsCounted) {
            $0.add(.receive(4, 2), source: "wms")
            $0.add(.returnOrder(3, .received, received: 3, putAway: 2, quarantined: 1), source: "turnback/returns")
            $0.follows()
        },
        Breakage("a return order counts more than any receipt names", .receiptsCounted) {
            $0.add(.returnOrder(3, .received, received: 4, putAway: 2, quarantined: 1), source: "turnback/returns")
        },
        Breakage("a return order is opened, and nobody said so", .receiptsCounted) { $0.remove { $0 == .create } },
        Breakage("a report brings about a change of another outbound order", .followsAsSaid) {
            $0.add(.report("1002", "OB-2", .goodsVerified(.inWarehouse)), source: "wms")
            $0.add(.outbound("1001", "OB-1", 9, .cancelled, 2))
            $0.follows()
        },
        Breakage("an outcome is of more units than were asked for", .caseUnits) {
            var request = CancellationRequested(
                requestId: "r-1", storeOrder: .story("1001"), reason: "other", requestedBy: "buyer", requestedAt: .story)
            request.lines = [Line("SKU-1", 1)]
            let named = request
            $0.change({ $0 == .request("1001", "r-1") }) { $0.message = .cancellationRequested(named) }
        },
        Breakage("more is held than was to be", .followsAsSaid) {
            $0.add(.command("1002", "OB-2", 1, case: 1) { .hold($0) })
            $0.add(.reply("1002", "OB-2", .held, [(2, nil)], case: 1), source: "turnback/inventory")
            $0.follows()
        },
        Breakage("a request for one unit frees two", .followsAsSaid) {
            var request = CancellationRequested(
                requestId: "r-99", storeOrder: .story("1001"), reason: "other", requestedBy: "buyer", requestedAt: .story)
            request.lines = [Line("SKU-1", 1)]
            $0.add(.cancellationRequested(request), source: "shop")
            $0.add(.command("1001", "OB-1", 2, case: 1) { .release($0) })
            $0.follows()
        },
        Breakage("what was submitted is not what is asked for", .followsAsSaid) {
            $0.add(.submitted("1099", "OB-99"), source: "oms")
            $0.add(.command("1099", "OB-99", 77) { .allocate($0) })
            $0.follows()
        },
        Breakage("a message is there twice", .messageIdentity) { history in
            history.add(.reply("1001", "OB-1", .backordered, [(2, nil)]), source: "turnback/inventory", id: "x")
            history.add(.reply("1001", "OB-1", .backordered, [(2, nil)]), source: "turnback/inventory", id: "x")
        },
        Breakage("a command of Turnback's own is there twice", .messageIdentity) { history in
            let create = ReturnOrderCommand.cancel(returnOrderId: "RO-9", storeOrder: .story("1009"))
            history.add(.returnOrderCommand(create), id: "x")
            history.add(.returnOrderCommand(create), id: "x")
        },
        Breakage("a message cannot be read", .readable) {
            $0.add(RecordBody(key: nil, value: Array("{".utf8)), on: .inventoryMovements)
        },
        Breakage("a message is under another key", .readable) {
            $0.change {
                $0.isMovement("m-9")
            } _: { entry in
                let body = entry.written
                entry.body = RecordBody(key: Array("acme/LAX2".utf8), headers: body.headers, value: body.value)
                entry.topic = .inventoryMovements
            }
        },
        Breakage("a message is on another topic", .readable) {
            $0.change {
                $0.isOutbound("OB-1", 1)
            } _: { entry in
                entry.body = entry.written
                entry.topic = .warehouseTasks
            }
        },
    ]
}

extension ReconcileHistory.Entry {
    fileprivate var written: RecordBody {
        message.body(Envelope(source: source, id: id, type: message.type, time: .story))
    }

    /// Changes the JSON text.
    fileprivate mutating func rewrite(_ old: String, _ new: String) {
        let text = String(decoding: written.value ?? [], as: UTF8.self)
        let range = text.firstRange(of: old)!
        topic = message.type.topic
        body = RecordBody(
            key: written.key, headers: written.headers,
            value: Array(text.replacingCharacters(in: range, with: new).utf8))
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with new: String) -> String {
        String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}

extension Message {
    fileprivate func isRequest(_ id: String) -> Bool {
        if case .cancellationRequested(let request) = self { request.requestId == id } else { false }
    }
    func isOutcome(_ request: String, revision: Int) -> Bool {
        if case .cancellationChanged(let one) = self {
            one.requestId == request && one.revision == revision
        } else {
            false
        }
    }
    fileprivate func isMovement(_ id: String) -> Bool {
        if case .stockMoved(let moved) = self { moved.movementId == id } else { false }
    }
    func isCommand(_ type: MessageType, _ outbound: String) -> Bool {
        self.type == type && subject == outbound
    }
    func isReply(_ outbound: String, _ type: MessageType) -> Bool {
        if case .stockReply(let reply) = self { reply.outboundOrderId == outbound && self.type == type } else { false }
    }
    mutating func reply(_ change: (inout StockReply) -> Void) {
        guard case .stockReply(var one) = self else { return }
        change(&one)
        self = .stockReply(one)
    }
    fileprivate func isOutbound(_ id: String, atLeast revision: Int) -> Bool {
        if case .outboundOrderChanged(let one) = self {
            one.outboundOrderId == id && one.revision >= revision
        } else {
            false
        }
    }
    func isOutbound(_ id: String, _ revision: Int) -> Bool {
        if case .outboundOrderChanged(let one) = self {
            one.outboundOrderId == id && one.revision == revision
        } else {
            false
        }
    }

    mutating func outcome(_ change: (inout CancellationChanged) -> Void) {
        guard case .cancellationChanged(var one) = self else { return }
        let before = one.quantities
        change(&one)
        // With one outbound order, all units belong to it.
        if one.outboundOrders.count == 1, before != one.quantities, one.outboundOrders[0].quantities == before {
            one.outboundOrders[0].quantities = one.quantities
        }
        self = .cancellationChanged(one)
    }
    fileprivate mutating func moved(_ change: (inout StockMoved) -> Void) {
        guard case .stockMoved(var one) = self else { return }
        change(&one)
        self = .stockMoved(one)
    }
    fileprivate mutating func movement(_ change: (inout StockMovement) -> Void) { moved { change(&$0.movement) } }
}

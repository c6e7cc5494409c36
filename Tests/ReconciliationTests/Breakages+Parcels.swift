import Contracts
import Fulfillment

@testable import Reconciliation

// What goes wrong with an outbound order that leaves in several parcels.

extension Breakage {
    static let parcels: [Breakage] = [
        Breakage("more is in two parcels that left than is issued", .departuresCounted) {
            let fact = WarehouseReport.Fact.progressed(.packed, carrier: nil, trackingNumber: nil)
            let two = Message.report("1022", "OB-22", fact, "P-2", units: 2)
            $0.change {
                $0 == .report("1022", "OB-22", fact, "P-2", units: 1)
            } _: {
                $0.message = two
            }
        },
        Breakage("more is issued than is in two parcels", .departuresCounted) {
            $0.change {
                $0 == .reply("1024", "OB-24", .issued, [(1, nil)], case: 1)
            } _: {
                $0.message = .reply("1024", "OB-24", .issued, [(5, nil)], case: 1)
            }
        },
        Breakage("cancelled units have left, and the store does not hear of it", .departuresCounted) {
            $0.remove { $0 == .contradiction("r-1") }
            $0.add(.reply("1001", "OB-1", .issued, [(2, nil)]), source: "turnback/inventory")
        },
        Breakage("a task for one of two parcels stays open, and nothing is held", .tasksClosed) {
            $0.remove { $0 == .task("1022", "OB-22", .verifyGoods, .superseded, again: "-p2") }
        },
        Breakage("units in two parcels are held, and nobody is asked to stop them", .tasksAsked) {
            $0.remove { $0 == .task("1021", "OB-21", .putAway, nil) }
        },
        Breakage("units in two parcels are to be stopped, and not held", .unitsHeld) {
            $0.remove { $0.isCommand(.stockHold, "OB-23") }
        },
        Breakage("both of two parcels left, and their units are held", .unitsHeld) {
            $0.remove { $0.isCommand(.stockUnhold, "OB-22") }
        },
        Breakage("both of two parcels left, and nothing is issued", .commandsSent) {
            $0.remove { $0.isCommand(.stockIssue, "OB-22") }
        },
        Breakage("the store does not hear that one of two parcels left", .contradictionsTold) {
            $0.remove { $0 == .contradiction("r-43", "1024", "OB-24", .leftAfterAll, 1) }
        },
        Breakage("the status goes back, and of two parcels none was stopped", .outboundStatus) {
            $0.remove { $0 == .report("1025", "OB-25", .parcelIntercepted(succeeded: true, reason: nil), "P-2") }
        },
        Breakage("what is held was never ordered", .nothingBeyondOrder) {
            $0.change {
                $0.isCommand(.stockHold, "OB-23")
            } _: {
                $0.message = .command("1023", "OB-23", 3, case: 1) { .hold($0) }
            }
        },
        Breakage("what is to go out becomes more than was ordered", .nothingBeyondOrder) {
            $0.change {
                $0.isOutbound("OB-23", 2)
            } _: {
                $0.message = .outbound("1023", "OB-23", 2, .awaitingOutbound, 3)
            }
        },
        Breakage("a task is of another outbound order than its id says", .tasksOnce) {
            $0.change {
                $0 == .task("1023", "OB-23", .verifyGoods, nil)
            } _: {
                $0.message = .task("1023", "OB-22", .verifyGoods, nil)
                $0.message.task { $0.taskId = "T-OB-23-c1-verifyGoods" }
            }
        },
    ]

    /// What outcomes say, and nothing shows.
    static let shown: [Breakage] = [
        Breakage("an outbound order says that it is packed, and nobody has", .eventsShown) { history in
            history.change {
                $0.isOutbound("OB-1", 2)
            } _: {
                $0.message = .outbound("1001", "OB-1", 2, .packed, 2)
            }
        },
        Breakage("an outbound order says that the carrier has it, and nobody has", .eventsShown) { history in
            history.change {
                $0.isOutbound("OB-1", 2)
            } _: {
                $0.message = .outbound("1001", "OB-1", 2, .awaitingOutbound, 2, custody: .carrier)
            }
        },
        Breakage("an outcome says a status that no event has said", .outcomesShown) {
            $0.change {
                $0.isOutcome("r-42", revision: 1)
            } _: {
                $0.message.outcome { $0.outboundOrders[0].status = .shipped }
            }
        },
        Breakage("an outcome was decided at a status that no event has said", .outcomesShown) {
            $0.change {
                $0.isOutcome("r-11", revision: 1)
            } _: {
                $0.message.outcome { $0.outboundOrders[0].stage = .packed }
            }
        },
        Breakage("it is said to be in transit, and no carrier scanned it", .outcomesShown) {
            $0.entries.removeAll { $0.message.isReport("OB-21") { if case .carrierScanned = $0 { true } else { false } } }
        },
        Breakage("it is said to be delivered, and no scan says so", .outcomesShown) {
            $0.change {
                $0.isOutcome("r-41", revision: 2)
            } _: {
                $0.message.outcome { ($0.code, $0.outboundOrders[0].code) = (.delivered, .delivered) }
            }
        },
        Breakage("a return is advised, and nothing left the building", .outcomesShown) {
            $0.remove { $0.isReport("OB-18") { if case .carrierScanned = $0 { true } else { false } } }
        },
        Breakage("goods are said to be missing, and nobody missed them or wrote them off", .outcomesShown) {
            $0.remove { $0.isReport("OB-26") { $0 == .goodsVerified(.missing) } }
        },
        Breakage("it is said to be on its way back, and nobody pulled it", .outcomesShown) {
            $0.remove { $0.isReport("OB-18") { if case .parcelIntercepted = $0 { true } else { false } } }
        },
        Breakage("it is said to be restocked, and all was written off", .outcomesShown) {
            $0.change {
                $0.isReply("OB-24", .stockRestored)
            } _: {
                $0.message.reply { $0.lines[0].handling = .dispose }
            }
        },
        Breakage("a label is said to be void, and nobody voided it", .outcomesShown) {
            $0.change {
                $0.isOutcome("r-42", revision: 1)
            } _: {
                $0.message.outcome { $0.labelVoided = true }
            }
        },
        Breakage("work had begun, and it is said to be cancelled before", .outcomesShown) { history in
            history.change {
                $0.isOutbound("OB-1", 2)
            } _: {
                $0.message = .outbound("1001", "OB-1", 2, .picking, 2)
            }
            history.change {
                $0.isOutcome("r-1", revision: 2)
            } _: {
                $0.message.outcome { $0.outboundOrders[0].stage = .picking }
            }
        },
    ]
}

extension Message {
    fileprivate func isReport(_ outbound: String, _ isIt: (WarehouseReport.Fact) -> Bool) -> Bool {
        if case .warehouseReported(let one) = self { one.outboundOrderId == outbound && isIt(one.fact) } else { false }
    }

    fileprivate mutating func task(_ change: (inout WarehouseTask) -> Void) {
        guard case .task(var one) = self else { return }
        change(&one)
        self = .task(one)
    }
}

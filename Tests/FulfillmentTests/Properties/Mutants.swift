import Fulfillment

@testable import TestWorld

/// Deciders that are wrong in one way each. They stand between the real ones and the world, so that each is wrong where
/// the real ones are right.
enum Mutant: String, CaseIterable {
    case dropsTheRelease, dropsTheIssue, dropsTheReturnToSender, swallowsTheContradiction, contradictsTwice
    case publishesASecondFinal, cancelsAfterWork, losesUnits, opensATaskAgain, neverClosesATask, asksNobody
    case swallowsTheSecondDeadline, swallowsTheFirstDeadline, forgetsTheGrace, losesAnExpiredReport, refusesARestock
    case issuesAllOrNothing, writesOffTwice, forgetsTheWholeOrder
    case restoresTwice, issuesTwice, bringsBackTheDestroyed, forgetsTheReceipt, hidesThatItOversold, raisesWhatNeverLeft
    case dropsThatItWasStopped, ignoresTheAgeOfReports, neverStopsALaterPart, stopsAReplacement
    case neverEndsWorkToStop, losesTheEndOfWorkToStop
    case refusesWhatWasNeverPromised, issuesTheUnpromisedTwice, issuesWhatIsBack
    case reversesTwice
    case ignoresTheQueue, servesNobody, ignoresHolds, holdsNothing, neverGivesUpAHold

    var deciders: Deciders {
        switch self {
        case .dropsTheRelease: Self.dropping { $0.isRelease }
        case .dropsTheIssue: Self.dropping { $0.isIssue }
        case .dropsTheReturnToSender: Self.dropping { $0.isReturnToSender }
        case .swallowsTheContradiction: Self.dropping { $0.isContradiction }
        case .contradictsTwice: Self.saying { $0.isContradiction ? [$0, $0] : [$0] }
        case .publishesASecondFinal: Self.saying { $0.outcome?.state.isFinal == true ? [$0, $0] : [$0] }
        case .cancelsAfterWork: Self.saying { [$0.cancelledInstead] }
        case .losesUnits: Self.saying { [$0.withoutPending] }
        case .opensATaskAgain: Self.saying { [$0.reopened] }
        case .neverClosesATask: Self.dropping { if case .taskClosed = $0 { true } else { false } }
        case .asksNobody:
            Self.dropping { if case .taskOpened(let task) = $0 { task.kind == .verifyGoods } else { false } }
        case .swallowsTheSecondDeadline: Self.deaf { $0.isEscalated }
        case .swallowsTheFirstDeadline: Self.deaf { !$0.isEscalated }
        case .forgetsTheGrace: Self.graceless()
        case .losesAnExpiredReport: Self.dropping { if case .refused = $0 { true } else { false } }
        case .refusesARestock: Self.saying { [$0.refusedInstead] }
        case .issuesAllOrNothing: Self.allOrNothing()
        case .writesOffTwice: Self.moving { $0.kind == .disposed ? [$0, $0] : [$0] }
        case .forgetsTheWholeOrder: Self.forgettingTheWhole()
        case .dropsThatItWasStopped: Self.dropping { $0.contradiction == .stoppedAfterAll }
        case .ignoresTheAgeOfReports: Self.ageless()
        case .neverStopsALaterPart:
            Self.misreading { order, _ in
                for one in order.requests.indices {
                    let answering = order.cases.first { $0.id == order.requests[one].caseId }
                    if answering?.isFinal == true { order.requests[one].cutOff = nil }
                }
            }
        case .stopsAReplacement:
            Self.misreading { order, submitted in
                for one in order.requests.indices where order.requests[one].cutOff != nil {
                    order.requests[one].cutOff = submitted.submittedAt
                }
                submitted.replaces = nil
            }
        case .neverEndsWorkToStop: Self.deaf { $0.isWorkedOn }
        case .losesTheEndOfWorkToStop:
            Self.dropping { if case .taskClosed(let task) = $0 { task.kind == .stopWork } else { false } }
        case .restoresTwice: Self.moving { $0.kind == .restored ? [$0, $0] : [$0] }
        case .reversesTwice: Self.moving { $0.kind == .reversed ? [$0, $0] : [$0] }
        case .issuesTwice: Self.moving { $0.kind == .issued ? [$0, $0] : [$0] }
        case .bringsBackTheDestroyed:
            Self.forgetting { allocation in
                for entry in allocation.entries.indices {
                    allocation.entries[entry].missing += allocation.entries[entry].disposed
                    allocation.entries[entry].disposed = 0
                }
            }
        case .forgetsTheReceipt: Self.forgetful()
        case .hidesThatItOversold: Self.moving { [$0.silent] }
        case .raisesWhatNeverLeft: Self.moving { [$0.raised] }
        case .refusesWhatWasNeverPromised: Self.caseless()
        case .issuesWhatIsBack: Self.issuingAgain()
        case .ignoresTheQueue: Self.queueless()
        case .servesNobody: Self.keepingWaiting()
        case .ignoresHolds: Self.forgetting { $0.knowsHolds = false }
        case .holdsNothing: Self.dropping(\.isHold)
        case .neverGivesUpAHold: Self.dropping(\.isUnhold)
        case .issuesTheUnpromisedTwice:
            Self.moving { $0.kind == .issued && $0.cause.type != .outboundOrder ? [$0, $0] : [$0] }
        }
    }

    // MARK: Orders

    private static func dropping(_ isDropped: @escaping (StoreOrderEffect) -> Bool) -> Deciders {
        saying { isDropped($0) ? [] : [$0] }
    }

    private static func saying(_ said: @escaping (StoreOrderEffect) -> [StoreOrderEffect]) -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.order = { real.order(&$0, $1, $2, $3, $4).map { $0.flatMap(said) } }
        wrong.pass = { real.pass(&$0, $1, $2).flatMap(said) }
        return wrong
    }

    /// Does not hear the deadlines of these parts.
    private static func deaf(_ to: @escaping (CasePart) -> Bool) -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.pass = { order, now, policies in
            for one in order.cases.indices {
                for part in order.cases[one].parts.indices where to(order.cases[one].parts[part]) {
                    if let deadline = order.cases[one].parts[part].deadline, deadline <= now {
                        order.cases[one].parts[part].deadline = nil
                    }
                }
            }
            return real.pass(&order, now, policies)
        }
        return wrong
    }

    private static func graceless() -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.pass = { order, now, policies in
            for one in order.cases.indices { order.cases[one].deadline = nil }
            return real.pass(&order, now, policies)
        }
        return wrong
    }

    /// Stops only the outbound orders that are known when a request is decided.
    private static func forgettingTheWhole() -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.order = { order, message, identity, now, policies in
            for one in order.requests.indices { order.requests[one].cutOff = nil }
            return real.order(&order, message, identity, now, policies)
        }
        return wrong
    }

    /// Takes any report for a newer one.
    private static func ageless() -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.order = { order, message, identity, now, policies in
            var policies = policies
            policies.defaults.reportTolerance = ReportTolerance(withinSourceSeconds: 1 << 40, betweenSourcesSeconds: 1 << 40)
            return real.order(&order, message, identity, now, policies)
        }
        return wrong
    }

    /// Reads a submission otherwise than it was said.
    private static func misreading(
        _ misread: @escaping (inout StoreOrder, inout OutboundOrderSubmitted) -> Void
    ) -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.order = { order, message, identity, now, policies in
            var message = message
            if case .submitted(var submitted) = message {
                misread(&order, &submitted)
                message = .submitted(submitted)
            }
            return real.order(&order, message, identity, now, policies)
        }
        return wrong
    }

    // MARK: Inventory

    /// Issues nothing where not all can be issued.
    private static func allOrNothing() -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.stock = { shelf, command, identity in
            let before = shelf
            let said = real.stock(&shelf, command, identity)
            guard case .issue = command.action, case .success(let moved) = said else { return said }
            for reply in moved.replies {
                guard case .refused(let code, let message, _, _, _) = reply.answer else { continue }
                shelf = before
                return .failure(Rejection(code, message))
            }
            return said
        }
        return wrong
    }

    /// Promises what those who wait need to whoever comes.
    private static func queueless() -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.stock = { shelf, command, identity in
            guard case .allocate = command.action else { return real.stock(&shelf, command, identity) }
            var wanted: [String: Int] = [:]
            for var stock in shelf.stocks.values {
                guard var queue = stock.queue else { continue }
                wanted[stock.sku] = queue.wanted
                queue.wanted = 0
                stock.queue = queue
                shelf.put(stock)
            }
            let said = real.stock(&shelf, command, identity)
            for (sku, units) in wanted {
                var stock = shelf.stock(sku)
                guard var queue = stock.queue else { continue }
                queue.wanted = units + (queue.wanted ?? 0)
                stock.queue = queue
                shelf.put(stock)
            }
            return said
        }
        return wrong
    }

    /// Does not look at those who wait when goods come.
    private static func keepingWaiting() -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.stock = { shelf, command, identity in
            guard case .receive = command.action else { return real.stock(&shelf, command, identity) }
            let queues = shelf.stocks.mapValues(\.queue)
            for var stock in shelf.stocks.values {
                stock.queue = nil
                shelf.put(stock)
            }
            let said = real.stock(&shelf, command, identity)
            for (sku, queue) in queues {
                var stock = shelf.stock(sku)
                stock.queue = queue
                shelf.put(stock)
            }
            return said
        }
        return wrong
    }

    /// Issues what is back on the shelf though no case says that it left.
    private static func issuingAgain() -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.stock = { shelf, command, identity in
            guard case .issue(let move) = command.action, move.caseId == nil,
                var allocation = shelf.allocation(move.outboundOrderId)
            else { return real.stock(&shelf, command, identity) }
            let back = allocation.entries.map(\.restored)
            for entry in allocation.entries.indices { allocation.entries[entry].restored = 0 }
            shelf.put(allocation)
            let said = real.stock(&shelf, command, identity)
            allocation = shelf.allocation(move.outboundOrderId) ?? allocation
            for entry in allocation.entries.indices { allocation.entries[entry].restored = back[entry] }
            shelf.put(allocation)
            return said
        }
        return wrong
    }

    /// Does not hear which case brings units back.
    private static func caseless() -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.stock = { shelf, command, identity in
            var command = command
            switch command.action {
            case .restore(var restore):
                restore.caseId = nil
                command.action = .restore(restore)
            case .adjust(var adjustment):
                adjustment.caseId = nil
                command.action = .adjust(adjustment)
            case .receive, .allocate, .release, .issue, .hold, .unhold, .shorten, .reverse: break
            }
            return real.stock(&shelf, command, identity)
        }
        return wrong
    }

    /// Moves other than it should, and keeps the balance by what it says.
    private static func moving(_ moved: @escaping (StockMovement) -> [StockMovement]) -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.stock = { shelf, command, identity in
            let before = shelf
            return real.stock(&shelf, command, identity).map { said in
                var said = said
                var balances: [String: Stock] = [:]
                said.movements = said.movements.flatMap(moved).map { movement in
                    var stock = balances[movement.sku] ?? before.stock(movement.sku)
                    stock.onHand += movement.onHandDelta
                    stock.allocated += movement.allocatedDelta
                    stock.quarantined += movement.quarantinedDelta
                    balances[movement.sku] = stock
                    var movement = movement
                    movement.balance.onHand = stock.onHand
                    movement.balance.allocated = stock.allocated
                    movement.balance.quarantined = stock.quarantined
                    return movement
                }
                for (sku, balance) in balances {
                    var stock = shelf.stock(sku)
                    stock.onHand = balance.onHand
                    stock.allocated = balance.allocated
                    stock.quarantined = balance.quarantined
                    shelf.put(stock)
                }
                return said
            }
        }
        return wrong
    }

    /// Forgets something of every allocation before it decides.
    private static func forgetting(_ forget: @escaping (inout Allocation) -> Void) -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.stock = { shelf, command, identity in
            for id in shelf.allocations.keys.sorted() {
                guard var allocation = shelf.allocation(id) else { continue }
                forget(&allocation)
                shelf.put(allocation)
            }
            return real.stock(&shelf, command, identity)
        }
        return wrong
    }

    /// Takes a receipt in again, and lets more come back than went out.
    private static func forgetful() -> Deciders {
        forgetting { allocation in
            allocation.receipts = []
            for entry in allocation.entries.indices where allocation.entries[entry].restored > 0 {
                allocation.entries[entry].out = allocation.entries[entry].ordered
            }
        }
    }
}

import Fulfillment

/// What has to have happened, and can only be judged when nothing is on its way.
extension Auditor {
    /// Nothing is on its way any more.
    func quiet() -> [String] {
        var open: [String] = []
        for (id, request) in requests where request.heard && !request.told { open.append("\(id) was never answered") }
        for (id, request) in requests where request.heard && !request.isFinal && request.state == .releasing {
            open.append("\(id) waits for a release that nobody answers")
        }
        for (id, one) in outbound { judge(id, one, &open) }
        for (id, one) in cases { judge(id, one, &open) }
        for (id, task) in tasks where task.isOpen && task.kind != .stopWork {
            let code = cases[task.caseId]?.codes[task.outboundOrderId]
            // The store hears of one of several boxes when it is known what is in it.
            let isBoxed = outbound[task.outboundOrderId].map { $0.boxes.count > 1 } == true
            if code?.isOpen != true, !isBoxed, !followUps.contains(task.caseId),
                outbound[task.outboundOrderId]?.goesOnAfterTheEnd != true
            {
                open.append("\(id) is open and its case says \(code.map { "\($0)" } ?? "nothing")")
            }
        }
        for (id, one) in returns {
            if one.state == .cancelled, one.moved.values.contains(where: { $0 != 0 }) {
                open.append("\(id) is cancelled and brought units back")
            }
            let counted = one.counted.filter { $0.value != 0 }
            let (moved, arrived) = (one.moved.filter { $0.value != 0 }, one.arrived.filter { $0.value != 0 })
            if counted != moved { open.append("\(id) counts \(counted), inventory moved \(moved)") }
            if one.booked != arrived { open.append("\(id) says \(one.booked) booked, inventory moved \(arrived)") }
        }
        judgeHolds(&open)
        judgeContradictions(&open)
        judgeWholeOrders(&open)
        judgeBackorders(&open)
        return open
    }

    /// Whoever wants the whole store order stopped, and has no end yet, is answered for all of its outbound orders.
    private func judgeWholeOrders(_ open: inout [String]) {
        // What came later is stopped by a case that answers no request of its own.
        let decided = Set(cases.values.flatMap(\.codes.keys) + requests.values.flatMap(\.contradicted.keys))
        for (name, request) in requests where request.whole != nil && request.told && !request.isFinal {
            for (id, one) in outbound where means(name, id) && !decided.contains(id) && !one.isDisturbed {
                open.append("\(name) wants the whole store order, and \(id) is in no case")
            }
        }
        // Also what was read after the end of its case.
        for (name, request) in requests where request.isFinal && !request.codes.isEmpty {
            for (id, one) in outbound where one.storeOrder == request.whole && !one.isDisturbed && !one.status.isStopped
            {
                if means(name, id), !decided.contains(id) { open.append("\(name) means \(id), which is in no case") }
            }
        }
    }

    /// Inventory holds the units of every case that is to stop them, and of no other.
    private func judgeHolds(_ open: inout [String]) {
        for (caseId, one) in cases {
            // What is stopped after all is held until it is back, though the outcome stays as it is.
            for (id, code) in one.codes where outbound[id]?.goesOnAfterTheEnd != true {
                let isToHold = code.isOpen && code != .awaitingRelease
                let isBoxed = outbound[id].map { $0.boxes.count > 1 } == true
                if !isBoxed || isToHold, isToHold != (holds[id]?[caseId] != nil) {
                    open.append(
                        "\(caseId): \(id) is \(code), and \(isToHold ? "nothing is" : "its units are still") held for it"
                    )
                }
            }
        }
    }

    private func judge(_ id: String, _ one: Outbound, _ open: inout [String]) {
        let units = goods[id] ?? [:]
        let held = units.values.reduce(0) { $0 + $1.held }
        if one.status == .cancelled, held != 0, !one.isDisturbed { open.append("\(id) is cancelled and holds \(held)") }
        guard one.isKnown else { return }
        let issued = units.values.reduce(0) { $0 + $1.issued }
        let lines = one.lines.units + one.leftInParcel.values.reduce(0, +)
        // What others issued besides, orders may not know of, what came back before it was issued may have been one of
        // those freed, and what was never promised is issued when it comes back; less than what left is never right.
        let apart = units.values.reduce(0) { $0 + $1.apart }
        let unpromised = units.values.reduce(0) { $0 + $1.unpromised }
        let left = issued + apart
        let mayBeMore = one.wasIssuedDirectly || apart > 0 || unpromised > 0 || wentOutAgain(id)
        // What is short left before that was known, or did not leave late.
        let isWrong = left + one.short < lines || (!mayBeMore && left - one.short > lines)
        // What was put back by hand says more than an older report that it was shipped.
        let isOldNews = apart > 0 && one.status.rank < OutboundStatus.shipped.rank
        if one.gone > 0, !one.status.isStopped, isWrong, !one.isDisturbed, !isOldNews {
            open.append("\(id) was reported gone with \(lines) units, \(issued) were issued")
        }
        if one.gone > 0, one.status == .cancelled {
            if !one.isContradicted, !one.isDisturbed {
                open.append("\(id) was cancelled and left all the same: nobody was notified")
            }
            if isWrong, !one.isDisturbed { open.append("\(id) left late with \(lines) units, \(issued) were issued") }
        }
        if one.gone == 0, issued != unpromised, !one.wasIssuedDirectly, !one.isDisturbed {
            open.append("\(id): \(issued) were issued, and nobody reported that it left")
        }
        if unpromised > one.ordered.units, !one.isDisturbed {
            open.append("\(id): \(unpromised) were picked and never promised, \(one.ordered.units) were ordered")
        }
        let isExpected =
            returns[ReturnOrder.returnedToSenderId(id)] != nil || returns[ReturnOrder.interceptionId(id)] != nil
        let isBack =
            units.values.reduce(0) { $0 + $1.handled.reduce(0, +) }
            >= (one.lines.isEmpty ? one.ordered : one.lines).units
        if one.comesBack, one.status != .intercepted, !one.isCaught, !isExpected, !isBack, !one.isDisturbed {
            open.append("\(id) comes back and nobody expects it")
        }
    }

    private func judge(_ id: String, _ one: Case, _ open: inout [String]) {
        for (outboundOrderId, code) in one.codes {
            guard code.isOpen, code != .awaitingRelease else { continue }
            let kinds = tasks.values.filter { $0.isOpen && $0.caseId == id && $0.outboundOrderId == outboundOrderId }
            if kinds.isEmpty { open.append("\(id): \(outboundOrderId) is \(code), and nobody was asked to do it") }
        }
        for outboundOrderId in one.intercepted
        where one.codes[outboundOrderId] == .interceptedAndRestocked && outbound[outboundOrderId]?.isTakenBack != true {
            judgeRestocked(outboundOrderId, id, &open)
        }
        // What was sent to the store about units that were not back stays.
        if one.intercepted.contains(where: { outbound[$0]?.isTakenBack == true }) { return }
        // Whoever joins a case that answers no request of its own hears of what it asked for alone.
        guard one.isWhole || !followUps.contains(id) else { return }
        guard !one.intercepted.isEmpty, !one.intercepted.contains(where: { outbound[$0]?.cameBackUnknown == true })
        else { return }
        let isMoved = { (id: String) in outbound[id]?.isDisturbed == true || outbound[id]?.wasIssuedDirectly == true }
        if one.intercepted.contains(where: { wentOutAgain($0) || isMoved($0) }) {
            judgeBySKU(id, one, &open)
            return
        }
        var handled = [0, 0, 0]
        for outboundOrderId in one.intercepted {
            for units in (goods[outboundOrderId] ?? [:]).values {
                for index in 0..<3 { handled[index] += units.handled[index] }
            }
        }
        // What was found after the case had ended was published as written off, and stays so.
        let isFound = one.intercepted.contains { goods[$0]?.values.contains { $0.found > 0 } == true }
        let isSame =
            isFound
            ? one.cameBack.reduce(0, +) == handled.reduce(0, +) && one.cameBack[2] >= handled[2]
            : one.cameBack == handled
        if !isSame {
            open.append("\(id): the store was sent that \(one.cameBack) came back, it was \(handled)")
        }
    }

    /// What is back, and did not leave after that, is on no truck by the books either.
    private func judgeRestocked(_ id: String, _ caseId: String, _ open: inout [String]) {
        guard let one = outbound[id], !one.isContradicted, !one.isDisturbed, !one.wasIssuedDirectly else { return }
        for (sku, units) in goods[id] ?? [:] where units.out != 0 {
            open.append("\(caseId): \(id) is restocked, and \(units.out) of \(sku) are out")
        }
    }

    /// What went out and came back again, or was allocated or issued by others beyond the order, counts once, and for its own SKU.
    private func judgeBySKU(_ id: String, _ one: Case, _ open: inout [String]) {
        var (settled, out) = (0, 0)
        for outboundOrderId in one.intercepted {
            for line in outbound[outboundOrderId]?.lines ?? [] {
                let units = goods[outboundOrderId]?[line.sku] ?? Goods()
                settled += min(line.quantity, units.handled.reduce(0, +))
                // What had come back before was sent out once more.
                out += min(line.quantity, units.handled.reduce(0, +), units.sentOnceMore)
            }
        }
        let told = one.cameBack.reduce(0, +)
        // Perhaps this case did not stop all of several boxes; the floor counts which unit was in which.
        let isBoxed = one.intercepted.contains { (outbound[$0]?.boxes.count ?? 0) > 1 }
        if isBoxed ? told > settled : !(settled - out...settled).contains(told) {
            open.append("\(id): the store was sent that \(told) units came back, it was \(settled)")
        }
    }

    private func wentOutAgain(_ id: String) -> Bool { goods[id]?.values.contains(where: \.wentOutAgain) == true }

    /// Whoever heard that it is stopped hears that it left.
    private func judgeContradictions(_ open: inout [String]) {
        for (name, request) in requests {
            for id in request.stopped where outbound[id]?.isContradicted == true {
                // What was cancelled before it was packed is in no parcel.
                if request.codes[id] == .cancelledBeforeWork {
                    if outbound[id]?.status == .intercepted || request.packedWithout.contains(id) { continue }
                }
                if request.contradicted[id] == nil, !request.knownBefore.contains(id) {
                    open.append("\(name) heard that \(id) is stopped, and not that it left")
                }
            }
        }
        // Whoever asks for part of what others freed hears of that part.
        for (id, one) in outbound where one.isContradicted && !one.lines.isEmpty && !one.isDisturbed {
            let told = one.contradicted.values
            let (units, most) = (told.reduce(0, +), told.max() ?? 0)
            // Cases of before and after a parcel was given up are about the same units, and each names them; what was
            // refused is published as that.
            // So are those of what came back, and left once more.
            let isRight = one.isGivenUp || wentOutAgain(id) ? most <= one.lines.units : units == one.lines.units
            // What is short may be known only after the store heard that all of it left.
            let isMoreByShort = (0...one.short).contains(units - one.lines.units)
            // What is written off is not there to leave.
            let lost = one.lines.reduce(0) { $0 + min($1.quantity, goods[id]?[$1.sku]?.handled[2] ?? 0) }
            let isLessByLost = (0...lost).contains(one.lines.units - units)
            if !isRight, !isMoreByShort, !isLessByLost {
                open.append("\(id) left with \(one.lines.units) units, \(units) were published")
            }
        }
    }

    /// Every deadline has passed, and nothing more comes.
    func ended(_ policies: Policies) -> [String] {
        var open = quiet()
        for (name, request) in requests where request.heard && !request.isFinal {
            if request.state == .waitingForOrder { open.append("\(name) waits for its order forever") }
            for (id, code) in request.codes where code.isOpen {
                let one = outbound[id] ?? Outbound()
                let isAwaited = one.status == .intercepted || one.isTakenBack
                let mayStay = isAwaited || policies[one.merchantId].whenWarehouseIsSilent == .keepOpen
                if code != .escalated { open.append("\(name): \(id) is \(code) forever, and was never escalated") }
                if !mayStay { open.append("\(name): \(id) is \(code) forever") }
            }
        }
        for (id, task) in tasks where task.isOpen && task.kind == .stopWork { open.append("\(id) is open forever") }
        for (id, one) in outbound where !one.isKnown && one.reports > 0 {
            open.append("\(one.reports) reports of \(id) wait forever")
        }
        return open
    }
}

extension CancellationCode {
    var isOpen: Bool {
        switch self {
        case .waitingForOrder, .awaitingRelease, .awaitingVerification, .awaitingInterception, .awaitingRestock,
            .escalated:
            true
        case .cancelledBeforeWork, .interceptedAndRestocked, .inTransit, .delivered, .leftBeforeInterception,
            .unknownOrder,
            .partialAfterWorkStarted, .goodsMissing, .noAnswerFromWarehouse, .alreadyCancelled, .alreadyBack:
            false
        }
    }
}

extension Auditor.Outbound {
    /// Its units may be held and asked for, though the outcome of its case says otherwise.
    fileprivate var goesOnAfterTheEnd: Bool { isCaught || isTakenBack }
}

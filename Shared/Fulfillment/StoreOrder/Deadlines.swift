extension StoreOrder {
    /// When something that is waited for is overdue next.
    public var nextDeadline: Timestamp? {
        var next: Timestamp?
        func take(_ deadline: Timestamp?) {
            guard let deadline else { return }
            next = min(next ?? deadline, deadline)
        }
        for one in cases.indices {
            take(cases[one].deadline)
            for part in cases[one].parts.indices { take(cases[one].parts[part].deadline) }
        }
        for waiting in waitingReports.indices { take(waitingReports[waiting].deadline) }
        return next
    }

    /// Time has come to a deadline: escalates, or decides as the policy says.
    ///
    /// The first deadline of a step escalates the case, which stays open: a late answer still counts. The second
    /// decides. No message brings this about: what is published of it is dated when it was due.
    public mutating func pass(_ reached: Timestamp, policies: Policies) -> [StoreOrderEffect] {
        let before = self
        var expired: [StoreOrderEffect] = []
        for index in cases.indices {
            if let deadline = cases[index].deadline, deadline <= reached {
                cases[index].deadline = nil
                cases[index].gaveUp = true
            }
            for part in cases[index].parts.indices {
                guard let deadline = cases[index].parts[part].deadline, deadline <= reached else { continue }
                overdue(index, part, since: deadline, policies)
            }
        }
        waitingReports.removeAll { waiting in
            guard let deadline = waiting.deadline, deadline <= reached else { return false }
            expired.append(.refused(waiting.expired))
            return true
        }
        var decision = StoreOrderDecision(order: self, origin: nil, now: reached, policies: policies)
        decision.restockWhatIsStopped()
        decision.tellWhatCouldNotBeStopped()
        self = decision.order
        forgetRefused(expired + decision.effects)
        fixEndings()
        setDeadlines(since: before, from: reached, policies: policies)
        return StoreOrderChanges(from: before, message: nil, at: reached, policies: policies)
            .publish(in: &self, after: expired + decision.effects)
    }

    /// Gives every step that was entered its deadline, and takes it from what waits no longer.
    ///
    /// - Parameter now: when the message is processed, by the clock of the service; or the deadline that was reached.
    mutating func setDeadlines(since before: StoreOrder, from now: Timestamp, policies: Policies) {
        let grace = now.adding(seconds: policies.defaults.unknownOrderGraceSeconds)
        for index in cases.indices {
            let known = index < before.cases.count ? before.cases[index] : nil
            if !cases[index].awaitsOrder {
                cases[index].deadline = nil
            } else if cases[index].requestIds.count > known?.requestIds.count ?? 0 {
                // Each request has its grace, also one that joined.
                cases[index].deadline = grace
            }
            for part in cases[index].parts.indices {
                let former = known.flatMap { $0.former(of: cases[index].parts[part], at: part) }
                let merchant = outboundOrders.first { $0.id == cases[index].parts[part].outboundOrderId }?.merchantId
                let wasPulled = former.map { before.whereabouts(of: $0).isPulled } ?? false
                setDeadline(index, part, since: former, wasPulled, from: now, policies[merchant ?? ""])
            }
        }
        let waitedBefore = before.waitingReports.count
        for index in waitingReports.indices {
            let id = waitingReports[index].report.outboundOrderId
            let isKnown = outboundOrders.contains { $0.id == id && !$0.isRefused }
            if isKnown {
                waitingReports[index].deadline = nil
            } else if waitingReports[index].deadline == nil,
                index >= waitedBefore || waitedBefore != waitingReports.count
            {
                waitingReports[index].deadline = grace
            }
        }
    }
}

extension CancellationCase {
    /// What a part was before; nil where it is new. Of one whose box was distinguished from the others, what all of them were
    /// together, where the floor works on them against a cancellation: that it stops was asked once.
    fileprivate func former(of current: CasePart, at place: Int) -> CasePart? {
        if place < parts.count { return parts[place] }
        guard current.isWorkedOn else { return nil }
        return parts.first {
            $0.outboundOrderId == current.outboundOrderId && $0.state == current.state && $0.isWorkedOn
                && $0.workStops == current.workStops
        }
    }
}

extension StoreOrder {
    /// A step that was entered has its deadline; one that only goes on keeps what it had.
    private mutating func setDeadline(
        _ index: Int, _ part: Int, since former: CasePart?, _ wasPulled: Bool, from now: Timestamp, _ policy: Policy
    ) {
        let current = cases[index].parts[part]
        let isEntered = current.state != former?.state || current.restarts != former?.restarts
        let isWorkedOnAnew = current.isWorkedOn && current.workStops != former?.workStops
        if isEntered || isWorkedOnAnew {
            let seconds = policy.seconds(for: current.state) ?? (current.isWorkedOn ? policy.verifySeconds : nil)
            let deadline = seconds.map { now.adding(seconds: $0) }
            cases[index].parts[part].isEscalated = false
            cases[index].parts[part].dueAt = deadline
            cases[index].parts[part].deadline = deadline
        } else if !current.isWorkedOn, former?.isWorkedOn == true, !current.isInProgress {
            cases[index].parts[part].deadline = nil
        } else if current.state == .intercepting, current.deadline == nil, !wasPulled, whereabouts(of: current).isPulled
        {
            // A parcel that was pulled after both deadlines had passed: one more is for its label.
            cases[index].parts[part].deadline = now.adding(seconds: policy.escalationSeconds)
        }
    }

    /// The answer is overdue. Where only the label is unanswered it counts as not voided, which does not stop the
    /// restock.
    private mutating func overdue(_ index: Int, _ part: Int, since deadline: Timestamp, _ policies: Policies) {
        let current = cases[index].parts[part]
        guard let place = consignmentIndex(of: current) else { return }
        let parcel = outboundOrders[place].whereabouts
        let isLastForLabel = current.isEscalated && current.state == .intercepting && parcel.isPulled
        cases[index].parts[part].overdue(
            since: deadline, policies[outboundOrders[place].merchantId], isPulled: parcel.isPulled)
        if isLastForLabel, parcel.label == .printed {
            outboundOrders[place].changeStaying { if $0.label == .printed { $0.label = .notVoided } }
        }
    }
}

extension WaitingReport {
    /// Its outbound order never came.
    fileprivate var expired: RefusedMessage {
        RefusedMessage(
            .reported(report), origin: origin,
            rejection: Rejection(
                .unknownOutboundOrder,
                "outbound order \(report.outboundOrderId) of store order \(report.storeOrder) did not come in time",
                path: "outboundOrderId"))
    }
}

extension Policy {
    /// How long the warehouse has for what a part in this state awaits; nil where it awaits nothing of the warehouse.
    func seconds(for state: CasePart.State) -> Int64? {
        switch state {
        case .verifying: verifySeconds
        case .intercepting: interceptSeconds
        case .restocking: restockSeconds
        case .releasing, .cancelled, .restocked, .refused, .left: nil
        }
    }
}

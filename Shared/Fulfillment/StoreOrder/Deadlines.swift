extension StoreOrder {
    /// When something that is waited for is overdue next.
    public var nextDeadline: Deadline? {
        let all = cases.map(\.deadline) + cases.flatMap { $0.parts.map(\.deadline) } + waitingReports.map(\.deadline)
        return all.compactMap { $0 }.min { ($0.due, $0.at) < ($1.due, $1.at) }
    }

    /// Time has come to a deadline: escalates, or decides as the policy says.
    ///
    /// The first deadline of a step escalates the case, which stays open: a late answer still counts. The second decides.
    public mutating func pass(_ reached: Deadline, policies: Policies) -> [StoreOrderEffect] {
        let before = self
        let now = reached.at
        var expired: [StoreOrderEffect] = []
        for index in cases.indices {
            if let deadline = cases[index].deadline, deadline.due <= reached.due {
                cases[index].deadline = nil
                cases[index].gaveUp = true
            }
            for part in cases[index].parts.indices {
                guard let deadline = cases[index].parts[part].deadline, deadline.due <= reached.due else { continue }
                let merchant = outboundOrders.first { $0.id == cases[index].parts[part].outboundOrderId }?.merchantId
                cases[index].parts[part].overdue(since: deadline, policies[merchant ?? ""])
            }
        }
        waitingReports.removeAll { waiting in
            guard let deadline = waiting.deadline, deadline.due <= reached.due else { return false }
            expired.append(.reportExpired(waiting))
            return true
        }
        var decision = StoreOrderDecision(order: self, origin: nil, now: now, policies: policies)
        decision.restockWhatIsStopped()
        self = decision.order
        setDeadlines(since: before, from: reached, policies: policies)
        return StoreOrderChanges(from: before, message: nil, at: now, policies: policies)
            .publish(in: &self, after: expired + decision.effects)
    }

    /// Gives every step that was entered its deadline, and takes it from what waits no longer.
    ///
    /// - Parameter now: the message's time, and how late it was taken in; or the deadline that was reached.
    mutating func setDeadlines(since before: StoreOrder, from now: Deadline, policies: Policies) {
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
                let former = known.flatMap { part < $0.parts.count ? $0.parts[part] : nil }
                let merchant = outboundOrders.first { $0.id == cases[index].parts[part].outboundOrderId }?.merchantId
                guard cases[index].parts[part].state != former?.state else {
                    cases[index].parts[part].awaitLabel(
                        since: former, seconds: policies[merchant ?? ""].escalationSeconds, from: now)
                    continue
                }
                cases[index].parts[part].isEscalated = false
                let deadline = policies[merchant ?? ""].seconds(for: cases[index].parts[part].state)
                    .map { now.adding(seconds: $0) }
                cases[index].parts[part].dueAt = deadline?.at
                cases[index].parts[part].deadline = deadline
            }
        }
        let waitedBefore = before.waitingReports.count
        for index in waitingReports.indices {
            let isKnown = outboundOrders.contains { $0.id == waitingReports[index].report.outboundOrderId }
            if isKnown {
                waitingReports[index].deadline = nil
            } else if waitingReports[index].deadline == nil, index >= waitedBefore || waitedBefore != waitingReports.count {
                waitingReports[index].deadline = grace
            }
        }
    }
}

extension Policy {
    /// How long the warehouse has for what a part in this state awaits; nil where it awaits nothing of the warehouse.
    func seconds(for state: CasePart.State) -> Int64? {
        switch state {
        case .verifying: verifySeconds
        case .intercepting: interceptSeconds
        case .restocking: restockSeconds
        case .releasing, .cancelled, .restocked, .refused: nil
        }
    }
}

extension CasePart {
    /// A parcel that was pulled after both deadlines had passed: one more is for its label.
    fileprivate mutating func awaitLabel(since former: CasePart?, seconds: Int64, from now: Deadline) {
        guard state == .intercepting, parcelPulled, former?.parcelPulled == false, deadline == nil else { return }
        deadline = now.adding(seconds: seconds)
    }

    /// The answer is overdue.
    mutating func overdue(since passed: Deadline, _ policy: Policy) {
        deadline = nil
        if !isEscalated {
            isEscalated = true
            // Units on their way back are pending until they are back or written off: such a case is never refused.
            if state != .restocking { deadline = passed.adding(seconds: policy.escalationSeconds) }
        } else if state == .intercepting, parcelPulled {
            // Only the label is unanswered, and a label that could not be voided does not stop the restock.
            label = .notVoided
        } else if policy.whenWarehouseIsSilent == .refuse {
            state = .refused(.noAnswerFromWarehouse)
        }
    }
}

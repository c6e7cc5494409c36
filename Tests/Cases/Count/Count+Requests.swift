/// What became of requests.
extension Count {
    mutating func requests() {
        let wanted = hand.requests ?? [:]
        for (id, request) in wanted.sorted(by: { $0.key < $1.key }) where id != "*" { check(request, id) }
        guard isComplete else { return }
        for id in Set(seen.outcomes.keys).union(seen.contradictions.keys).sorted() where wanted[id] == nil {
            if let rest = wanted["*"] {
                check(rest, id)
            } else {
                add("\(id): the hand does not name it; seen \(Self.text(seen.outcomes[id]?.last))")
            }
        }
    }

    private mutating func check(_ wanted: Hand.Request, _ id: String) {
        let outcomes = seen.outcomes[id] ?? []
        // The final outcome is what counts; a second one is a separate fault.
        let outcome = outcomes.first(where: \.final) ?? outcomes.last
        if !Self.matches(wanted, outcome) {
            let words = [wanted.state, wanted.code ?? Word("*"), wanted.nextAction ?? Word("*")].map(\.description)
            differ(id, expected: words.joined(separator: "/"), seen: Self.text(outcome))
        }
        if let outcome {
            if let quantities = wanted.quantities { match(id, exactly: quantities, outcome.quantities) }
            match(id, wanted.requested.map { ["requested": $0] }, outcome.quantities)
            if let voided = wanted.labelVoided, outcome.labelVoided != voided {
                differ("\(id), labelVoided", expected: voided, seen: outcome.labelVoided.map { "\($0)" } ?? "null")
            }
            parts(wanted, id, outcome)
        }
        if isComplete || wanted.told != nil { told(wanted.told ?? [], id) }
    }

    private static func matches(_ wanted: Hand.Request, _ outcome: Seen.Outcome?) -> Bool {
        wanted.state.matches(outcome?.state) && wanted.code.map { $0.matches(outcome?.code) } ?? true
            && wanted.nextAction.map { $0.matches(outcome?.nextAction) } ?? true
    }

    private static func text(_ outcome: Seen.Outcome?) -> String {
        outcome.map { "\($0.state)/\($0.code)/\($0.nextAction)" } ?? "no outcome"
    }

    private mutating func match(_ what: String, exactly wanted: [String: Int], _ units: [String: Int]) {
        guard wanted.filter({ $0.value != 0 }) != units.filter({ $0.value != 0 }) else { return }
        differ("\(what), units", expected: Rules.text(wanted), seen: Rules.text(units))
    }

    private mutating func parts(_ wanted: Hand.Request, _ id: String, _ outcome: Seen.Outcome) {
        guard let parts = wanted.parts else { return }
        let named = Set(parts.keys).union(outcome.outboundOrders.map(\.outboundOrderId))
        for orderId in named.sorted() {
            let what = "\(id), \(orderId)"
            guard let part = parts[orderId] else {
                differ(what, expected: "not in the outcome", seen: "in it")
                continue
            }
            guard let found = outcome.outboundOrders.first(where: { $0.outboundOrderId == orderId }) else {
                differ(what, expected: "in the outcome", seen: "not in it")
                continue
            }
            match("\(what), status", part.status, found.status)
            match("\(what), code", part.code, found.code)
            match("\(what), nextAction", part.nextAction, found.nextAction)
            if let quantities = part.quantities { match(what, exactly: quantities, found.quantities ?? [:]) }
        }
    }

    private mutating func told(_ wanted: [Hand.Contradiction], _ id: String) {
        var told = seen.contradictions[id] ?? []
        for one in wanted {
            guard let index = told.firstIndex(where: { Self.matches(one, $0) }) else {
                differ("\(id) was sent", expected: Self.text(one), seen: told.map(Self.text))
                continue
            }
            told.remove(at: index)
        }
        if !told.isEmpty { differ("\(id) was sent beside", expected: "nothing", seen: told.map(Self.text)) }
    }

    private static func matches(_ wanted: Hand.Contradiction, _ told: Seen.Contradiction) -> Bool {
        wanted.code.matches(told.code) && wanted.outboundOrderId == told.outboundOrderId
            && wanted.quantity == told.quantity && wanted.nextAction.map { $0.matches(told.nextAction) } ?? true
            && wanted.trackingNumber.map { $0.matches(told.trackingNumber) } ?? true
            && wanted.followedBy.map { $0.matches(told.followedBy) } ?? true
    }

    private static func text(_ told: Hand.Contradiction) -> String {
        "\(told.code) \(told.outboundOrderId) (\(told.quantity)) \(told.nextAction?.description ?? "")"
            + (told.trackingNumber.map { " \($0)" } ?? "") + (told.followedBy.map { " followed by \($0)" } ?? "")
    }

    private static func text(_ told: Seen.Contradiction) -> String {
        "\(told.code) \(told.outboundOrderId) (\(told.quantity ?? 0)) \(told.nextAction)"
            + (told.trackingNumber.map { " \($0)" } ?? "") + (told.followedBy.map { " followed by \($0)" } ?? "")
    }
}

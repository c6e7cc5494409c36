import Foundation

/// What holds at the end of every story.
enum Rules {
    static func broken(by seen: Seen) -> [String] {
        var broken: [String] = []
        for (request, outcomes) in seen.outcomes.sorted(by: { $0.key < $1.key }) {
            broken += answers(request, outcomes)
            for outcome in outcomes { broken += units(of: outcome, seen.limit(of: request)) }
        }
        for (request, told) in seen.contradictions.sorted(by: { $0.key < $1.key }) {
            broken += contradictions(told, request, seen)
        }
        // What left the building is gone, even if the books knew less: it says so by `oversold`.
        for movement in seen.movements where movement.onHand < 0 && movement.onHandDelta < 0 {
            if movement.kind == "issued", movement.oversold == true { continue }
            broken.append("a movement takes \(movement.sku) to \(movement.onHand) on hand")
        }
        broken += escalations(seen)
        broken += seen.unreadable.map { "unreadable: \($0)" }
        if seen.deadLetters > 0 { broken.append("\(seen.deadLetters) dead letters") }
        return broken
    }

    /// A case is escalated when one of its tasks was said to be due, by the clock of whoever reads it.
    private static func escalations(_ seen: Seen) -> [String] {
        seen.escalations.compactMap { outcome, recordedAt in
            let at = outcome.changedAt ?? ""
            guard seen.due[outcome.caseId, default: []].contains(at) else {
                return "\(outcome.requestId) was escalated at \(at), when no task was due"
            }
            let date = try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(at)
            let late = recordedAt - Int64((date?.timeIntervalSince1970 ?? 0) * 1_000)
            return 0..<1_000 ~= late ? nil : "\(outcome.requestId) was escalated \(late) ms after \(at)"
        }
    }

    /// One final outcome, or none, and nothing after it.
    private static func answers(_ request: String, _ outcomes: [Seen.Outcome]) -> [String] {
        let finals = outcomes.filter(\.final)
        var broken: [String] = []
        if finals.count > 1 {
            broken.append("\(request) has \(finals.count) final outcomes: \(finals.map { "\($0.state)/\($0.code)" })")
        } else if let end = finals.first, let last = outcomes.last, !last.final {
            broken.append("\(request) hears of \(last.state) after its final outcome \(end.state)")
        }
        return broken
    }

    private static func units(of outcome: Seen.Outcome, _ limit: Int?) -> [String] {
        var broken: [String] = []
        func check(_ units: [String: Int], _ what: String) {
            func count(_ kinds: String...) -> Int { kinds.reduce(0) { $0 + units[$1, default: 0] } }
            let decided = count("cancelled", "refused", "intercepted")
            // Some of an open case may not be decided yet.
            if outcome.final ? decided != count("requested") : decided > count("requested") {
                broken.append("\(what): requested is not cancelled + refused + intercepted: \(text(units))")
            }
            if count("intercepted") != count("restored", "quarantined", "writtenOff", "pending") {
                broken.append(
                    "\(what): intercepted is not restored + quarantined + writtenOff + pending: \(text(units))")
            }
            if units.values.contains(where: { $0 < 0 }) { broken.append("\(what): less than none: \(text(units))") }
        }
        check(outcome.quantities, outcome.requestId)
        for part in outcome.outboundOrders where part.quantities != nil {
            check(part.quantities!, "\(outcome.requestId), \(part.outboundOrderId)")
        }
        if let limit, let requested = outcome.quantities["requested"], requested > limit {
            broken.append("\(outcome.requestId) asked for \(limit) at most and was sent \(requested)")
        }
        let ids = outcome.outboundOrders.map(\.outboundOrderId)
        if Set(ids).count < ids.count { broken.append("\(outcome.requestId) was sent one of \(ids) twice") }
        return broken
    }

    private static func contradictions(_ told: [Seen.Contradiction], _ request: String, _ seen: Seen) -> [String] {
        let limit = seen.limit(of: request) ?? .max
        return told.filter { $0.quantity ?? 0 > limit }
            .map { "\(request) asked for \(limit) at most and was sent \($0.code) of \($0.quantity ?? 0)" }
    }

    static func text(_ units: [String: Int]) -> String {
        let some = units.filter { $0.value != 0 }.sorted { $0.key < $1.key }
        return some.isEmpty ? "none" : some.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
}

import Foundation

/// Books kept by the test alone, from what any client can read: the outcomes and the movements.
struct TopicBooks {
    private(set) var problems: [String] = []
    private(set) var movements = 0
    private(set) var finals: [String: Int] = [:]
    /// Units that the outcomes and the movements say were brought back, by case.
    private var saidBack: [String: Int] = [:]
    private var movedBack: [String: Int] = [:]
    /// Units that are still set aside, by outbound order.
    private var setAside: [String: Int] = [:]
    /// Outbound orders that the floor could not find: nobody knows yet what becomes of their units.
    private var missing: Set<String> = []

    private struct Balance: Equatable {
        var onHand = 0
        var allocated = 0
        var quarantined = 0
    }

    /// - Parameter requests: the ids of all requests that were made.
    init(_ kcat: Kcat, requests: [String]) throws {
        for outcome in try kcat.readAll("fulfillment.cancellations.outcomes.v1") { take(outcome: outcome.data) }
        var balances: [String: Balance] = [:]
        var ids: Set<String> = []
        for movement in try kcat.readAll("fulfillment.inventory.movements.v1") {
            take(movement: movement.data, of: movement.key, &balances, &ids)
        }
        for request in requests where finals[request] != 1 {
            problems.append("request \(request) has \(finals[request] ?? 0) final outcomes")
        }
        for (order, units) in setAside where units != 0 && !missing.contains(order) {
            problems.append("outbound order \(order) still has \(units) allocated, and has ended")
        }
        for id in Set(saidBack.keys).union(movedBack.keys) where saidBack[id, default: 0] != movedBack[id, default: 0] {
            problems.append(
                "case \(id): its outcome says \(saidBack[id, default: 0]) came back, the movements "
                    + "\(movedBack[id, default: 0])")
        }
    }

    private mutating func take(outcome: [String: Any]) {
        guard outcome["final"] as? Bool == true, let request = outcome["requestId"] as? String,
            let units = outcome["quantities"] as? [String: Int], let id = outcome["caseId"] as? String
        else { return }
        finals[request, default: 0] += 1
        func sum(_ names: String...) -> Int { names.reduce(0) { $0 + units[$1, default: 0] } }
        if sum("requested") != sum("cancelled", "refused", "intercepted")
            || sum("intercepted") != sum("restored", "quarantined", "writtenOff") || sum("pending") != 0
        {
            problems.append("the outcome of \(request) does not add up: \(units)")
        }
        saidBack[id, default: 0] += sum("restored", "quarantined")
        for one in outcome["outboundOrders"] as? [[String: Any]] ?? [] where one["code"] as? String == "goodsMissing" {
            missing.insert(one["outboundOrderId"] as? String ?? "")
        }
    }

    private mutating func take(
        movement: [String: Any], of key: String, _ balances: inout [String: Balance], _ ids: inout Set<String>
    ) {
        func number(_ name: String) -> Int { movement[name] as? Int ?? 0 }
        let id = movement["movementId"] as? String ?? "?"
        let place = "\(key)/\(movement["sku"] as? String ?? "?")"
        movements += 1
        if !ids.insert(id).inserted { problems.append("movement \(id) comes twice") }
        balances[place, default: Balance()].onHand += number("onHandDelta")
        balances[place, default: Balance()].allocated += number("allocatedDelta")
        balances[place, default: Balance()].quarantined += number("quarantinedDelta")
        let said = Balance(
            onHand: number("onHand"), allocated: number("allocated"), quarantined: number("quarantined"))
        if balances[place] != said {
            problems.append("movement \(id) of \(place): the deltas come to \(balances[place]!), it says \(said)")
        }
        if said.allocated < 0 || said.allocated > said.onHand { problems.append("\(place) is impossible: \(said)") }
        setAside[movement["outboundOrderId"] as? String ?? "none", default: 0] += number("allocatedDelta")
        if ["restored", "quarantined"].contains(movement["kind"] as? String), let id = movement["caseId"] as? String {
            movedBack[id, default: 0] += number("quantity")
        }
    }
}

extension Kcat {
    /// What is on a topic now, committed messages only; the order holds within a partition.
    func readAll(_ topic: String) throws -> [Received] {
        let program = try Program(
            at: URL(fileURLWithPath: "/usr/bin/kcat"),
            [
                "-C", "-b", broker, "-t", topic, "-o", "beginning", "-e", "-q", "-J", "-X",
                "isolation.level=read_committed",
            ])
        guard program.end() == 0 else { throw NotSoYet(description: "kcat failed: \(program.complained)") }
        return program.printed(from: 0).split(separator: UInt8(ascii: "\n")).compactMap { Received(json: Data($0)) }
    }

    /// Sends messages once more, as they are. kcat places keys in its own way, so most come to another partition.
    func sendAgain(_ messages: [Received], partition: Int = -1) throws {
        for message in messages {
            let headers = message.headers.sorted { $0.key < $1.key }.flatMap { ["-H", "\($0.key)=\($0.value)"] }
            try send(
                ["-t", message.topic, "-k", message.key, "-p", "\(partition)"] + headers, message.payload + "\n")
        }
    }
}

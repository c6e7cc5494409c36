import Contracts
import Fulfillment

/// Cases that wait for their order, compared with what came: where it did, their end must have been there.
///
/// What a deadline alone brings about has no other trace. Where the warehouse is silent that shows all the same: the end closes
/// tasks and gives up holds, and each of these messages says how many there are. The end of a case whose order never came
/// stands alone, and is missed by what follows: an outbound order that the case would have stopped, or another request for the
/// same that opened a separate case instead of joining it. Where nothing follows, the case is listed as one that waits, and
/// nothing in the log says otherwise: how long it waits is a setting of up to ten years, which no message names, and it counts
/// by the clock of a service, which may have been stopped. The same goes for what is left over of a request that names lines:
/// its outcome does not say of which SKUs.
struct WaitingBook: Sendable {
    /// Requests that name outbound orders wait for these alone.
    private(set) var naming = FingerprintSet()
    /// Store orders with an outbound order that came; and those where it is not clear that a case would have stopped it: it
    /// replaces another, or its id is another store order's.
    private var came = FingerprintSet()
    private var unclear = FingerprintSet()

    mutating func asked(_ request: CancellationRequested) {
        if request.outboundOrderIds != nil { naming.insert(Fingerprint(request.storeOrder, request.requestId)) }
    }

    mutating func submitted(_ submitted: OutboundOrderSubmitted) {
        if submitted.replaces != nil { unclear.insert(Fingerprint(submitted.storeOrder)) }
    }

    mutating func changed(_ changed: OutboundOrderChanged) {
        if changed.revision == 1 { came.insert(Fingerprint(changed.storeOrder)) }
    }

    mutating func replied(_ reply: StockReply) {
        if reply.evidence.contains(.isAnothers) { unclear.insert(Fingerprint(reply.storeOrder)) }
    }

    /// Cases that wait for a whole store order, though their order came, or though another case waits for the same.
    func unsettled(_ cases: CaseBook) -> [Finding] {
        let waiting = cases.waitingForWhole.filter { one in
            one.requests.allSatisfy { !naming.contains(Fingerprint(value: $0)) }
        }
        let byStoreOrder = Dictionary(grouping: waiting, by: \.storeOrder.value)
        return waiting.compactMap { one in
            let hasCome = came.contains(one.storeOrder) && !unclear.contains(one.storeOrder)
            let isSecond = byStoreOrder[one.storeOrder.value]?.count ?? 0 > 1
            guard hasCome || isSecond else { return nil }
            return Finding(
                invariant: .caseEndsOnce, place: one.place, expected: "an end of the case, which waits for its order",
                found: hasCome ? "none, and an outbound order came" : "none, and another case waits for the same")
        }
    }
}

// MARK: Kept

extension WaitingBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        naming.archive(&archive)
        came.archive(&archive)
        unclear.archive(&archive)
    }
}

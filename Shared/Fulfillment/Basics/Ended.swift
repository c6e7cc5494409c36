/// When an entity has come to its end: nothing of it is open, and no unit of it is held or expected. What has ended may be
/// forgotten after the time that the policy says.
extension StoreOrder {
    public var hasEnded: Bool {
        waitingReports.isEmpty && nextDeadline == nil && !cases.contains(where: \.isOpen)
            && outboundOrders.allSatisfy(\.hasEnded)
    }

    /// The merchants whose goods it is about.
    public var merchantIds: [String] { outboundOrders.map(\.merchantId) }
}

extension StoreOrder {
    /// Only what must not count again is left of it: the ids of its outbound orders, requests and cases.
    public var isTombstone: Bool {
        outboundOrders.isEmpty && cases.isEmpty && !(forgotten.isEmpty && forgottenRequests.isEmpty)
    }

    /// What stays of it when it is forgotten; nil where nothing does.
    public var tombstone: StoreOrder? {
        guard !isTombstone else { return nil }
        var tombstone = StoreOrder(key: key)
        let own = outboundOrders.filter { !$0.isRefused && $0.consignment == 0 }.map { first in
            let outbound = outboundOrder(first.id) ?? first
            return Forgotten(
                outboundOrderId: outbound.id, merchantId: outbound.merchantId,
                fingerprint: OutboundOrderSubmitted.fingerprint(
                    outbound.merchantId, outbound.warehouseId, outbound.ordered))
        }
        tombstone.forgotten = forgotten + own
        tombstone.forgottenRequests = forgottenRequests + requests.map(forgotten)
        tombstone.forgottenCases = forgottenCases + cases.count
        return tombstone.isTombstone ? tombstone : nil
    }

    /// What stays of a request. Its cut-off is kept where its case was about an outbound order at all: what else was
    /// submitted up to then is stopped as well, whenever it is read.
    private func forgotten(_ request: Request) -> Request {
        let wasAnswered = cases.contains { $0.id == request.caseId && !$0.isUnanswered }
        return Request(
            requestId: request.requestId, fingerprint: request.fingerprint, caseId: request.caseId,
            cutOff: wasAnswered ? request.cutOff : nil)
    }
}

extension OutboundOrderSubmitted {
    /// Distinguishes another submission under the same id from the same one sent again.
    static func fingerprint(_ merchantId: String, _ warehouseId: String, _ lines: [Line]) -> Fingerprint {
        var print = Fingerprint()
        print.add(merchantId)
        print.add(warehouseId)
        print.add(lines)
        return print
    }
}

extension CancellationCase {
    /// Something of it is still to happen.
    public var isOpen: Bool { isWaiting || parts.contains { $0.isInProgress || $0.awaitsWorkStop } }
}

extension OutboundOrder {
    /// It has left the warehouse, or was stopped. Many warehouses say nothing after `shipped`.
    public var hasEnded: Bool { status.isStopped || status.rank >= OutboundStatus.shipped.rank }
}

extension Allocation {
    /// It holds nothing on hand, waits for nothing, and no case waits for units of it.
    public var hasEnded: Bool { !isBackordered && holds.isEmpty && entries.allSatisfy { $0.held == 0 } }
}

internal import Contracts
internal import Fulfillment
internal import ReadModel

/// What the floor does with a code that it scanned and that no open task here names.
enum ScanVerdict: Equatable {
    /// Nothing stops it.
    case letGo
    /// A cancellation is open for it, and nothing is asked of this warehouse yet: it waits.
    case keepUntilDecided
    /// It was stopped: it does not leave.
    case keepStopped
    /// The carrier brings it back: it is received, and does not leave again by itself.
    case cameBack

    /// - Parameter orders: the store orders of what was found, each with the outbound orders that were found; none: all.
    init(_ orders: [(view: OrderView, found: Set<String>)], _ code: ScannedCode) {
        let found = orders.flatMap { view, found in
            view.outboundOrders.filter { found.isEmpty || found.contains($0.now.outboundOrderId) }
                .map { (outbound: $0, openCases: view.cases.filter { $0.endedAt == nil }.map(\.caseId)) }
        }
        if found.contains(where: { $0.outbound.isStopped(as: code) }) {
            self = .keepStopped
        } else if found.contains(where: { $0.outbound.isBack(as: code) }) {
            self = .cameBack
        } else if found.contains(where: { $0.openCases.contains($0.outbound.now.caseId ?? "") }) {
            self = .keepUntilDecided
        } else {
            self = .letGo
        }
    }

    func says(_ code: ScannedCode, _ context: PageContext) -> HTML {
        let name = foreign(code.text)
        return switch self {
        case .letGo: context.say(.scanLetGo(p: name))
        case .keepUntilDecided: context.say(.scanKeepUntilDecided(p: name))
        case .keepStopped: context.say(.scanKeepStopped(p: name))
        case .cameBack: context.say(.scanCameBack(p: name))
        }
    }
}

extension OutboundOrderView {
    /// All of it was stopped, or the box that was scanned was pulled. A code that names no box means each of them.
    fileprivate func isStopped(as code: ScannedCode) -> Bool {
        let named = parcels.filter { $0.isNamed(by: code) }
        return now.status.isStopped || (named.isEmpty ? parcels : named).contains(where: \.isPulled)
    }

    /// The carrier brings back the box that was scanned, or all of it where the code names no box.
    fileprivate func isBack(as code: ScannedCode) -> Bool {
        let named = parcels.filter { $0.isNamed(by: code) }
        return named.isEmpty ? now.status == .returnedToSender : named.contains(where: \.isReturning)
    }
}

extension ParcelView {
    fileprivate func isNamed(by code: ScannedCode) -> Bool {
        code.isOne(of: [parcelId, trackingNumber])
    }
}

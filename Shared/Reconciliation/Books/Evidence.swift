import Contracts
import Fulfillment

/// What was said of one outbound order, in 64 bits: by its events, by warehouse and carrier, and by inventory.
struct Evidence: OptionSet, Sendable {
    var rawValue: UInt64

    init(rawValue: UInt64) { self.rawValue = rawValue }

    private init(bit: Int) { rawValue = 1 << UInt64(bit) }

    // MARK: What the events said

    /// Its events have said this status.
    static func status(_ status: OutboundStatus) -> Evidence {
        Evidence(bit: OutboundStatus.allCases.firstIndex(of: status) ?? 0)
    }

    /// A case was about it from its first event on: it was decided before anybody reported where it stood.
    static let wasMetByCase = Evidence(bit: 14)

    // MARK: What was reported

    static let seenInside = Evidence(bit: 15)
    static let pulled = Evidence(bit: 16)
    static let notPulled = Evidence(bit: 17)
    static let missing = Evidence(bit: 18)
    /// A carrier scanned it, or the warehouse verified that it is with one.
    static let carried = Evidence(bit: 19)
    static let delivered = Evidence(bit: 20)
    static let voided = Evidence(bit: 21)
    static let short = Evidence(bit: 22)

    /// Work was reported to have come to this status.
    static func reported(_ status: OutboundStatus) -> Evidence {
        switch status {
        case .picking: Evidence(bit: 30)
        case .picked: Evidence(bit: 31)
        case .packed: Evidence(bit: 32)
        case .labelled: Evidence(bit: 33)
        case .shipped: Evidence(bit: 34)
        case .returnedToSender: Evidence(bit: 35)
        default: []
        }
    }

    /// Any work was reported.
    static let worked: Evidence = [reported(.picking), reported(.picked), reported(.packed), reported(.labelled)]

    // MARK: What inventory answered

    static let allocated = Evidence(bit: 23)
    static let backordered = Evidence(bit: 24)
    /// Units came back, with any handling.
    static let back = Evidence(bit: 25)
    /// Nobody finds units; of an earlier version, or they were destroyed.
    static let disposed = Evidence(bit: 26)
    /// Units were freed for no case.
    static let freed = Evidence(bit: 27)
    static let releaseRefused = Evidence(bit: 28)
    /// Its id belongs to another store order's outbound order.
    static let isAnothers = Evidence(bit: 29)

    static let answers: Evidence = [.allocated, .backordered]

    // MARK: Where it stands

    /// The status of the last event; nil before the first.
    var last: OutboundStatus? {
        get {
            let number = Int(rawValue >> 60)
            return number == 0 ? nil : OutboundStatus.allCases[number - 1]
        }
        set {
            let number = newValue.flatMap { OutboundStatus.allCases.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
            rawValue = rawValue & ~(0xf << 60) | UInt64(number) << 60
        }
    }
}

extension WarehouseReport {
    /// What it says, as far as an outcome may rest on it.
    var evidence: Evidence {
        var evidence: Evidence = short.isEmpty ? [] : .short
        switch fact {
        case .goodsVerified(.inWarehouse): evidence.insert(.seenInside)
        case .goodsVerified(.withCarrier): evidence.insert(.carried)
        case .goodsVerified(.missing): evidence.insert(.missing)
        case .parcelIntercepted(let succeeded, _): evidence.insert(succeeded ? .pulled : .notPulled)
        case .labelVoided(true, _, _): evidence.insert(.voided)
        case .carrierScanned(let scan, _):
            evidence.formUnion(scan == .delivered ? [.carried, .delivered] : .carried)
            if scan == .returnedToSender { evidence.insert(.reported(.returnedToSender)) }
        case .progressed(let status, _, _): evidence.formUnion(.reported(status))
        case .labelVoided: break
        }
        return evidence
    }
}

extension StockReply {
    /// What it says, as far as an outcome may rest on it.
    var evidence: Evidence {
        switch answer {
        case .allocated: return .allocated
        case .backordered: return .backordered
        case .released: return caseId == nil ? .freed : []
        case .shortened: return .short
        case .restored:
            return lines.reduce(into: Evidence()) {
                $0.insert($1.handling == .dispose && !$1.destroyed ? .disposed : .back)
            }
        case .refused(.outboundOrderExists, _, _, _, _): return .isAnothers
        // An earlier version did not say which command was refused.
        case .refused: return command == .release || command == nil ? .releaseRefused : []
        case .issued, .held, .claimed, .reversed: return []
        }
    }
}

/// What a case wants of ONE outbound order. Each is decided by itself, and ends by itself.
///
/// ```
/// releasing ──(inventory released)──▶ cancelled
/// verifying ──(in the warehouse)──▶ intercepting ──(parcel pulled, label settled)──▶ restocking ──(every unit)──▶ restocked
///     └──(with the carrier, missing)──▶ refused ◀──(gone, scanned)──┘
/// ```
public struct CasePart: Sendable, Equatable {
    public enum State: Sendable, Equatable {
        /// Inventory was asked to free the quantities. Exits: cancelled; verifying, where inventory refuses.
        case releasing
        /// Task verifyGoods. Exits: intercepting, refused.
        case verifying
        /// Tasks interceptParcel and, where there is a label, voidLabel. Exits: restocking, refused.
        case intercepting
        /// The units are on their way back. Exits: restocked.
        case restocking
        case cancelled
        case restocked
        case refused(CancellationCode)
    }

    /// The shipping label of the parcel that is to be stopped.
    public enum Label: String, Sendable, CaseIterable { case none, toVoid, voided, notVoided }

    public let outboundOrderId: String
    /// The units that are to be stopped.
    public let lines: [Line]
    /// Where the outbound order stood when this was decided.
    public let stage: OutboundStatus
    public var state: State
    public var label = Label.none
    /// The parcel is in the warehouse's hands.
    public var parcelPulled = false
    /// Units back in stock, quarantined, and written off.
    public var restored = 0
    public var quarantined = 0
    public var writtenOff = 0
    /// Which way the units came back, once the first did.
    public var restockedBy: RestockClaim?
    /// Until when the warehouse was asked to answer.
    public var dueAt: Timestamp?
    /// When the next consequence of its silence comes; nil where none is to come.
    public var deadline: Deadline?
    /// The first deadline has passed without an answer; a late one still counts.
    public var isEscalated = false
    /// Work was reported on what had been cancelled already.
    public var workReported = false
    /// It was shipped although it had been stopped.
    public var shippedAnyway = false

    public init(outboundOrderId: String, lines: [Line], stage: OutboundStatus, state: State) {
        self.outboundOrderId = outboundOrderId
        self.lines = lines
        self.stage = stage
        self.state = state
    }

    /// Whether something is still to happen.
    public var isOpen: Bool {
        switch state {
        case .releasing, .verifying, .intercepting, .restocking: true
        case .cancelled, .restocked, .refused: false
        }
    }

    /// Whether inventory is to hold its units for the case: from the moment it is verified until they are back, or left.
    public var holdsUnits: Bool {
        switch state {
        case .verifying, .intercepting, .restocking: true
        case .releasing, .cancelled, .restocked, .refused: false
        }
    }

    /// Whether its units are being stopped, or were: a later request for them is answered by this case.
    public var covers: Bool {
        if case .refused = state { false } else { true }
    }

    /// What of it the store is told: its own clockwork and what came after its end are not.
    var told: CasePart {
        var told = self
        told.dueAt = nil
        told.deadline = nil
        told.workReported = false
        told.shippedAnyway = false
        if state == .cancelled { told.parcelPulled = false }
        return told
    }

    /// The code of this part alone.
    public var code: CancellationCode {
        if isOpen && isEscalated { return .escalated }
        return switch state {
        case .releasing: .awaitingRelease
        case .verifying: .awaitingVerification
        case .intercepting: .awaitingInterception
        case .restocking: .awaitingRestock
        case .cancelled: .cancelledBeforeWork
        case .restocked: .interceptedAndRestocked
        case .refused(let code): code
        }
    }

    /// Takes over what came back of its outbound order, of each SKU up to its own units: what left late and came back once
    /// more is no longer this part's, and stands for no unit of another SKU.
    mutating func count(_ back: [String: UnitsBack]) {
        (restored, quarantined, writtenOff) = (0, 0, 0)
        for line in lines {
            guard let units = back[line.sku] else { continue }
            let again = min(units.restored, line.quantity)
            let apart = min(units.quarantined, line.quantity - again)
            restored += again
            quarantined += apart
            writtenOff += min(units.writtenOff, line.quantity - again - apart)
        }
    }

    /// Units of this part that came back or are lost for good.
    var settled: Int { restored + quarantined + writtenOff }

    /// The tasks that the warehouse has to do for this part now: they follow from its state alone.
    public var openTasks: [WarehouseTask.Kind] {
        switch state {
        case .verifying: [.verifyGoods]
        case .intercepting: (parcelPulled ? [] : [.interceptParcel]) + (label == .toVoid ? [.voidLabel] : [])
        case .restocking: [.putAway]
        // Once it was stopped it stays so: an older report of work that comes afterwards opens the same task no more.
        case .cancelled: workReported && !parcelPulled && !shippedAnyway ? [.stopWork] : []
        case .releasing, .restocked, .refused: []
        }
    }
}

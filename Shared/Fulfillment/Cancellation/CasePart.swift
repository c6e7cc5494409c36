/// What a case does with ONE outbound order. Each is decided by itself, and ends by itself.
///
/// ```
/// releasing ──(inventory released)──▶ cancelled
/// verifying ──(in the warehouse)──▶ intercepting ──(parcel pulled, label settled)──▶ restocking ──(every unit)──▶ restocked
///     │                               │    ▲───(work goes on, reported shipped)────────┘ │
///     └──(with the carrier, missing)──┴──▶ refused ◀──(gone, scanned)────────────────────┘
///
/// What the floor and the carrier say later is true all the same, and is sent to the store:
/// cancelled, restocked ──(it left)──▶ left ──(pulled)──▶ intercepting …      refused ──(pulled)──▶ intercepting …
/// ```
public struct CasePart: Sendable, Equatable {
    public enum State: Sendable, Equatable {
        /// Inventory was asked to free the quantities. Exits: cancelled; verifying, where inventory refuses units that it knows.
        case releasing
        /// Task verifyGoods. Exits: intercepting, refused.
        case verifying
        /// Tasks interceptParcel and, where there is a label, voidLabel. Exits: restocking, refused.
        case intercepting
        /// The units are on their way back. Exits: restocked, intercepting, refused.
        case restocking
        /// Exit: left.
        case cancelled
        /// Exit: left.
        case restocked
        /// Exit: intercepting, where the parcel is stopped after all.
        case refused(CancellationCode)
        /// It had been stopped, and left all the same. Exit: intercepting, where it is caught.
        case left
    }

    /// How it ended for the store: said once, and never taken back. What comes later is sent as a contradiction.
    public struct Ending: Sendable, Equatable {
        public var state: State
        public var labelVoided: Bool?
        public var back: [String: UnitsBack]

        public init(state: State, labelVoided: Bool?, back: [String: UnitsBack]) {
            self.state = state
            self.labelVoided = labelVoided
            self.back = back
        }
    }

    public let outboundOrderId: String
    /// Which consignment of it.
    public var consignment = 0
    /// The units that are to be stopped.
    public var lines: [Line]
    /// Where the outbound order stood when this was decided.
    public let stage: OutboundStatus
    public var state: State
    /// Units of it that are back in stock, quarantined or written off, by SKU.
    public var back: [String: UnitsBack] = [:]
    /// Until when the warehouse was asked to answer, by the clock of the service: what the floor is shown.
    public var dueAt: Timestamp?
    /// When the next consequence of its silence comes; nil where none is to come.
    public var deadline: Timestamp?
    /// The first deadline has passed without an answer; a late one still counts.
    public var isEscalated = false
    /// Units of it that the warehouse will not send: they are in no parcel.
    public var short: [Line] = []
    /// Work is reported on what was stopped: the floor is asked to stop it.
    public var isWorkedOn = false
    /// How it ended for the store; nil while its case is open.
    public var ending: Ending?
    /// What was last sent to the store beyond that: whether the goods are stopped or have left.
    public var contradiction: ContradictionCode?
    /// How many times the parcel had to be stopped again, and how many times work on it had to be stopped: a task that is
    /// opened once more has its own id.
    public var restarts = 0
    public var workStops = 0
    /// How many times inventory was asked to hold units of its outbound order and has not answered yet: an answer to any but
    /// the last is about other units. Counted by the first part of an outbound order.
    public var unansweredHolds = 0
    /// Inventory refused its release, because it had not read the allocation yet: it is asked again once it has.
    public var isReleaseEarly = false
    /// When it was accepted that its units are stopped: who began to work before that holds them.
    public var cancelledAt: Timestamp?

    public init(outboundOrderId: String, consignment: Int = 0, lines: [Line], stage: OutboundStatus, state: State) {
        self.outboundOrderId = outboundOrderId
        self.consignment = consignment
        self.lines = lines
        self.stage = stage
        self.state = state
    }

    /// Something is still to happen to its units.
    public var isInProgress: Bool {
        switch state {
        case .releasing, .verifying, .intercepting, .restocking: true
        case .cancelled, .restocked, .refused, .left: false
        }
    }

    /// Something is still to happen that the store waits for.
    public var isOpen: Bool { ending == nil && isInProgress }

    /// Whether inventory holds its units for the case.
    public var holdsUnits: Bool {
        switch state {
        case .verifying, .intercepting, .restocking: true
        case .releasing, .cancelled, .restocked, .refused, .left: false
        }
    }

    /// The floor is asked to stop working on its units, and may still answer in time.
    var awaitsWorkStop: Bool { isWorkedOn && !isEscalated }

    /// The warehouse sends none of its units.
    var isShort: Bool { !short.isEmpty && inParcel.isEmpty }

    /// Its units that may be in the parcel; of a part that is all short, and left all the same, even if some of it was found.
    var leaving: [Line] {
        guard !isShort else { return lines }
        // What was destroyed or written off is not there to leave; where that was all, it was found.
        let there = inParcel.subtracting(back.map { Line($0.key, $0.value.destroyed + $0.value.writtenOff) })
        return there.isEmpty ? inParcel : there
    }

    /// Its units that may be in the parcel.
    var inParcel: [Line] { lines.subtracting(short) }

    /// Its units that can come back. Cancelled units that are short are in no parcel, and nobody waits for them.
    var returnable: [Line] { ending?.state == .cancelled ? inParcel : lines }

    /// What is sent to the store about its state.
    public var told: State { ending?.state ?? state }

    /// What is sent to the store about the units that came back.
    public var toldBack: [String: UnitsBack] { ending?.back ?? back }

    /// Whether its units are being stopped, or were: a later request for them is answered by this case.
    public var covers: Bool {
        if case .refused = told { return ending != nil && isInProgress }
        return true
    }

    /// The code of this part alone.
    public var code: CancellationCode {
        if isOpen && isEscalated { return .escalated }
        return switch told {
        case .releasing: .awaitingRelease
        case .verifying: .awaitingVerification
        case .intercepting: .awaitingInterception
        case .restocking: .awaitingRestock
        case .cancelled, .left: .cancelledBeforeWork
        case .restocked: isLost ? .goodsMissing : .interceptedAndRestocked
        case .refused(let code): code
        }
    }

    /// Every unit of it was written off: none is back.
    private var isLost: Bool { toldBack.values.allSatisfy { $0.cameBack == 0 } && !toldBack.isEmpty }

    /// Whether the store believes that the goods are stopped.
    var isBelievedStopped: Bool {
        switch contradiction {
        case .lateShipment?, .leftAfterAll?: return false
        case .stoppedAfterAll?, .foundAfterAll?: return true
        case .laterPart?, nil: break
        }
        if case .refused = told { return false }
        return true
    }

    /// Takes over what came back of its outbound order, of each SKU up to its own units: what left late and came back once
    /// more is no longer this part's, and stands for no unit of another SKU.
    public mutating func count(_ all: [String: UnitsBack]) {
        back = [:]
        for line in returnable {
            guard let units = all[line.sku] else { continue }
            var own = UnitsBack()
            own.restored = min(units.restored, line.quantity)
            own.quarantined = min(units.quarantined, line.quantity - own.restored)
            own.destroyed = min(units.destroyed, line.quantity - own.inHand)
            own.writtenOff = min(units.writtenOff, line.quantity - own.cameBack)
            if own.settled > 0 { back[line.sku] = own }
        }
    }

    /// Units of this part that came back or are lost for good.
    var settled: Int { back.values.reduce(0) { $0 + $1.settled } }

    /// The tasks that the warehouse has to do for this part now: they follow from its state and from where its parcels are.
    public func openTasks(_ outbound: OutboundOrder) -> [(kind: WarehouseTask.Kind, parcel: Parcel)] {
        switch state {
        case .verifying: return outbound.staying.map { (.verifyGoods, $0) }
        case .intercepting:
            return outbound.staying.flatMap { parcel in
                let kinds: [WarehouseTask.Kind] = parcel.whereabouts.isPulled ? [] : [.interceptParcel]
                return (kinds + (parcel.whereabouts.label == .printed ? [.voidLabel] : [])).map { ($0, parcel) }
            }
        case .restocking: return outbound.staying.prefix(1).map { (.putAway, $0) }
        case .releasing, .cancelled, .restocked, .refused, .left:
            // Always of the same parcel: which of several may still be stopped changes while the task is open.
            return awaitsWorkStop ? outbound.parcels.prefix(1).map { (.stopWork, $0) } : []
        }
    }
}

// MARK: Transitions

extension CasePart {
    /// Goes where the report sends it, as the drawing above says. What follows for others is derived from the difference.
    ///
    /// - Parameter wasPulled: whether the parcel was out of the stream before.
    mutating func hear(_ news: ParcelNews, wasPulled: Bool) {
        switch (state, news) {
        case (.verifying, .seenInside), (.verifying, .pulled): state = .intercepting
        case (.verifying, .withCarrier(let delivered)): state = .refused(delivered ? .delivered : .inTransit)
        case (.verifying, .comingBack): state = .refused(.inTransit)
        case (.verifying, .notPulled): state = .refused(.leftBeforeInterception)
        case (.verifying, .missing), (.intercepting, .missing): state = ending == nil ? .refused(.goodsMissing) : state
        case (.verifying, .worked), (.verifying, .left), (.verifying, .labelSettled): break
        case (_, .partly): break

        case (.intercepting, .notPulled), (.intercepting, .withCarrier), (.restocking, .notPulled),
            (.restocking, .withCarrier), (.intercepting, .comingBack):
            state = ending == nil ? .refused(.leftBeforeInterception) : .left
        case (.intercepting, .left), (.restocking, .left):
            if ending == nil { stopAnew(wasPulled) } else { leave() }
        case (.intercepting, .worked), (.restocking, .worked): stopAnew(wasPulled)
        case (.intercepting, .pulled), (.intercepting, .seenInside), (.intercepting, .labelSettled): break
        case (.restocking, .pulled), (.restocking, .seenInside), (.restocking, .labelSettled), (.restocking, .missing),
            (.restocking, .comingBack):
            break

        case (.cancelled, .worked), (.restocked, .worked): askToStopWork()
        case (.cancelled, .pulled), (.cancelled, .seenInside), (.restocked, .pulled), (.restocked, .seenInside):
            isWorkedOn = false
        case (.cancelled, .left), (.cancelled, .withCarrier), (.cancelled, .comingBack), (.restocked, .left),
            (.restocked, .withCarrier):
            leave()
        case (.cancelled, .notPulled), (.cancelled, .missing), (.cancelled, .labelSettled), (.restocked, .notPulled),
            (.restocked, .missing), (.restocked, .labelSettled), (.restocked, .comingBack):
            break

        case (.refused, .pulled), (.left, .pulled):
            restarts += 1
            state = .intercepting
        case (.refused, _), (.left, _), (.releasing, _): break
        }
    }

    /// The pull does not count any more: the floor is asked to stop the parcel once more.
    private mutating func stopAnew(_ wasPulled: Bool) {
        if wasPulled || state == .restocking { restarts += 1 }
        state = .intercepting
    }

    /// Its parcel has another label, which is to be voided by a separate task.
    mutating func relabelled(since before: CasePart) {
        if state == .intercepting, restarts == before.restarts { restarts += 1 }
    }

    /// A parcel that was given up, or with the carrier, is in the building: it is to be stopped by separate tasks.
    mutating func regained() {
        guard isInProgress else { return }
        restarts += 1
        if state == .restocking { state = .intercepting }
    }

    mutating func askToStopWork() {
        if !awaitsWorkStop { workStops += 1 }
        (isWorkedOn, isEscalated) = (true, false)
    }

    private mutating func leave() {
        if ending == nil { ending = Ending(state: state, labelVoided: nil, back: back) }
        state = .left
        isWorkedOn = false
    }

    /// The answer is overdue.
    mutating func overdue(since passed: Timestamp, _ policy: Policy, isPulled: Bool) {
        deadline = nil
        if isWorkedOn {
            // Nobody said that the work was stopped: the task has failed, and the units are in somebody's hands still.
            isEscalated = true
        } else if !isEscalated {
            isEscalated = true
            // Units on their way back are pending until they are back or written off: such a case is never refused.
            if state != .restocking { deadline = passed.adding(seconds: policy.escalationSeconds) }
        } else if ending == nil, policy.whenWarehouseIsSilent == .refuse, !(state == .intercepting && isPulled) {
            state = .refused(.noAnswerFromWarehouse)
        }
    }
}

extension UnitsBack {
    /// Back or lost for good.
    public var settled: Int { cameBack + writtenOff }

    /// Those that came, with any handling.
    var cameBack: Int { inHand + destroyed }

    /// Those that the warehouse has.
    var inHand: Int { restored + quarantined }
}

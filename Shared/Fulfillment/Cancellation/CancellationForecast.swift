/// What a cancellation of an outbound order would do now, before anybody asks for it.
public struct CancellationForecast: Sendable, Equatable {
    /// What would be done.
    public enum Step: Sendable, Equatable {
        /// It would be cancelled, and so many units would be available at once; of one that waits for stock, none.
        case cancel(available: Int)
        /// The warehouse would be asked to look, and would have so long to answer.
        case verify(seconds: Int64)
        /// The parcel lies pulled: the warehouse would be asked to void its label, if it has one, and to put the units back.
        case putBack(seconds: Int64)
        /// It would be refused, for this reason.
        case refuse(CancellationCode)
        /// A case stops these goods, or has stopped them: it would answer.
        case covered(caseId: String, code: CancellationCode)
    }

    public var outboundOrderId: String
    public var step: Step
    /// Units that the answer is about.
    public var units: Int

    public init(outboundOrderId: String, step: Step, units: Int) {
        self.outboundOrderId = outboundOrderId
        self.step = step
        self.units = units
    }
}

extension CancellationForecast {
    /// What who reads the published messages knows of an outbound order.
    public struct Known: Sendable, Equatable {
        public var outboundOrderId: String
        public var merchantId: String
        public var status: OutboundStatus
        public var custody: Custody
        public var ordered: [Line]
        /// What is still to go out.
        public var lines: [Line]
        /// What the warehouse has said that it will not send of it, and no case says so yet.
        public var short: [Line]
        /// What goes one way together, as far as is known; one where nobody has distinguished parcels.
        public var consignments: [Consignment]
        /// Units of it that are back or written off, by SKU.
        public var back: [String: UnitsBack]
        /// The parts of cases that are about it, the oldest first.
        public var parts: [Part]

        public init(
            outboundOrderId: String, merchantId: String, status: OutboundStatus, custody: Custody, ordered: [Line],
            lines: [Line], short: [Line] = [], consignments: [Consignment] = [], back: [String: UnitsBack] = [:],
            parts: [Part] = []
        ) {
            self.outboundOrderId = outboundOrderId
            self.merchantId = merchantId
            self.status = status
            self.custody = custody
            self.ordered = ordered
            self.lines = lines
            self.short = short
            self.consignments = consignments
            self.back = back
            self.parts = parts
        }
    }

    /// What goes one way together: the parcels of an outbound order, or one that somebody has said what is in.
    public struct Consignment: Sendable, Equatable {
        public var lines: [Line]
        public var status: OutboundStatus
        public var custody: Custody
        /// Its parcels were pulled out of the stream.
        public var isPulled: Bool
        /// One of its labels is printed and not void.
        public var hasLabel: Bool

        public init(
            lines: [Line], status: OutboundStatus, custody: Custody, isPulled: Bool = false, hasLabel: Bool = false
        ) {
            self.lines = lines
            self.status = status
            self.custody = custody
            self.isPulled = isPulled
            self.hasLabel = hasLabel
        }
    }

    /// How a case stands for an outbound order, as published.
    public struct Part: Sendable, Equatable {
        public var caseId: String
        public var code: CancellationCode
        /// The units that are to be stopped; nil: all.
        public var lines: [Line]?
        /// The store heard that it was not stopped, and later that it was after all.
        public var isStoppedAfterAll: Bool

        public init(caseId: String, code: CancellationCode, lines: [Line]? = nil, isStoppedAfterAll: Bool = false) {
            self.caseId = caseId
            self.code = code
            self.lines = lines
            self.isStoppedAfterAll = isStoppedAfterAll
        }
    }

    /// What a request would do, by the guide's rule.
    ///
    /// It follows from what was published: what the orders service knows beyond that, such as a report that no change has
    /// followed yet, it does not know.
    /// - Parameters:
    ///   - known: the outbound orders that the request means, in the order in which they came.
    ///   - lines: what is asked for of them; nil: all.
    public static func of(_ known: [Known], lines: [Line]?, policies: Policies) -> [CancellationForecast] {
        let free = known.filter { !$0.status.isStopped }.map { (one: $0, lines: $0.free) }.filter { !$0.lines.isEmpty }
            .sorted { $0.one.status.rank < $1.one.status.rank }
        let wanted = Self.wanted(lines, of: free)
        var forecasts = wanted.map { one, lines in one.forecast(lines, policies[one.merchantId]) }
        // What else it asks for is stopped by cases already, or is over.
        var left = lines.map { $0.subtracting(wanted.flatMap(\.lines)) }
        for one in known where !wanted.contains(where: { $0.one.outboundOrderId == one.outboundOrderId }) {
            if left?.isEmpty == true { break }
            let asked = left.map { one.ordered.common(with: $0) } ?? one.ordered
            guard !asked.isEmpty else { continue }
            left = left.map { $0.subtracting(asked) }
            forecasts.append(one.nothingFree(asked))
        }
        return forecasts
    }

    private static func wanted(
        _ lines: [Line]?, of free: [(one: Known, lines: [Line])]
    ) -> [(one: Known, lines: [Line])] {
        guard let lines else { return free }
        var left = lines
        return free.compactMap { one, free in
            let share = free.common(with: left)
            left = left.subtracting(share)
            return share.isEmpty ? nil : (one, share)
        }
    }
}

extension CancellationForecast.Known {
    /// What of it no case stops.
    fileprivate var free: [Line] {
        var free = lines
        for part in parts where part.covers && !part.isCancelled {
            guard let stopped = part.lines else { return [] }
            free = free.subtracting(stopped)
        }
        return free
    }

    /// It as the domain knows it, as far as the rule asks.
    private func outbound(
        _ lines: [Line], _ status: OutboundStatus, _ custody: Custody, _ back: [String: UnitsBack]
    ) -> OutboundOrder {
        var order = OutboundOrder(
            id: outboundOrderId, merchantId: merchantId, warehouseId: "", ordered: ordered, lines: lines,
            submittedAt: Timestamp(milliseconds: 0), changedAt: Timestamp(milliseconds: 0))
        order.status = status
        order.parcels[0].whereabouts.custody = custody
        order.back = back
        return order
    }

    fileprivate func forecast(_ asked: [Line], _ policy: Policy) -> CancellationForecast {
        let isWhole = asked.sameUnits(as: lines.merged())
        guard consignments.count > 1 else {
            let all = outbound(lines, status, custody, back)
            let only = step(all, isWhole, asked, consignments.first, policy)
            return CancellationForecast(outboundOrderId: outboundOrderId, step: only, units: asked.units)
        }
        // Each is decided by itself: what can still be stopped is what the answer is about, and not what is back.
        let all = consignmentsWithBack.map { one, back in
            (one: one, order: outbound(one.lines, one.status, one.custody, back), asked: one.lines.common(with: asked))
        }
        let going = all.filter { !$0.order.notBack.common(with: $0.asked).isEmpty }
        let steps = (going.isEmpty ? all : going).map { step($0.order, isWhole, $0.asked, $0.one, policy) }
        let over = going.isEmpty ? 0 : all.filter { $0.order.isAllBack }.reduce(0) { $0 + $1.asked.units }
        let foremost = steps.min { $0.rank < $1.rank } ?? .refuse(.alreadyCancelled)
        return CancellationForecast(
            outboundOrderId: outboundOrderId, step: foremost, units: max(0, asked.units - over))
    }

    /// The consignments with what came back of each: it was of those that were pulled, or have not left, first.
    private var consignmentsWithBack: [(one: CancellationForecast.Consignment, back: [String: UnitsBack])] {
        var left = back
        var shares = consignments.map { _ in [String: UnitsBack]() }
        for place in consignments.indices.sorted(by: { consignments[$0].distance < consignments[$1].distance }) {
            for line in consignments[place].lines {
                guard let units = left[line.sku]?.first(line.quantity), units.settled > 0 else { continue }
                shares[place][line.sku] = units
                left[line.sku]?.subtract(units)
            }
        }
        return Array(zip(consignments, shares))
    }

    private func step(
        _ order: OutboundOrder, _ isWhole: Bool, _ asked: [Line], _ consignment: CancellationForecast.Consignment?,
        _ policy: Policy
    ) -> CancellationForecast.Step {
        switch GuideRule.step(GuideRule.Row(order, isWhole: isWhole, of: asked)) {
        case .release: .cancel(available: status == .backordered || status == .allocating ? 0 : asked.units)
        case .verify where consignment?.isPulled == true:
            .putBack(seconds: consignment?.hasLabel == true ? policy.interceptSeconds : policy.restockSeconds)
        case .verify: .verify(seconds: policy.verifySeconds)
        case .refuse(let code): .refuse(code)
        case .acknowledge, .intercept, .expectReturn, .awaitAdjustment: .cancel(available: 0)
        }
    }

    /// What becomes of a request for units where none is free: the case that stops them answers, else they are over.
    fileprivate func nothingFree(_ asked: [Line]) -> CancellationForecast {
        let covering = parts.filter(\.covers)
        let answering = covering.first(where: \.isOpen) ?? covering.last
        let step: CancellationForecast.Step
        if !short.common(with: asked).isEmpty {
            // The warehouse does not send it: nothing is left to do but to say so.
            step = .cancel(available: 0)
        } else if let answering {
            step = .covered(caseId: answering.caseId, code: answering.isOpen ? answering.code : .alreadyCancelled)
        } else {
            let order = outbound(lines, status.isStopped ? status : .cancelled, custody, back)
            step =
                switch GuideRule.step(GuideRule.Row(order, isWhole: true, of: asked)) {
                case .refuse(let code): .refuse(code)
                default: .cancel(available: 0)
                }
        }
        return CancellationForecast(outboundOrderId: outboundOrderId, step: step, units: asked.units)
    }
}

extension CancellationForecast.Consignment {
    /// How far it is from the shelf.
    fileprivate var distance: Int { isPulled ? 0 : custody == .warehouse ? 1 : 2 }
}

extension CancellationForecast.Step {
    /// What can still be stopped comes first.
    fileprivate var rank: Int {
        switch self {
        case .cancel: 0
        case .putBack: 1
        case .verify: 2
        case .covered: 3
        case .refuse: 4
        }
    }
}

extension CancellationForecast.Part {
    /// Its units are being stopped, or were: a later request for them is answered by its case.
    fileprivate var covers: Bool {
        if isStoppedAfterAll { return true }
        switch code {
        case .cancelledBeforeWork, .interceptedAndRestocked, .awaitingRelease, .awaitingVerification,
            .awaitingInterception,
            .awaitingRestock, .escalated:
            return true
        case .inTransit, .delivered, .leftBeforeInterception, .unknownOrder, .partialAfterWorkStarted, .goodsMissing,
            .noAnswerFromWarehouse, .alreadyCancelled, .alreadyBack, .waitingForOrder:
            return false
        }
    }

    /// The floor is stopping its units, or has stopped them.
    public var isStopping: Bool {
        switch code {
        case .awaitingVerification, .awaitingInterception, .awaitingRestock, .escalated, .interceptedAndRestocked: true
        default: false
        }
    }

    /// What it cancelled is in the outbound order's lines no more.
    fileprivate var isCancelled: Bool { code == .cancelledBeforeWork }

    fileprivate var isOpen: Bool {
        switch code {
        case .awaitingRelease, .awaitingVerification, .awaitingInterception, .awaitingRestock, .escalated: true
        default: false
        }
    }
}

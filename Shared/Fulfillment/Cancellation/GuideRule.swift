/// The rule Turnback exists for, from a warehouse's own handling guide. Each row of the guide is one case of the switch in
/// `step`, and nothing else decides what happens to a cancellation.
///
/// | where the outbound order stands | what happens to a cancellation |
/// |---|---|
/// | awaiting outbound (待出库) | it is cancelled, its quantities go back to available stock by themselves |
/// | any other status | first find out where the goods really are: a status is not custody |
/// | … the carrier has them | it cannot be cancelled; the requester is notified, with what to do next (a return) |
/// | … still in the building | the warehouse intercepts the parcel and voids its label |
/// | … intercepted units | come back by ONE of two ways: a return order that is put away, or a manual adjustment |
public enum GuideRule {
    /// Where the goods are, as far as is known when something is to be decided.
    public enum Row: Sendable, Equatable {
        case awaitingOutbound
        /// Work began. `whole`: the request covers the whole outbound order, because a parcel is stopped whole or not at all.
        case otherStatus(whole: Bool)
        case withCarrier(delivered: Bool)
        case inBuilding
        case intercepted(Policy.RestockWay)
        /// Nothing of it is left to stop: somebody freed it before.
        case freed
        /// The warehouse has said that it will not send these units.
        case short
        /// Nothing of it is left to stop: every unit of it is back or written off.
        case over(CancellationCode)
    }

    /// What is done about it.
    public enum Step: Sendable, Equatable {
        /// Cancel it and free its quantities.
        case release
        /// Ask the warehouse where the goods are.
        case verify
        /// Too late, for this reason.
        case refuse(CancellationCode)
        /// Pull the parcel and void its label.
        case intercept
        /// Expect the units by a return order.
        case expectReturn
        /// Wait for a person to put the units back and to say so by an adjustment that cites the case.
        case awaitAdjustment
        /// It is cancelled already: say so.
        case acknowledge
    }

    public static func step(_ row: Row) -> Step {
        switch row {
        case .awaitingOutbound: .release
        case .otherStatus(whole: true): .verify
        case .otherStatus(whole: false): .refuse(.partialAfterWorkStarted)
        case .withCarrier(let delivered): .refuse(delivered ? .delivered : .inTransit)
        case .inBuilding: .intercept
        case .intercepted(.returnOrder): .expectReturn
        case .intercepted(.adjustment): .awaitAdjustment
        case .freed, .short: .acknowledge
        case .over(let code): .refuse(code)
        }
    }
}

extension GuideRule.Row {
    /// The row that a request meets.
    ///
    /// - Parameters:
    ///   - isWhole: whether the request covers all of its outbound order.
    ///   - lines: what the request asks for of it; nil where that is all.
    public init(_ outbound: OutboundOrder, isWhole: Bool, of lines: [Line]? = nil) {
        let asked = lines ?? outbound.lines
        let out = outbound.notBack
        if outbound.status == .cancelled {
            self = .freed
        } else if !asked.isEmpty, asked.allSatisfy({ out.quantity(of: $0.sku) == 0 }) {
            let isBack = asked.compactMap { outbound.back[$0.sku] }.contains { $0.cameBack > 0 }
            self = .over(isBack ? .alreadyBack : .goodsMissing)
        } else {
            switch (outbound.status, outbound.custody) {
            case (.allocating, _), (.backordered, _), (.awaitingOutbound, _), (.releasing, _): self = .awaitingOutbound
            case (.intercepted, _): self = .over(.alreadyCancelled)
            case (.delivered, .carrier): self = .withCarrier(delivered: true)
            case (_, .carrier): self = .withCarrier(delivered: false)
            default: self = .otherStatus(whole: isWhole)
            }
        }
    }
}

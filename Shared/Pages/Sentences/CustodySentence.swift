internal import Contracts
internal import Fulfillment
internal import ReadModel

/// Where a parcel is, who said so and when: never a bare status.
enum CustodySentence {
    static func text(_ parcel: ParcelView, _ outbound: OutboundOrderView, _ context: PageContext) -> HTML {
        let because = parcel.custodyBecause
        func who(_ statement: Statement) -> HTML {
            context.reporter(
                statement.reportedBy, warehouse: statement.warehouseId, isCarrier: statement.source == .carrier)
        }
        switch parcel.custody {
        case .warehouse:
            guard let because else {
                return context.say(
                    outbound.now.status.rank <= OutboundStatus.releasing.rank || outbound.now.status == .cancelled
                        ? .custodyNotStarted : .custodyNoWord)
            }
            if parcel.isPulled {
                return context.say(.custodyPulled(who: who(because), t: context.time(because.reportedAt)))
            }
            return context.say(.custodyWarehouse(who: who(because), age: context.age(because.reportedAt)))
        case .unknown:
            guard let shipped = because ?? outbound.shippedUnscanned else { return context.say(.custodyUnknownNoDate) }
            return context.say(
                .custodyUnknown(
                    t: context.time(shipped.reportedAt), who: who(shipped), age: context.age(shipped.reportedAt)))
        case .carrier:
            guard let because else { return context.say(.orderAnswerTooLate) }
            if parcel.isReturning {
                return context.say(.custodyReturning(t: context.time(because.reportedAt), who: who(because)))
            }
            let carrier = (parcel.carrier ?? outbound.now.carrier).map { foreign($0) } ?? context.say(.theCarrier)
            return context.say(
                .custodyCarrier(carrier: carrier, t: context.time(because.reportedAt), who: who(because)))
        }
    }

    /// What others said who do not count, because what they said is older.
    static func contradicting(_ parcel: ParcelView, _ outbound: OutboundOrderView, _ context: PageContext) -> [HTML] {
        parcel.contradicting.map { statement in
            let what = StorySentence.report(
                statement.fact,
                of: context.parcel(
                    ParcelName(parcelId: parcel.parcelId, trackingNumber: parcel.trackingNumber),
                    of: outbound.now.outboundOrderId), context)
            let who = context.reporter(
                statement.reportedBy, warehouse: statement.warehouseId, isCarrier: statement.source == .carrier)
            return context.say(.alsoSaid(what: what, who: who, t: context.time(statement.reportedAt)))
        }
    }

    static func label(_ parcel: ParcelView, _ context: PageContext) -> HTML {
        switch parcel.label {
        case .none: context.say(.labelNone)
        case .printed: context.say(.labelPrinted)
        case .voided: context.say(.labelVoided)
        case .notVoided:
            parcel.labelReason.map { context.say(.labelNotVoided(why: VoidReason.words($0, context))) }
                ?? context.say(.labelNotVoidedNoWhy)
        }
    }
}

/// Why a label could not be voided: the console's own words in the viewer's language, any other as it was said.
enum VoidReason: String, CaseIterable {
    case carrierRefused = "carrier refused"
    case alreadyUsed = "already used"
    case noAccess = "no access"
    case other = "other"

    var phrase: Phrase {
        switch self {
        case .carrierRefused: .whyCarrierRefused
        case .alreadyUsed: .whyAlreadyUsed
        case .noAccess: .whyNoAccess
        case .other: .whyOther
        }
    }

    static func words(_ reason: String, _ context: PageContext) -> HTML {
        VoidReason(rawValue: reason).map { context.say($0.phrase) } ?? foreign(reason)
    }
}

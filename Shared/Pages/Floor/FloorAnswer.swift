internal import Fulfillment
internal import ReadModel

/// What the floor says to a task: an answer on a button or on a printed card, and the report that it becomes.
enum FloorAnswer: String, CaseIterable, Sendable {
    case here, left, lost, pulled, gone, voided, notVoided, stopped

    /// The answers of a task, the expected one first.
    static func offered(_ kind: WarehouseTask.Kind) -> [FloorAnswer] {
        switch kind {
        case .verifyGoods: [.here, .left, .lost]
        case .interceptParcel: [.pulled, .gone, .lost]
        case .voidLabel: [.voided, .notVoided]
        case .stopWork: [.stopped, .gone, .lost]
        case .putAway: []
        }
    }

    init?(_ card: AnswerCard) {
        switch card {
        case .here: self = .here
        case .left: self = .left
        case .lost: self = .lost
        case .pulled: self = .pulled
        case .gone: self = .gone
        case .voided: self = .voided
        case .notVoided: self = .notVoided
        case .stopped: self = .stopped
        case .shelf, .hold, .bin: return nil
        }
    }

    func phrase(_ kind: WarehouseTask.Kind) -> Phrase {
        switch self {
        case .here: .answerHere
        case .left: .answerWithCarrier
        case .lost: .answerMissing
        case .pulled: .answerPulled
        case .gone: kind == .stopWork ? .answerAlreadyGone : .answerGone
        case .voided: .answerVoided
        case .notVoided: .answerNotVoided
        case .stopped: .answerStopped
        }
    }

    /// The task is done as it was asked for.
    var isExpected: Bool { [.here, .pulled, .voided, .stopped].contains(self) }

    /// What is reported. A parcel is named as the task names it.
    func report(_ row: TaskRow, reason: String?, at now: Timestamp, by person: String?) -> WarehouseReport {
        let task = row.task
        let fact: WarehouseReport.Fact =
            switch self {
            case .here: .goodsVerified(.inWarehouse)
            case .left: .goodsVerified(.withCarrier)
            case .lost: .goodsVerified(.missing)
            case .pulled, .stopped: .parcelIntercepted(succeeded: true, reason: nil)
            case .gone: .parcelIntercepted(succeeded: false, reason: "left")
            case .voided: .labelVoided(succeeded: true, trackingNumber: task.trackingNumber, reason: nil)
            case .notVoided:
                .labelVoided(
                    succeeded: false, trackingNumber: task.trackingNumber, reason: reason ?? VoidReason.other.rawValue)
            }
        let isLabel = self == .voided || self == .notVoided
        return WarehouseReport(
            outboundOrderId: task.outboundOrderId, storeOrder: task.storeOrder, warehouseId: task.warehouseId,
            reportedAt: now, reportedBy: person, fact: fact,
            parcel: ParcelName(parcelId: row.parcelId, trackingNumber: isLabel ? nil : task.trackingNumber))
    }
}

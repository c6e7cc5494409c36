import Contracts
import Fulfillment

@testable import Reconciliation

extension ReconcileHistory {
    /// What may become of an outbound order that leaves in two parcels.
    mutating func inSeveralParcels() {
        oneLeftAndIsCaught()
        bothLeft()
        bothAreLookedFor()
        oneLeavesAfterAll()
        oneGoesOn()
    }

    private func parcels(_ custody: Custody, _ other: Custody) -> [CancellationChanged.Parcel] {
        [
            CancellationChanged.Parcel(parcelId: "P-1", custody: custody),
            CancellationChanged.Parcel(parcelId: "P-2", custody: other),
        ]
    }

    /// An outcome of one outbound order, in two parcels.
    private mutating func told(
        _ order: String, _ request: String, _ revision: Int, _ state: CancellationState, _ code: CancellationCode,
        status: OutboundStatus, _ custody: (Custody, Custody), _ units: (inout CaseQuantities) -> Void
    ) {
        var message = Message.outcome(order, request, revision, state, code, stage: .packed, units)
        message.outcome {
            $0.outboundOrders[0].status = status
            $0.outboundOrders[0].parcels = parcels(custody.0, custody.1)
        }
        add(message)
    }

    private mutating func task(
        _ order: String, _ kind: WarehouseTask.Kind, _ result: WarehouseTask.Result?, again: String = ""
    ) {
        add(.task(order, "OB-\(Int(order)! - 1000)", kind, result, again: again))
    }

    private mutating func packed(_ order: String, _ request: String, _ then: [OutboundStatus], _ units: Int) {
        let id = "OB-\(Int(order)! - 1000)"
        add(.request(order, request), source: "shop")
        outbound(order, id, [.allocating, .awaitingOutbound, .packed] + then, units)
        for parcel in ["P-1", "P-2"] {
            let fact = WarehouseReport.Fact.progressed(.packed, carrier: nil, trackingNumber: nil)
            add(.report(order, id, fact, parcel, units: 1), source: "wms")
        }
        hold(order, id, units)
        told(order, request, 1, .verifying, .awaitingVerification, status: .packed, (.warehouse, .warehouse)) {
            $0.requested = units
        }
        task(order, .verifyGoods, nil)
        task(order, .verifyGoods, nil, again: "-p2")
    }

    /// Store order 1021: one parcel is with the carrier, the other is put back. Later the carrier's van is stopped: nobody has
    /// said yet what is in that parcel.
    private mutating func oneLeftAndIsCaught() {
        packed("1021", "r-40", [.inTransit], 3)
        add(.report("1021", "OB-21", .carrierScanned(.inTransit, trackingNumber: nil), "P-1"), source: "carrier")
        add(.report("1021", "OB-21", .parcelIntercepted(succeeded: true, reason: nil), "P-2"), source: "wms")
        add(.command("1021", "OB-21", 1) { .issue($0) })
        let claim = RestockClaim(by: .returnOrder, id: "RO-OB-21")
        inventory(
            .movement("p-1", .received, 3, [3, 0, 0], [12, 0, 1]),
            .movement("p-2", .allocated, 3, [0, 3, 0], [12, 3, 1], outbound: "OB-21"),
            .reply("1021", "OB-21", .allocated, [(3, nil)]),
            .movement("p-3", .issued, 1, [-1, -1, 0], [11, 2, 1], outbound: "OB-21"),
            .reply("1021", "OB-21", .issued, [(1, nil)]),
            .movement(
                "p-4", .restored, 2, [0, -2, 0], [11, 0, 1], outbound: "OB-21", cause: .init(.returnOrder, claim.id)),
            .reply("1021", "OB-21", .restored(claim), [(2, .putAway)], case: 1))
        told("1021", "r-40", 2, .partlyStopped, .inTransit, status: .inTransit, (.carrier, .warehouse)) {
            ($0.requested, $0.refused, $0.intercepted, $0.restored) = (3, 1, 2, 2)
        }
        unhold("1021", "OB-21")
        task("1021", .verifyGoods, .done)
        task("1021", .verifyGoods, .superseded, again: "-p2")
        add(.report("1021", "OB-21", .parcelIntercepted(succeeded: true, reason: nil), "P-1"), source: "wms")
        hold("1021", "OB-21", 1)
        task("1021", .putAway, nil)
    }

    /// Store order 1022: both parcels are with the carrier.
    private mutating func bothLeft() {
        packed("1022", "r-41", [.shipped], 2)
        for parcel in ["P-1", "P-2"] {
            let fact = WarehouseReport.Fact.carrierScanned(.inTransit, trackingNumber: nil)
            add(.report("1022", "OB-22", fact, parcel), source: "carrier")
        }
        inventory(
            .movement("p-5", .received, 2, [2, 0, 0], [13, 0, 1]),
            .movement("p-6", .allocated, 2, [0, 2, 0], [13, 2, 1], outbound: "OB-22"),
            .reply("1022", "OB-22", .allocated, [(2, nil)]),
            .movement("p-7", .issued, 2, [-2, -2, 0], [11, 0, 1], outbound: "OB-22"),
            .reply("1022", "OB-22", .issued, [(2, nil)]))
        told("1022", "r-41", 2, .refused, .inTransit, status: .shipped, (.carrier, .carrier)) {
            ($0.requested, $0.refused) = (2, 2)
        }
        unhold("1022", "OB-22")
        task("1022", .verifyGoods, .superseded)
        task("1022", .verifyGoods, .superseded, again: "-p2")
    }

    /// Store order 1023: nobody has looked where its parcels are.
    private mutating func bothAreLookedFor() { packed("1023", "r-42", [], 2) }

    /// Store order 1024: both parcels were put back, and one is packed again and leaves.
    private mutating func oneLeavesAfterAll() {
        packed("1024", "r-43", [.intercepted], 2)
        for parcel in ["P-1", "P-2"] {
            let fact = WarehouseReport.Fact.parcelIntercepted(succeeded: true, reason: nil)
            add(.report("1024", "OB-24", fact, parcel), source: "wms")
        }
        let claim = RestockClaim(by: .returnOrder, id: "RO-OB-24")
        inventory(
            .movement("p-8", .received, 2, [2, 0, 0], [13, 0, 1]),
            .movement("p-9", .allocated, 2, [0, 2, 0], [13, 2, 1], outbound: "OB-24"),
            .reply("1024", "OB-24", .allocated, [(2, nil)]),
            .movement(
                "p-10", .restored, 2, [0, -2, 0], [13, 0, 1], outbound: "OB-24", cause: .init(.returnOrder, claim.id)),
            .reply("1024", "OB-24", .restored(claim), [(2, .putAway)], case: 1),
            .movement(
                "p-11", .issued, 1, [-1, 0, 0], [12, 0, 1], outbound: "OB-24", cause: .init(.outboundOrder, "OB-24"),
                caseId: "shop/1024/c1"), .reply("1024", "OB-24", .issued, [(1, nil)], case: 1))
        told(
            "1024", "r-43", 2, .restocked, .interceptedAndRestocked, status: .intercepted, (.warehouse, .warehouse)
        ) {
            ($0.requested, $0.intercepted, $0.restored) = (2, 2, 2)
        }
        unhold("1024", "OB-24")
        task("1024", .verifyGoods, .superseded)
        task("1024", .verifyGoods, .superseded, again: "-p2")
        add(.command("1024", "OB-24", 1, case: 1) { .issue($0) })
        add(.contradiction("r-43", "1024", "OB-24", .leftAfterAll, 1))
    }

    /// Store order 1025: one parcel is delivered and the other was pulled, which says nothing of the status; it is packed again
    /// and is the slower one from then on.
    private mutating func oneGoesOn() {
        outbound("1025", "OB-25", [.allocating, .packed, .delivered, .shipped], 2)
        let delivered = WarehouseReport.Fact.carrierScanned(.delivered, trackingNumber: nil)
        add(.report("1025", "OB-25", delivered, "P-1"), source: "carrier")
        add(.report("1025", "OB-25", .parcelIntercepted(succeeded: true, reason: nil), "P-2"), source: "wms")
    }
}

import Fulfillment
import TestPlant
import Testing

@testable import ReadModel

@Suite("The search", .timeLimit(.minutes(15)))
struct SearchTests {
    @Test("finds ids whole, by their words and by beginnings, of one store alone where asked")
    func finds() throws {
        let rig = try ModelRig()
        defer { rig.stop() }
        let key = try rig.awaiting("5001", sku: "TEE-RED-L")
        try rig.plant.report(
            "OB-5001", key, "LAX1", .progressed(.packed, carrier: nil, trackingNumber: "1Z999AA10123456784"),
            parcel: ParcelName(parcelId: "P-77"))
        try rig.status(key, .packed)
        try rig.plant.request("r-5001", key)
        let one = try rig.state(key, .verifying)
        func hits(_ text: String, kinds: [SearchHit.Kind]? = nil, storeId: String? = nil) throws -> [SearchHit] {
            try rig.model.search(text, kinds: kinds, storeId: storeId, limit: 20)
        }
        func exact(_ text: String) throws -> [SearchHit.Kind] { try hits(text).filter(\.isExact).map(\.kind) }
        #expect(try exact("5001") == [.order])
        #expect(try exact("OB-5001") == [.outboundOrder])
        #expect(try exact(" P-77\u{1d}") == [.parcel])
        #expect(try exact("1Z999AA10123456784") == [.trackingNumber])
        #expect(try exact("TEE-RED-L") == [.sku])
        #expect(try exact("r-5001") == [.request])
        #expect(try exact(one.summary.caseId) == [.cancellationCase])
        #expect(try hits("TEE-RED-L").first?.warehouse == ModelRig.stock)
        #expect(try hits("P-77").first?.storeOrder == key)
        #expect(try hits("P-77").first?.outboundOrderId == "OB-5001")
        #expect(try hits("1z999aa1").map(\.kind) == [.trackingNumber])
        #expect(try hits("red").map(\.kind) == [.sku])
        #expect(Set(try hits("500").map(\.kind)).isSuperset(of: [.order, .outboundOrder, .request, .cancellationCase]))
        #expect(try hits("500", kinds: [.order]).map(\.text) == ["5001"])
        #expect(try hits("5001", storeId: "shop-fr").isEmpty)
        #expect(!(try hits("5001", storeId: "shop-de").isEmpty))
        for nothing in [
            "", "  ", "\"", "*", "\" OR text:", "NEAR(", "-", "zzz-none", String(repeating: "9", count: 5_000),
        ] {
            #expect(try hits(nothing).isEmpty, "\(nothing.prefix(20))")
        }
    }
}

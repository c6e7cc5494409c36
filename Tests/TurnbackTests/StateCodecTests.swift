import Contracts
import Fulfillment
import Testing

@testable import Processors

@Suite("What a store order's state says is read back", .timeLimit(.minutes(15)))
struct StateCodecTests {
    @Test("with what waits, what is wanted as a whole, and what came back of each SKU")
    func readsBack() throws {
        var order = StoreOrder(key: StoreOrderKey(storeId: "shop", storeOrderId: "1"))
        let now = Timestamp(milliseconds: 1_790_000_000_000)
        let submitted = OutboundOrderSubmitted(
            outboundOrderId: "OB-1", storeOrder: order.key, merchantId: "acme", warehouseId: "LAX1",
            lines: [Line("A", 2), Line("B", 1)], submittedAt: now)
        var outbound = OutboundOrder(submitted, at: now)
        var units = UnitsBack()
        (units.restored, units.quarantined, units.writtenOff) = (1, 2, 3)
        outbound.back = ["A": units, "B": UnitsBack()]
        (outbound.isPulled, outbound.isLabelVoided) = (true, true)
        (outbound.linesBeforeRelease, outbound.expectedBy) = ([Line("B", 1)], "RTS-OB-1")
        order.outboundOrders = [outbound]
        var whole = CancellationCase(id: "shop/1/c1", requestIds: ["r1"], openedAt: now)
        whole.wantsWholeOrder = true
        let rest = CancellationCase(id: "shop/1/c2", requestIds: ["r2"], waitingLines: [Line("C", 4)], openedAt: now)
        var late = CasePart(outboundOrderId: "OB-1", lines: submitted.lines, stage: .picked, state: .verifying)
        late.deadline = Deadline(at: now, lag: -3_600_000)
        whole.parts = [late]
        whole.deadline = Deadline(at: now)
        var merged = CancellationCase(id: "shop/1/c3", requestIds: ["r3"], openedAt: now)
        merged.mergedInto = whole.id
        order.cases = [whole, rest, merged]
        order.requests = [
            StoreOrder.Request(requestId: "r1", fingerprint: Fingerprint(value: 1), caseId: whole.id),
            StoreOrder.Request(
                requestId: "r3", fingerprint: Fingerprint(value: 3), caseId: whole.id, coveredBy: [rest.id, merged.id]),
        ]
        let report = WarehouseReport(
            outboundOrderId: "OB-2", storeOrder: order.key, warehouseId: "LAX1", reportedAt: now,
            fact: .goodsVerified(.missing))
        order.waitingReports = [WaitingReport(report, deadline: Deadline(at: now, lag: 1))]
        order.seen = SeenMessages(names: [1, 2, 3].map { Fingerprint(value: $0) }, contents: [.max, 0])
        var writer = JSONWriter()
        writer.object(order.encodeState)
        var reader = JSONReader(writer.bytes)
        let read = try StoreOrder.decodeState(&reader)
        #expect(read == order)
    }

    @Test("as an older version wrote it, without what accepted messages said")
    func older() throws {
        let text = #"{"storeId":"shop","storeOrderId":"1","outboundOrders":[],"cases":[],"requests":[],"seen":["7","cbf29ce484222325"]}"#
        var reader = JSONReader(Array(text.utf8))
        let read = try StoreOrder.decodeState(&reader)
        for name in [7, Fingerprint().value] {
            let identity = MessageIdentity(name: Fingerprint(value: name), content: 1)
            #expect(read.seen.verdict(on: identity) == .redelivery)
        }
        var allocation = JSONReader(Array(#"{"outboundOrderId":"OB","seen":["7"]}"#.utf8))
        #expect(try Allocation.decodeState(&allocation).seen.names == [Fingerprint(value: 7)])
    }
}

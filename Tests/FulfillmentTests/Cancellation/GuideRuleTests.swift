import Fulfillment
import Testing

@Suite("The warehouse's guide", .timeLimit(.minutes(15)))
struct GuideRuleTests {
    /// Status, then the row of the guide where the warehouse, nobody known, and the carrier has the goods.
    static let table: [(OutboundStatus, [GuideRule.Row])] = [
        (.allocating, [.awaitingOutbound, .awaitingOutbound, .awaitingOutbound]),
        (.backordered, [.awaitingOutbound, .awaitingOutbound, .awaitingOutbound]),
        (.awaitingOutbound, [.awaitingOutbound, .awaitingOutbound, .awaitingOutbound]),
        (.releasing, [.awaitingOutbound, .awaitingOutbound, .awaitingOutbound]),
        (.picking, working), (.picked, working), (.packed, working), (.labelled, working), (.shipped, working),
        (.inTransit, working), (.returnedToSender, working),
        (.delivered, [.otherStatus(whole: true), .otherStatus(whole: true), .withCarrier(delivered: true)]),
        (.cancelled, [.freed, .freed, .freed]),
        (.intercepted, [.over(.alreadyCancelled), .over(.alreadyCancelled), .over(.alreadyCancelled)]),
    ]
    static let working: [GuideRule.Row] = [
        .otherStatus(whole: true), .otherStatus(whole: true), .withCarrier(delivered: false),
    ]

    private func outbound(_ status: OutboundStatus, _ custody: Custody) -> OutboundOrder {
        var outbound = OutboundOrder(
            id: "OB-1", merchantId: "acme", warehouseId: "LAX1", ordered: Sample.lines, lines: Sample.lines,
            submittedAt: Sample.now, changedAt: Sample.now)
        outbound.status = status
        outbound.parcels[0].whereabouts.custody = custody
        return outbound
    }

    @Test("every status and custody stands in one row of the guide", arguments: OutboundStatus.allCases)
    func everyPair(status: OutboundStatus) throws {
        let row = try #require(Self.table.first { $0.0 == status })
        for (custody, expected) in zip([Custody.warehouse, .unknown, .carrier], row.1) {
            #expect(GuideRule.Row(outbound(status, custody), isWhole: true) == expected, "\(status), \(custody)")
        }
        #expect(Custody.allCases.count == 3)
    }

    @Test("a request for part of an outbound order is another matter once work began")
    func partial() {
        let row = GuideRule.Row(outbound(.picked, .warehouse), isWhole: false)
        #expect(row == .otherStatus(whole: false))
        #expect(GuideRule.step(row) == .refuse(.partialAfterWorkStarted))
    }

    @Test("what is all back, or all lost, is neither looked for nor returned")
    func nothingLeft() {
        var outbound = outbound(.packed, .warehouse)
        for line in Sample.lines {
            var units = UnitsBack()
            units.writtenOff = line.quantity
            outbound.back[line.sku] = units
        }
        #expect(GuideRule.Row(outbound, isWhole: true) == .over(.goodsMissing))
        outbound.back[Sample.lines[0].sku]?.restored = 1
        #expect(GuideRule.Row(outbound, isWhole: true) == .over(.alreadyBack))
    }

    @Test("each row has one step")
    func steps() {
        #expect(GuideRule.step(.awaitingOutbound) == .release)
        #expect(GuideRule.step(.otherStatus(whole: true)) == .verify)
        #expect(GuideRule.step(.withCarrier(delivered: false)) == .refuse(.inTransit))
        #expect(GuideRule.step(.withCarrier(delivered: true)) == .refuse(.delivered))
        #expect(GuideRule.step(.inBuilding) == .intercept)
        #expect(GuideRule.step(.intercepted(.returnOrder)) == .expectReturn)
        #expect(GuideRule.step(.intercepted(.adjustment)) == .awaitAdjustment)
        #expect(GuideRule.step(.freed) == .acknowledge)
    }

    @Test("a report can only raise the rank of a status", arguments: OutboundStatus.allCases)
    func ranks(status: OutboundStatus) throws {
        let work: [OutboundStatus] = [.picking, .picked, .packed, .labelled, .shipped]
        #expect(work.map(\.rank) == work.map(\.rank).sorted())
        #expect(status.rank <= OutboundStatus.intercepted.rank)
    }
}

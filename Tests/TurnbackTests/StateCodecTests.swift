import Contracts
import Fulfillment
import Testing

@testable import Processors

@Suite("What a store order's state says is read back", .timeLimit(.minutes(15)))
struct StateCodecTests {
    private static let now = Timestamp(milliseconds: 1_790_000_000_000)
    private static let key = StoreOrderKey(storeId: "shop", storeOrderId: "1")

    private func readBack(_ order: StoreOrder) throws -> StoreOrder {
        var writer = JSONWriter()
        writer.object(order.encodeState)
        var reader = JSONReader(writer.bytes)
        return try StoreOrder.decodeState(&reader, Policies())
    }

    private static func units(
        _ restored: Int, _ quarantined: Int, _ writtenOff: Int, destroyed: Int = 0
    ) -> UnitsBack {
        var units = UnitsBack()
        (units.restored, units.quarantined, units.writtenOff) = (restored, quarantined, writtenOff)
        units.destroyed = destroyed
        return units
    }

    private static var outbound: OutboundOrder {
        let submitted = OutboundOrderSubmitted(
            outboundOrderId: "OB-1", storeOrder: key, merchantId: "acme", warehouseId: "LAX1",
            lines: [Line("A", 2), Line("B", 1)], submittedAt: now, replaces: "OB-0")
        var outbound = OutboundOrder(submitted, at: now)
        outbound.lines = [Line("A", 2)]
        outbound.linesBeforeRelease = [Line("B", 1)]
        (outbound.short, outbound.shortReports) = ([Line("A", 1)], [Fingerprint(value: 1 << 63)])
        (outbound.isAllShort, outbound.returnsToSender, outbound.passedNumbers) = (true, 4, 4)
        (outbound.revision, outbound.status, outbound.reached) = (7, .intercepted, .labelled)
        outbound.furthest = .delivered
        (outbound.carrier, outbound.caseId, outbound.consignment, outbound.awaitsUnknown) = (
            "DHL", "shop/1/c1", 2, true
        )
        (outbound.isBackordered, outbound.stockIssued, outbound.isRefused) = (true, true, true)
        (outbound.found, outbound.broken) = ([Line("B", 1)], [Line("A", 1)])
        outbound.arriving = [ArrivingReceipt(name: "RET-1/rr-1", lines: [Line("A", 1)])]
        outbound.back = ["A": units(1, 2, 3, destroyed: 4), "B": UnitsBack()]
        outbound.backFromOutside = ["A": units(1, 0, 2)]
        outbound.cameAt = now.adding(seconds: 8)
        (outbound.awaitedBy, outbound.interceptions, outbound.wasReturnedToSender) = (
            ["RTS-OB-1", "RO-OB-1-2"], 2, true
        )
        outbound.origin = MessageOrigin(source: "oms", id: "7", topic: "t", partition: 2, offset: 1 << 40)
        var parcel = Whereabouts()
        (parcel.custody, parcel.isPulled, parcel.label) = (.carrier, true, .notVoided)
        parcel.isReturning = true
        parcel.inside = .init(source: .warehouse, reportedAt: now)
        parcel.outside = .init(source: .carrier, reportedAt: now.adding(seconds: 1))
        parcel.pull = .init(source: .store, reportedAt: now.adding(seconds: 2))
        parcel.labelled = .init(source: .warehouse, reportedAt: now.adding(seconds: -3))
        parcel.scanned = .init(source: .carrier, reportedAt: now.adding(seconds: 6))
        parcel.missing = .init(source: .warehouse, reportedAt: now.adding(seconds: -4))
        parcel.backAt = now.adding(seconds: 5)
        outbound.parcels[0].whereabouts = parcel
        (outbound.parcels[0].number, outbound.parcels[0].parcelId, outbound.parcels[0].trackingNumber) = (
            3, "P-3", "TN-1"
        )
        (outbound.parcels[0].givenUp, outbound.parcels[0].status) = (.missing, .inTransit)
        (outbound.parcels[0].holdsAll, outbound.parcels[0].isEmpty) = (true, true)
        outbound.parcels[0].contentsAt = now.adding(seconds: -7)
        return outbound
    }

    private static var part: CasePart {
        var part = CasePart(outboundOrderId: "OB-1", lines: [Line("A", 2), Line("B", 1)], stage: .picked, state: .left)
        part.back = ["A": units(1, 0, 1)]
        part.dueAt = now
        part.deadline = now.adding(seconds: -3_600)
        part.short = [Line("A", 1)]
        (part.isEscalated, part.isWorkedOn, part.contradiction) = (true, true, .leftAfterAll)
        (part.consignment, part.unansweredHolds, part.isReleaseEarly) = (2, 5, true)
        (part.restarts, part.workStops, part.cancelledAt) = (3, 4, now.adding(seconds: 9))
        part.ending = CasePart.Ending(state: .refused(.goodsMissing), labelVoided: false, back: ["B": units(0, 1, 0)])
        return part
    }

    private static var full: StoreOrder {
        var order = StoreOrder(key: key)
        order.outboundOrders = [outbound]
        order.forgotten = [.init(outboundOrderId: "OB-0", merchantId: "m", fingerprint: Fingerprint(value: 1 << 62))]
        order.forgottenRequests = [
            .init(requestId: "r0", fingerprint: Fingerprint(value: 9), caseId: "shop/1/c0", cutOff: now)
        ]
        order.forgottenCases = 7
        var whole = CancellationCase(id: "shop/1/c1", requestIds: ["r1"], openedAt: now)
        (whole.parts, whole.deadline, whole.revision, whole.gaveUp) = ([part], now, 5, true)
        (whole.waitingFor, whole.follows) = (["OB-7", "OB-8"], "shop/1/c0")
        whole.changedAt = now.adding(seconds: 5)
        whole.contradictions = ContradictionCode.allCases.map { code in
            CancellationCase.Contradiction(
                outboundOrderId: "OB-1", code: code, lines: [Line("A", 2)],
                followedBy: code == .laterPart ? "shop/1/c9" : nil,
                reportedAt: now)
        }
        let rest = CancellationCase(id: "shop/1/c2", requestIds: ["r2"], waitingLines: [Line("C", 4)], openedAt: now)
        var merged = CancellationCase(id: "shop/1/c3", requestIds: ["r3"], openedAt: now)
        merged.mergedInto = whole.id
        order.cases = [whole, rest, merged]
        order.requests = [
            StoreOrder.Request(
                requestId: "r1", fingerprint: Fingerprint(value: 1), caseId: whole.id, cutOff: now, awaitsFirst: true),
            StoreOrder.Request(
                requestId: "r3", fingerprint: Fingerprint(value: 3), caseId: whole.id, coveredBy: [rest.id, merged.id],
                lines: [Line("A", 1)], outboundOrderIds: ["OB-1", "OB-2"], joinedFor: ["OB-1"]),
        ]
        let report = WarehouseReport(
            outboundOrderId: "OB-2", storeOrder: key, warehouseId: "LAX1", reportedAt: now,
            fact: .goodsVerified(.missing))
        order.waitingReports = [
            WaitingReport(report, origin: outbound.origin, deadline: now.adding(milliseconds: 1)),
            WaitingReport(report),
            WaitingReport(report, latest: now),
        ]
        order.seen = SeenMessages(names: [1, 2, 3].map { Fingerprint(value: $0) }, contents: [.max, 0])
        return order
    }

    @Test("with all that there may be")
    func everything() throws { #expect(try readBack(Self.full) == Self.full) }

    @Test("with a part in each state, open or ended", arguments: [false, true])
    func states(isEnded: Bool) throws {
        var order = Self.full
        let states: [CasePart.State] =
            [.releasing, .verifying, .intercepting, .restocking, .cancelled, .restocked, .left]
            + CancellationCode.allCases.map { .refused($0) }
        order.cases[0].parts = states.map { state in
            var part = CasePart(outboundOrderId: "OB-1", lines: [Line("A", 1)], stage: .packed, state: state)
            if isEnded { part.ending = CasePart.Ending(state: state, labelVoided: nil, back: [:]) }
            return part
        }
        #expect(try readBack(order) == order)
    }

    @Test("in few words: what is as it is with most is left out")
    func compact() throws {
        var order = StoreOrder(key: Self.key)
        let submitted = OutboundOrderSubmitted(
            outboundOrderId: "OB-1", storeOrder: Self.key, merchantId: "acme", warehouseId: "LAX1",
            lines: [Line("A", 2)],
            submittedAt: Self.now)
        order.outboundOrders = [OutboundOrder(submitted, at: Self.now)]
        var one = CancellationCase(id: "shop/1/c1", requestIds: ["r1"], openedAt: Self.now)
        one.parts = [CasePart(outboundOrderId: "OB-1", lines: [Line("A", 2)], stage: .packed, state: .cancelled)]
        one.parts[0].ending = CasePart.Ending(state: .cancelled, labelVoided: nil, back: [:])
        order.cases = [one]
        var writer = JSONWriter()
        writer.object(order.encodeState)
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"s":"shop","o":"1","ob":[{"i":"OB-1","m":"acme","w":"LAX1","or":[["A",2]],"sa":1790000000000,"#
                + #""r":0,"st":"allocating","ch":1790000000000}],"cs":[{"i":"shop/1/c1","r":0,"rr":["r1"],"p":["#
                + #"{"b":"OB-1","l":[["A",2]],"sg":"packed","z":"cancelled","e":{}}],"op":1790000000000}],"n":[]}"#)
    }

    @Test("and under the long names of earlier versions, which names.json has of all that is written")
    func longNames() throws {
        var writer = JSONWriter()
        writer.object(Self.full.encodeState)
        let names = try StateNames()
        var reader = JSONReader(try names.long(writer.bytes))
        #expect(try StoreOrder.decodeState(&reader, Policies()) == Self.full)
        #expect(names.unknown.isEmpty)
    }

    @Test("as an older version wrote it, without what accepted messages said")
    func older() throws {
        let text =
            #"{"storeId":"shop","storeOrderId":"1","outboundOrders":[],"cases":[],"requests":[],"seen":["7","cbf29ce484222325"]}"#
        var reader = JSONReader(Array(text.utf8))
        let read = try StoreOrder.decodeState(&reader, Policies())
        for name in [7, Fingerprint().value] {
            let identity = MessageIdentity(name: Fingerprint(value: name), content: 1)
            #expect(read.seen.verdict(on: identity) == .redelivery)
        }
        let seen = [Fingerprint(value: 7)]
        var allocation = JSONReader(Array(#"{"outboundOrderId":"OB","seen":["7"]}"#.utf8))
        #expect(try Allocation.decodeState(&allocation).seen.names == seen)
        var sent = JSONReader(
            Array(#"{"outboundOrderId":"OB","storeId":"s","storeOrderId":"1","entries":[],"seen":["7"]}"#.utf8))
        #expect(try SentGoods.decodeState(&sent).seen.names == seen)
    }
}

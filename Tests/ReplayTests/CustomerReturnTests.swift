import Contracts
import Fulfillment
import Testing

@testable import Replay
@testable import turnback

@Suite struct CustomerReturnTests {
    private static let lines = (1...10).map { Line("sku-\($0)", $0) }
    private static let time = Timestamp(rfc3339: "2010-12-01T09:00:00Z")!

    private func drawn(_ requestId: String, _ change: (inout WarehouseModel) -> Void = { _ in }) -> CustomerReturn? {
        var model = WarehouseModel()
        change(&model)
        return CustomerReturn(
            "CR-1", of: Self.lines, requestId: requestId, code: .delivered, after: Self.time, model)
    }

    @Test func theShareIsAboutAsAskedFor() {
        let sent = (1...500).compactMap { drawn("r\($0)")?.lines.count }.reduce(0, +)
        #expect((2_800...3_200).contains(sent))
        #expect(drawn("r") { $0.sentBack = 0 } == nil && drawn("r") { $0.sentBack = 100 }?.lines == Self.lines)
    }

    @Test(arguments: 1...50) func nothingIsFoundThatWasNotSent(number: Int) throws {
        let one = try #require(
            drawn("r\(number)") { ($0.sentBack, $0.returnDamaged, $0.returnWrong, $0.returnShort) = (100, 80, 80, 80) })
        let found = (one.back.good + one.back.quarantined + one.back.lost).merged()
        #expect(found.sameUnits(as: one.lines))
        #expect(Self.time < one.announced && one.announced < one.arrived)
    }

    @Test func theSameRequestIsAnsweredTheSame() {
        #expect(drawn("r") == drawn("r") && drawn("r") != drawn("s"))
    }

    @Test func aParcelOfOneUnitHasAReceiptOfOneLine() {
        let back = BroughtBack([Line("a", 1)], damaged: nil, wrong: nil, short: 0.5)
        #expect(back.good == [Line("a", 1)] && back.short.isEmpty)
        let damaged = BroughtBack([Line("a", 1)], damaged: 0, wrong: 0, short: 0)
        #expect(damaged.good.isEmpty && damaged.damaged == [Line("a", 1)] && damaged.wrong.isEmpty)
    }
}

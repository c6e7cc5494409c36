import Fulfillment
import ReadModel
import Testing

@testable import Pages

/// What the floor is to do with a parcel that no open task names.
@Suite struct ScanVerdictTests {
    let samples = Samples()

    /// An order of two boxes, P-1 and P-2; the first is pulled or not.
    private func order(
        _ status: OutboundStatus, pulled: Bool = false, openCase: Bool = false
    ) -> OrderView {
        var outbound = samples.outbound(status, .warehouse)
        outbound.parcels = [1, 2].map { number in
            var parcel = samples.parcel(.warehouse)
            (parcel.parcelId, parcel.trackingNumber, parcel.isPulled) = (
                "P-\(number)", "1Z\(number)", pulled && number == 1
            )
            return parcel
        }
        var ended = samples.summary(.restocked, .interceptedAndRestocked)
        if openCase { ended = samples.summary(.verifying, .awaitingVerification) }
        return OrderView(key: samples.key, outboundOrders: [outbound], cases: [ended])
    }

    private func verdict(_ view: OrderView, _ code: String, found: Set<String> = []) throws -> ScanVerdict {
        ScanVerdict([(view, found)], try #require(ScannedCode(code)))
    }

    @Test func whatNobodyAskedToStopLeaves() throws {
        #expect(try verdict(order(.packed), "P-1") == .letGo)
        #expect(try verdict(order(.packed), "P-1", found: [samples.text]) == .letGo)
    }

    @Test func whatWasStoppedStays() throws {
        #expect(try verdict(order(.cancelled), "P-1") == .keepStopped)
        #expect(try verdict(order(.cancelled), "1Z2") == .keepStopped)
    }

    @Test func aPulledBoxStaysAndTheOtherOneLeaves() throws {
        #expect(try verdict(order(.packed, pulled: true), "p-1") == .keepStopped)
        #expect(try verdict(order(.packed, pulled: true), "1Z1") == .keepStopped)
        #expect(try verdict(order(.packed, pulled: true), "P-2") == .letGo)
    }

    /// The number of the order on the box does not say which box it is: one of them was stopped, so it stays.
    @Test func aCodeThatNamesNoBoxMeansEachOfThem() throws {
        #expect(try verdict(order(.packed, pulled: true), samples.text) == .keepStopped)
    }

    @Test func whatIsNotDecidedWaits() throws {
        #expect(try verdict(order(.packed, openCase: true), "P-2") == .keepUntilDecided)
        #expect(try verdict(order(.packed, pulled: true, openCase: true), "P-1") == .keepStopped)
    }

    @Test func whatTheCarrierBroughtBackIsReceived() throws {
        var view = order(.shipped)
        view.outboundOrders[0].parcels[0].isReturning = true
        #expect(try verdict(view, "1Z1") == .cameBack && verdict(view, "1Z2") == .letGo)
        #expect(try verdict(order(.returnedToSender), samples.text) == .cameBack)
    }

    @Test func anotherOutboundOrderSaysNothing() throws {
        #expect(try verdict(order(.cancelled), "P-1", found: ["another"]) == .letGo)
    }
}

import Contracts
import Foundation
import Fulfillment
import Operations
import Testing

@testable import turnback

/// An order from its messages.
struct OrderViewTests {
    private func view(_ messages: Message...) -> OrderView {
        var view = OrderView(Samples.order)
        for message in messages { view.take(message.type, Samples.data(message)) }
        return view
    }

    @Test func theNewestRevisionOfAnOutboundOrderStays() {
        let view = view(
            Samples.outbound(1, .allocating), Samples.outbound(1, .allocating, id: "OB-2"),
            Samples.outbound(3, .cancelled), Samples.outbound(2, .releasing))
        #expect(view.outboundOrders.map(\.value.status) == [.cancelled, .allocating])
        #expect(view.warehouses == [Samples.stock])
    }

    @Test func aCaseHasItsRequestsAndEveryChange() throws {
        let first = Samples.change(1, "r-1", .releasing, .awaitingRelease)
        let joined = Samples.change(1, "r-2", .releasing, .awaitingRelease)
        let ended = Samples.change(2, "r-1", .cancelled, .cancelledBeforeWork)
        let late = Samples.change(2, "r-3", .cancelled, .alreadyCancelled)
        let view = view(first, joined, ended, late, ended)
        let one = try #require(view.cases.first)
        #expect(one.requestIds == ["r-1", "r-2", "r-3"])
        #expect(one.history.count == 4)
        // A request that came late is answered with its own code; the case still stands as it ended.
        #expect(one.newest?.value.code == .cancelledBeforeWork)
    }

    @Test func casesAreKeptApart() {
        let view = view(
            Samples.change(1, "r-1", .refused, .inTransit),
            Samples.change(1, "r-2", .verifying, .awaitingVerification, caseNumber: 2))
        #expect(view.cases.map(\.id) == ["shop-de/1001/c1", "shop-de/1001/c2"])
    }

    @Test func closedTasksGo() {
        let open = view(Samples.task(.verifyGoods), Samples.task(.voidLabel), Samples.task(.verifyGoods, .done))
        #expect(open.tasks.map(\.value.kind) == [.voidLabel])
    }

    @Test func othersAreNotTaken() {
        var view = OrderView(StoreOrderKey(storeId: "shop-de", storeOrderId: "1002"))
        for message in [
            Samples.outbound(1, .allocating), Samples.change(1, "r", .refused, .inTransit), Samples.task(.stopWork),
        ] {
            view.take(message.type, Samples.data(message))
        }
        #expect(view.isEmpty)
    }

    @Test func theJSONHasTheDataAsItWasPublished() {
        let outbound = Samples.outbound(1, .awaitingOutbound)
        let change = Samples.change(1, "r-1", .releasing, .awaitingRelease)
        let task = Samples.task(.stopWork)
        let view = view(outbound, change, task)
        let data = text(Samples.data(change))
        let withoutRequest = data.replacing("\"requestId\":\"r-1\",", with: "").dropLast()
        #expect(
            json(view.encode)
                == "{\"storeId\":\"shop-de\",\"storeOrderId\":\"1001\",\"outboundOrders\":[\(text(Samples.data(outbound)))],"
                + "\"cases\":[\(withoutRequest),\"requestIds\":[\"r-1\"],\"history\":[\(data)]}],"
                + "\"tasks\":[\(text(Samples.data(task)))]}")
    }

    @Test func movementsOfItsOutboundOrdersAreKept() {
        let view = view(
            Samples.outbound(1, .allocating), Samples.moved(.allocated, allocated: (2, 2), outboundOrderId: "OB-1"),
            Samples.moved(.allocated, allocated: (5, 3), outboundOrderId: "OB-9"),
            Samples.moved(.received, onHand: (9, 9)))
        #expect(view.movements.map(\.value.movement.outboundOrderId) == ["OB-1"])
    }

    @Test func aCaseWhoseRequestsAnotherTookOverSaysSo() {
        let report = OrderReport(
            view: view(
                Samples.change(1, "r-2", .waitingForOrder, .waitingForOrder, caseNumber: 2),
                Samples.change(1, "r-1", .releasing, .awaitingRelease),
                Samples.change(1, "r-2", .releasing, .awaitingRelease)),
            style: TextStyle(isEnabled: false)
        ).text()
        #expect(report.split(separator: "\n").filter { $0.contains("goes on") } == ["  goes on   as shop-de/1001/c1"])
    }

    @Test func aCaseWhoseRequestsAnotherTookOverStandsAsThatOne() throws {
        let view = view(
            Samples.change(1, "r-2", .waitingForOrder, .waitingForOrder, caseNumber: 2),
            Samples.change(2, "r-1", .cancelled, .cancelledBeforeWork),
            Samples.change(2, "r-2", .cancelled, .cancelledBeforeWork))
        let merged = try #require(json(view.encode).components(separatedBy: "\"cases\":[").last)
        #expect(merged.hasPrefix("{\"caseId\":\"shop-de/1001/c2\",\"storeId\""))
        let head = try #require(merged.components(separatedBy: "\"history\"").first)
        #expect(head.contains("\"state\":\"cancelled\",\"final\":true"))
        #expect(head.contains("\"mergedInto\":\"shop-de/1001/c1\""))
        #expect(!head.contains("waitingForOrder"))
        let report = OrderReport(view: view, style: TextStyle(isEnabled: false)).text()
        #expect(report.contains("case shop-de/1001/c2: cancelled, cancelledBeforeWork (final)"))
    }

    @Test(arguments: ContradictionCode.allCases) func contradictionsAreShown(code: ContradictionCode) {
        let contradicted = Message.cancellationContradicted(
            CancellationContradicted(
                caseId: "shop-de/1001/c1", requestId: "r-1", storeOrder: Samples.order, outboundOrderId: "OB-1", code: code,
                quantity: 2, followedBy: code == .laterPart ? "shop-de/1001/c2" : nil, carrier: nil, trackingNumber: nil,
                reportedAt: Timestamp(milliseconds: 0)))
        let view = view(Samples.change(2, "r-1", .cancelled, .cancelledBeforeWork), contradicted, contradicted)
        let data = text(Samples.data(contradicted))
        #expect(json(view.encode).contains("\"contradictions\":[\(data)]"))
        let report = OrderReport(view: view, style: TextStyle(isEnabled: false)).text()
        let line = report.split(separator: "\n").first { $0.contains("contradicted") } ?? ""
        for part in ["r-1", code.rawValue, "2 units of OB-1", "next action \(code.nextAction.rawValue)"] {
            #expect(line.contains(part), "\(part) is missing in \(line)")
        }
    }

    @Test func theReportNamesOtherCasesThatAnswer() {
        let report = OrderReport(
            view: view(
                Samples.change(
                    1, "r-2", .releasing, .awaitingRelease, caseNumber: 2, coveredBy: ["shop-de/1001/c1"])),
            style: TextStyle(isEnabled: false)
        ).text()
        #expect(report.contains("  the rest  is answered by shop-de/1001/c1"))
    }

    @Test func theReportNamesEverything() {
        let report = OrderReport(
            view: view(
                Samples.outbound(1, .awaitingOutbound, caseId: "shop-de/1001/c1"),
                Samples.change(1, "r-1", .releasing, .awaitingRelease), Samples.task(.stopWork)),
            style: TextStyle(isEnabled: false)
        ).text()
        for part in [
            "store order shop-de/1001", "OB-1: awaitingOutbound", "2 × SKU-1", "case shop-de/1001/c1: releasing", "r-1",
            "T-OB-1-c1-stopWork",
        ] {
            #expect(report.contains(part), "\(part) is missing in\n\(report)")
        }
    }
}

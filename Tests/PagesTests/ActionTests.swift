import Contracts
import Fulfillment
import Operations
import ReadModel
import Testing

@testable import Pages

@Suite struct ActionTests {
    private func record(_ answer: String) throws -> ActionRecord {
        let samples = Samples()
        let message = Message.cancellationRequested(samples.request(.inHand).request!)
        return ActionRecord(
            answer: answer, pressedAt: samples.now, person: "Li\u{20}Wei", topic: .cancellationRequests,
            body: try PageLog.body(message, id: "x-send", by: "Li Wei", at: samples.now))
    }

    @Test func aRecordIsReadAsItWasWritten() throws {
        let record = try record("send")
        #expect(ActionRecord(record.bytes) == record)
        for cut in 0..<60 { #expect(ActionRecord(Array(record.bytes.prefix(cut))) == nil) }
        #expect(ActionRecord(Array("turnback-action-2".utf8) + record.bytes.dropFirst(17)) == nil)
    }

    @Test func theFirstPressCounts() throws {
        let directory = Scratch()
        let book = try ActionBook(directory: directory.path + "/a/b")
        let id = RandomWord.make()
        #expect(book.record(id) == nil)
        let first = try book.record(id) { try! record("here") }
        let second = try book.record(id) { try! record("gone") }
        #expect(first.isFirst && !second.isFirst && second.record == first.record && book.record(id)?.answer == "here")
        // Another process of the same directory, as after a restart, knows it too.
        #expect(try ActionBook(directory: directory.path + "/a/b").record(id) == first.record)
        #expect(book.record("../" + id) == nil && book.record("") == nil)
    }

    @Test func theSecretOfFormsOutlivesARestart() throws {
        let directory = Scratch()
        let secret = try ActionBook(directory: directory.path).formSecret()
        #expect(RandomWord.isOne(secret))
        #expect(try ActionBook(directory: directory.path).formSecret() == secret)
        #expect(try ActionBook(directory: Scratch().path).formSecret() != secret)
    }

    @Test func whoHasATaskIsSaidToOthersForAWhile() {
        let claims = Claims()
        let now = Samples().now
        claims.open("T", by: "floor-7", at: now)
        #expect(
            claims.holder("T", besides: "floor-3", at: now) == "floor-7"
                && claims.holder("T", besides: nil, at: now) == "floor-7")
        #expect(
            claims.holder("T", besides: "floor-7", at: now) == nil && claims.holder("U", besides: nil, at: now) == nil)
        #expect(claims.holder("T", besides: nil, at: now.adding(seconds: 601)) == nil)
    }

    /// Each answer is a report that the codec takes, and names the parcel as the task does.
    @Test(arguments: WarehouseTask.Kind.allCases) func anAnswerIsAReport(_ kind: WarehouseTask.Kind) throws {
        let samples = Samples()
        for answer in FloorAnswer.offered(kind) {
            let report = answer.report(samples.task(kind), reason: "carrier refused", at: samples.now, by: "floor-7")
            #expect(report.name == ParcelName(parcelId: "X-1", trackingNumber: "X-1") && report.reportedBy == "floor-7")
            let body = try PageLog.body(.warehouseReported(report), id: "x", by: nil, at: samples.now)
            #expect(try Message.decode(body, topic: .warehouseReports).1 == .warehouseReported(report))
        }
        #expect(FloorAnswer.offered(kind).first?.isExpected ?? true)
        #expect(FloorAnswer.offered(kind).dropFirst().allSatisfy { !$0.isExpected })
    }

    @Test func whatCannotBeAMessageIsSaidSo() {
        var request = Samples().request(.inHand).request!
        request.requestId = "a/b"
        #expect(throws: PageFailure.self) {
            try PageLog.body(.cancellationRequested(request), id: "x", by: nil, at: Samples().now)
        }
    }

    @Test func achoiceStandsInTheAddress() {
        let fields = [
            ("scope", "lines"), ("units.A b/c", "2"), ("reason", "fraud"), ("by", "staff"), ("note", "x & y=z"),
        ]
        let choice = CancelChoice(fields.map { (name: $0.0, value: $0.1) })
        let path = choice.path(Samples().key, step: .check).text
        let request = Operations.HTTPRequest(method: "GET", target: path)!
        #expect(CancelChoice(request.query) == choice && choice.lines == [Line("A b/c", 2)])
        #expect(CancelChoice([("scope", "all"), ("reason", "nonsense")]).reason == nil)
    }

    @Test func moreThanWasOrderedIsNotSent() {
        let samples = Samples()
        func faults(_ typed: String) -> [String] {
            CancelChoice([("scope", "lines"), ("units.X-1", typed)]).faultsOfWhat(samples.order, samples.context).map(
                \.words.plainText)
        }
        #expect(faults("4").isEmpty && faults("5") == ["You ask for 5 × X-1; the order has 4. Nothing was sent."])
        #expect(faults("-1") == ["X-1: a whole number from 0 on."] && faults("x").count == 1)
        #expect(faults("0") == ["Choose what is to be cancelled."] && faults("") == ["Choose what is to be cancelled."])
    }

    @Test(arguments: [("3", 3), ("-2", -2), ("−2", -2), ("+4", 4)]) func signsAreTypedInSeveralWays(
        _ typed: String, _ delta: Int
    ) {
        var entry = AdjustPage.Entry()
        entry.typed = typed
        #expect(entry.delta == delta)
    }

    @Test(arguments: ["0", "", "x", "1.5", "1000001"]) func otherNumbersAreNoAdjustment(_ typed: String) {
        var entry = AdjustPage.Entry()
        entry.typed = typed
        #expect(entry.delta == nil)
    }

    @Test func aDrawingHasRoundNumbers() {
        #expect(StackedChart.Scale(most: 1).lines == [0, 1])
        #expect(StackedChart.Scale(most: 7).lines == [0, 2, 4, 6, 8])
        #expect(StackedChart.Scale(most: 100).top == 100 && StackedChart.Scale(most: 1_000_000).lines.count < 10)
        #expect(Draw.number(1.25) == "1.3" && Draw.number(-0.5) == "-0.5" && Draw.number(3) == "3")
    }
}

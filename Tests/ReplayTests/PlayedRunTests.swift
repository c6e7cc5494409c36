import Contracts
import Fulfillment
import Operations
import Reconciliation
import Testing

@testable import Replay
@testable import turnback

/// Whole runs, on real services and the embedded log in memory.
@Suite(.serialized, .timeLimit(.minutes(15))) struct PlayedRunTests {
    private func play(_ orders: [PlannedOrder], _ model: WarehouseModel, inFlight: Int = 100) throws -> ReplayReport {
        let shutdown = ShutdownSignal()
        let place = try ReplayPlace.embedded(RunNames(run: "test"), shutdown: shutdown)
        defer { place.close() }
        var settings = place.settings
        settings.model = model
        settings.inFlight = inFlight
        let books = try ReplayRun(orders, place.world, settings, shutdown, label: "test").run()
        let asked = orders.flatMap { $0.requests.map(\.requestId) }
        var report = ReplayReport(books: books, proof: ReplayProof(books, asked: asked))
        report.names = place.world.names
        let verdict = try ReplayVerdict(report.proof, place, shutdown)
        let style = TextStyle(isEnabled: false)
        #expect(verdict.reconciled.holds, "\(verdict.text(style))")
        #expect(verdict.text(style).contains("all \(Invariant.allCases.count) invariants"))
        return report
    }

    /// Orders of few lines, so that a run is quick; every second one is cancelled.
    private func day(_ count: Int, _ model: WarehouseModel) -> [PlannedOrder] {
        var orders = GeneratedDay(orders: count * 5, model).orders.filter { !$0.requests.isEmpty }
        for index in orders.indices { orders[index].lines = Array(orders[index].lines.prefix(6)) }
        return orders
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>) func aHarshWarehouseStillAddsUp(seed: UInt64) throws {
        var model = WarehouseModel()
        model.seed = seed
        (model.missed, model.missing, model.voidFails, model.damaged, model.short) = (50, 20, 50, 60, 60)
        (model.sentBack, model.returnDamaged, model.returnWrong, model.returnShort) = (90, 60, 60, 60)
        model.overlooked = 30
        // Ten days of work, where a week is allowed: overdue, and waited for all the same.
        if seed == 4 { model.putAwayAfter = 6_000 }
        let report = try play(day(60, model), model)
        #expect(report.proof.firstOffence == nil)
        let units = report.books.outcomes.total.units
        let returns = report.books.customerReturns.total
        #expect(returns.orders > 5 && returns.quarantined > 0 && returns.lost > 0)
        #expect(returns.units == returns.putAway + returns.quarantined + returns.lost)
        let overdue = report.books.escalations.rows.values.reduce(0) { $0 + $1.escalated }
        #expect(overdue >= (seed == 4 ? report.books.stoppedOrders : 1))
        #expect(units.quarantined > 0 && units.writtenOff > 0 && units.cancelled > 0 && units.refused > 0)
    }

    @Test func theTableDoesNotDependOnHowManyArePlayedAtOnce() throws {
        var model = WarehouseModel()
        model.overlooked = 30
        let orders = day(40, model)
        let first = try play(orders, model, inFlight: 1)
        #expect(!first.books.escalations.rows.isEmpty)
        let one = first.text(TextStyle(isEnabled: false))
        let many = try play(orders, model, inFlight: 200).text(TextStyle(isEnabled: false))
        #expect(one == many)
    }

    @Test func whatTheFloorOverlooksEndsAsThePolicyOfEachMerchantSays() throws {
        var model = WarehouseModel()
        (model.overlooked, model.adjustmentShare) = (60, 50)
        let report = try play(day(60, model), model)
        #expect(report.proof.firstOffence == nil)
        let names = RunNames(run: "test")
        let refusing = try #require(report.books.escalations.rows[names.returning])
        let keeping = try #require(report.books.escalations.rows[names.adjusting])
        #expect(refusing.refused > 0 && refusing.keptOpen == 0)
        #expect(keeping.refused == 0 && keeping.keptOpen > 0 && keeping.endedLate == keeping.escalated)
        #expect(report.books.outcomes.codes[.noAnswerFromWarehouse] == refusing.refused)
        let table = report.text(TextStyle(isEnabled: false))
        #expect(table.contains("refuses, after 4 h + 4 h") && table.contains("keeps open, after 2 h + 2 h"))
        #expect(report.jsonLines.contains { $0.contains(#""overdue":"refuses"#) })
    }

    @Test func withoutAClockToDriveEveryTaskIsAnsweredInTheEnd() throws {
        var model = WarehouseModel()
        model.overlooked = 60
        let shutdown = ShutdownSignal()
        let place = try ReplayPlace.embedded(RunNames(run: "test"), .wall, shutdown: shutdown)
        defer { place.close() }
        var settings = place.settings
        settings.model = model
        let orders = day(30, model)
        let books = try ReplayRun(orders, place.world, settings, shutdown, label: "test").run()
        let report = ReplayReport(
            books: books, proof: ReplayProof(books, asked: orders.flatMap { $0.requests.map(\.requestId) }))
        #expect(report.proof.firstOffence == nil && books.outcomes.codes[.noAnswerFromWarehouse] == nil)
        #expect(books.outcomes.codes[.interceptedAndRestocked] != nil && books.escalations.rows.isEmpty)
        #expect(!report.text(TextStyle(isEnabled: false)).contains("overdue"))
    }

    @Test func partsAreTakenOffAnOrderThatAwaitsOutbound() throws {
        let model = WarehouseModel()
        let at = Timestamp(rfc3339: "2010-12-01T09:00:00Z")!
        let orders = (1...3).map { number in
            PlannedOrder(
                id: "\(number)", orderedAt: at, lines: [Line("a", 3), Line("b", 2)],
                requests: [
                    .init(requestId: "r\(number)-1", at: at.adding(minutes: 5), lines: [Line("a", 1)]),
                    .init(requestId: "r\(number)-2", at: at.adding(minutes: 10), lines: [Line("b", 2)]),
                    .init(requestId: "r\(number)-3", at: at.adding(minutes: 600), lines: [Line("a", 1)]),
                ])
        }
        let report = try play(orders, model)
        #expect(report.proof.firstOffence == nil && !report.text(TextStyle(isEnabled: false)).contains("overdue"))
        #expect(report.books.outcomes.total.units.cancelled == 9 && report.books.outcomes.total.units.refused == 3)
    }

    @Test func eachRefusedPartComesBackUnderAReturnOrderOfItsOwn() throws {
        var model = WarehouseModel()
        model.sentBack = 100
        let at = Timestamp(rfc3339: "2010-12-01T09:00:00Z")!
        let order = PlannedOrder(
            id: "1", orderedAt: at, lines: [Line("a", 3), Line("b", 2)],
            requests: [
                .init(requestId: "r1", at: at.adding(minutes: 14_400), lines: [Line("a", 1)]),
                .init(requestId: "r2", at: at.adding(minutes: 14_410), lines: [Line("b", 2)]),
                .init(requestId: "r3", at: at.adding(minutes: 28_800), lines: [Line("a", 2)]),
            ])
        let report = try play([order], model)
        #expect(report.proof.firstOffence == nil)
        let returns = report.books.customerReturns.total
        #expect(returns.orders == 3 && returns.units == 5)
    }

    @Test func everyStoryEndsAsItHasTo() throws {
        let shutdown = ShutdownSignal()
        let place = try ReplayPlace.embedded(RunNames(run: "test"), shutdown: shutdown)
        defer { place.close() }
        let stories = GuideStories.all(place.world.names)
        let teller = StoryTeller(place.world, TextStyle(isEnabled: false), shutdown) { _ in }
        try teller.receiveStock(stories)
        for story in stories { #expect(try teller.tell(story), "story \(story.number)") }
    }
}

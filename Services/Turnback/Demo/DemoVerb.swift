import Fulfillment
import Operations
import Replay

/// `turnback demo`: what Turnback does, shown in nine short stories, and proved on a whole day of orders.
enum DemoVerb: Verb {
    static let command = Command(
        "demo", summary: "Show what Turnback does: nine short stories, then a day of orders with the proof.",
        discussion: """
            Runs all services in this process on a log in memory; nothing has to be installed and nothing is left behind. \
            First one cancellation for each row of the warehouse's handling guide, message by message. Then a generated \
            day of orders with the shape of a real retailer's, cancelled at every stage, and a proof that every unit adds up, \
            from the run's own books and from the topics alone.

            With --console a day is played slowly instead, with the console open at an address that is printed: a floor waits \
            for you. --orders has no effect then.
            """,
        options: [
            Option("orders", "N", default: "2000", help: "Orders of the generated day.", rule: .integer(1...100_000)),
            Option("seed", "N", default: "1", help: "The seed of all random numbers.", rule: .integer(0...Int.max)),
            ServiceSettings.http(default: HostPort(host: "127.0.0.1", port: 8080)),
        ], flags: [Flag("console", help: "Play a day slowly, with the console open.")])

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        if invocation.flag("console") { return try ConsoleDemo.run(invocation, shutdown: shutdown) }
        let style = TextStyle(for: .output)
        let names = RunNames(run: "demo")
        let place = try ReplayPlace.embedded(names, shutdown: shutdown)
        defer { place.close() }
        let wrong = try tellStories(place, style, shutdown)
        var model = WarehouseModel()
        model.seed = UInt64(invocation.int("seed"))
        try playDay(place, model, orders: invocation.int("orders"), style, shutdown)
        if let number = wrong.first { throw Failure(.failure, "story \(number) did not end as it has to") }
    }

    /// The numbers of the stories that did not end as they have to.
    private static func tellStories(
        _ place: ReplayPlace, _ style: TextStyle, _ shutdown: ShutdownSignal
    ) throws(Failure) -> [Int] {
        let out = StandardStream.output
        out.writeLine(
            style.bold("A buyer cancels, and the order is already with the warehouse. What can still be done?"))
        out.writeLine(
            "→ is what store, floor and carrier send; ← is what Turnback's services answer, and on which topic.\n")
        let stories = GuideStories.all(place.world.names)
        let teller = StoryTeller(place.world, style, shutdown)
        out.writeLine(style.bold("0  Before the shop opens: goods arrive."))
        try teller.receiveStock(stories)
        out.writeLine("")
        var wrong: [Int] = []
        for story in stories where try !teller.tell(story) { wrong.append(story.number) }
        return wrong
    }

    private static func playDay(
        _ place: ReplayPlace, _ model: WarehouseModel, orders: Int, _ style: TextStyle, _ shutdown: ShutdownSignal
    ) throws(Failure) {
        let day = GeneratedDay(orders: orders, model)
        let lines = day.orders.reduce(0) { $0 + $1.lines.count }
        let asked = day.orders.flatMap { $0.requests.map(\.requestId) }
        StandardStream.output.writeLine(
            style.bold("And now a whole day: ") + ReportText.count(orders, "order")
                + " with \(ReportText.count(lines, "line")); \(ReportText.count(asked.count, "buyer"))"
                + " cancel, at every stage.\n")
        var settings = place.settings
        settings.model = model
        let (sent, heard) = (place.world.sent, place.world.heard)
        let start = ContinuousClock.now
        let books = try ReplayRun(day.orders, place.world, settings, shutdown, label: "orders").run()
        let took = ContinuousClock.now - start
        var report = ReplayReport(books: books, proof: ReplayProof(books, asked: asked))
        report.names = place.world.names
        StandardStream.error.writeLine(
            "\((place.world.sent - sent).grouped) messages sent and "
                + "\((place.world.heard - heard).grouped) heard in \(ReportText.seconds(took))")
        report.print(json: false)
        let verdict = try ReplayVerdict(report.proof, place, shutdown)
        StandardStream.output.writeLine("\n" + verdict.text(style))
        try verdict.requireAll()
    }
}

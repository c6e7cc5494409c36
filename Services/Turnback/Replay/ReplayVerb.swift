import Fulfillment
import Operations
import Replay

/// `turnback replay`: a retailer's real orders and cancellations, played through the services by the data's own clock.
enum ReplayVerb: Verb {
    static let command = Command(
        "replay", summary: "Play a retailer's orders and cancellations, and prove that every unit adds up.",
        discussion: """
            Reads CSV with the columns InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, \
            Country (the data set "Online Retail" of the UCI Machine Learning Repository). Invoices become outbound \
            orders, cancellation notes (C…) become requests against the purchase they match. A modelled warehouse and \
            carrier move the parcels by the data's own clock and answer the tasks that Turnback opens. At the end a table \
            says what became of the cancellations, and a proof adds up every movement of stock. turnback reconcile has \
            the last word, on all that is on the topics.

            Without --kafka all runs in this process on the embedded log. With it, the services must be running there: \
            turnback serve --kafka HOST:PORT. With --clock data they must not: the run starts its own.

            The deadlines of cases go by the clock of the services. Where the run starts them it drives that clock: it \
            stands still while anything is on its way, and is set on when every order in flight waits for a deadline. So \
            what the floor overlooks is escalated and ends as the merchant's policy says. Services that run elsewhere go \
            by the machine's clock, in which the month is over within seconds: nothing falls due there, every task is \
            answered in the end. The tables of two logs are the same where --clock is, or where nothing is overdue by the \
            data's clock either.

              gzip -dc 2010-12.csv.gz | turnback replay -
            """,
        options: [
            ServiceSettings.kafkaInstead(help: "Play on this Kafka."),
            ServiceSettings.kafkaConfig,
            Option(
                "clock", "CLOCK", defaultText: "data on the embedded log, wall on Kafka",
                help: "By which clock deadlines fall due: the data's, with its own services, or the machine's.",
                rule: .oneOf(ClockKind.allCases.map(\.rawValue))),
            Option(
                "run", "NAME", defaultText: "the time on Kafka, else demo",
                help: "Makes the ids of this run unique: store, merchants and warehouse carry it.",
                rule: .custom(
                    allowed: "1 to 40 letters, digits, '-', '_' or '.'",
                    accepts: { (1...40).contains($0.utf8.count) && $0.utf8.allSatisfy(isNameByte) })),
            Option(
                "dates", "ORDER", default: RetailDate.Order.auto.rawValue,
                help: "How 12/1/2010 is read: month first, day first, or as some date of the file shows.",
                rule: .oneOf(RetailDate.Order.allCases.map(\.rawValue))),
            Option(
                "in-flight", "N", default: "500", help: "Orders that are played at the same time.",
                rule: .integer(1...100_000)),
        ] + ModelOptions.all,
        flags: [Flag("json", help: "Print JSON lines.")],
        arguments: [Argument("FILE", help: "The CSV file, or - for standard input.")])

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
        default: false
        }
    }

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let plan = try read(invocation)
        let place = try ReplayPlace.open(invocation, run: invocation.stringIfGiven("run"), shutdown: shutdown)
        defer { place.close() }
        let proof = try play(plan, invocation, place, shutdown)
        let verdict = try ReplayVerdict(proof, place, shutdown)
        // What is printed on the output is the same on every log.
        StandardStream.error.writeLine(verdict.text(TextStyle(for: .error)))
        try verdict.requireAll()
    }

    /// Plays the orders, and prints what became of them. Nothing of them is in memory afterwards.
    private static func play(
        _ plan: RetailPlan, _ invocation: Invocation, _ place: ReplayPlace, _ shutdown: ShutdownSignal
    ) throws(Failure) -> ReplayProof {
        var settings = place.settings
        settings.model = ModelOptions.model(invocation)
        settings.inFlight = invocation.int("in-flight")
        if let notice = place.notice { StandardStream.error.writeLine(notice) }
        let start = ContinuousClock.now
        let run = ReplayRun(plan.orders, place.world, settings, shutdown, label: "orders")
        let books = try run.run()
        let took = ContinuousClock.now - start
        StandardStream.error.writeLine(
            "\(place.world.sent.grouped) messages sent and \(place.world.heard.grouped) heard"
                + " in \(ReportText.seconds(took))")
        let asked = plan.orders.flatMap { $0.requests.map(\.requestId) }
        var report = ReplayReport(books: books, proof: ReplayProof(books, asked: asked))
        report.fates = plan.counts
        report.names = place.clock.map { _ in place.world.names }
        report.print(json: invocation.flag("json"))
        return report.proof
    }

    private static func read(_ invocation: Invocation) throws(Failure) -> RetailPlan {
        let path = invocation.argument("FILE")
        if path.hasSuffix(".gz") {
            throw Failure(.dataErr, "\(path) is compressed; use: gzip -dc \(path) | turnback replay -")
        }
        if [".xlsx", ".xlsm", ".xls"].contains(where: { path.lowercased().hasSuffix($0) }) {
            throw Failure(.dataErr, "\(path) cannot be replayed: \(RetailPlan.workbookAdvice)")
        }
        var csv = CSVReader(try LineReader(path))
        defer { csv.close() }
        var complaints = LineComplaints()
        let plan = try RetailPlan.read(
            &csv, dates: RetailDate.Order(rawValue: invocation.string("dates"))!, complain: { complaints.add($0, $1) })
        complaints.finish()
        guard !plan.orders.isEmpty else {
            throw Failure(.dataErr, "\(path) has no invoice that can be played (\(plan.rows) rows were read)")
        }
        return plan
    }
}

/// Names the first lines that cannot be read, and counts the rest.
struct LineComplaints {
    static let shown = 10
    private(set) var count = 0

    mutating func add(_ line: Int, _ reason: String) {
        count += 1
        if count <= Self.shown { StandardStream.error.writeLine("line \(line): \(PlainText.of(reason))") }
    }

    func finish() {
        if count > Self.shown {
            StandardStream.error.writeLine("… and \(count - Self.shown) more lines that cannot be read")
        }
    }
}

import Operations
import Reconciliation
import Streams

/// `turnback reconcile`: reads the topics and proves or disproves every invariant.
enum ReconcileVerb: Verb {
    static let command = Command(
        "reconcile", summary: "Read the topics, and prove or disprove every invariant.",
        discussion: """
            Reads every topic from its beginning to its end as of now, recomputes every balance, case and claim from the \
            messages alone, and checks what Turnback promises, by name. Ends with 0 when all of it holds, and with 1 when \
            something does not: then it prints the first message that offends, with what was expected and what was found.

            Services may be running. Requests that they have not come to yet count as unanswered: use --allow-open to \
            count them and not complain. Open cases are listed by what they wait for; with --all-ended they are a failure.

            --snapshot FILE goes on from what an earlier run with the same file has read, and replaces the file where \
            everything holds. What lies before it on the topics may then be deleted by their retention. Without a file \
            it begins at the topics' beginnings.
            """,
        options: TopicSource.options + [
            Option(
                "snapshot", "FILE", defaultText: "none: from the topics' beginnings",
                help: "Go on from this file where it exists, and keep in it how far all was read.")
        ],
        flags: [
            Broker.json,
            Flag("allow-open", help: "Requests without an answer yet are counted, and break nothing."),
            Flag("all-ended", help: "A case without an end is a failure: for a log where all is over."),
        ],
        alternatives: TopicSource.alternatives)

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let source = try TopicSource(invocation, shutdown)
        defer { source.close() }
        try source.require(Reconciler.topics)
        let progress = StandardStream.error.isTerminal ? ProgressLine("messages") : nil
        let file = invocation.stringIfGiven("snapshot").map { SnapshotFile(path: $0) }
        let (report, end): (ReconcileReport, ReconcileSnapshot)
        do throws(Failure) {
            (report, end) = try TopicSweep(
                source.log, allowOpen: invocation.flag("allow-open"), progress: progress, shutdown: shutdown,
                from: try file?.read()
            ).prove()
        } catch {
            progress?.finish()
            throw error
        }
        progress?.finish()
        try report.print(json: invocation.flag("json"))
        if let file { try file.write(end) }
        if invocation.flag("all-ended") { try report.requireEnds() }
    }
}

extension ReconcileReport {
    /// - Throws: when a case has not ended.
    func requireEnds() throws(Failure) {
        guard let first = open.first else { return }
        throw Failure(
            .failure,
            "\(counts.openCases.grouped) cases have not ended: \(PlainText.of(first.first)) and others \(first.waitFor); "
                + "`turnback inspect order STORE/ORDER` shows one")
    }

    /// Prints it.
    /// - Throws: when something does not hold.
    func print(json: Bool) throws(Failure) {
        if json {
            for line in jsonLines { StandardStream.output.writeLine(line) }
        } else {
            StandardStream.output.writeLine(text(TextStyle(for: .output)))
        }
        guard !holds, let first = broken.first.flatMap(first) else { return }
        throw Failure(.failure, "\(first.invariant.name) is broken: \(first.place), \(PlainText.of(first.found))")
    }
}

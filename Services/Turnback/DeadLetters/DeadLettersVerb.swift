import Contracts
import Operations
import Streams

/// `turnback dead-letters`: what was not a valid message, and another try once its cause is fixed.
enum DeadLettersVerb: Verb {
    static let command = Command(
        "dead-letters", summary: "Show what was not a valid message, and send it again once the cause is fixed.",
        subcommands: [
            Command(
                "list", summary: "Show the dead letters that wait: when, where each came from, and why.",
                discussion:
                    "With --json all of them; sentAgain, cameBack, corrected and dismissed say what became of them.",
                options: TopicSource.options + DeadLetterFilter.options, flags: [Broker.json],
                alternatives: TopicSource.alternatives),
            Command(
                "count", summary: "Count those that wait by code and topic.",
                options: TopicSource.options + DeadLetterFilter.options, flags: [Broker.json],
                alternatives: TopicSource.alternatives),
            Command(
                "show", summary: "Show one dead letter in full, with a pointer to what is wrong in it.",
                options: TopicSource.options, flags: [Broker.json], arguments: [letter],
                alternatives: TopicSource.alternatives),
            Command(
                "replay", summary: "Send dead letters to their original topics again, as they were.",
                discussion: """
                    Key, value and headers are the original ones, and a header names the dead letter: by it the next \
                    replay knows what was sent already, also by one that was interrupted, and leaves it out unless \
                    told --again. The header counts on the same content alone, so that nobody can hide a dead letter. \
                    What fails again is a new dead letter, which from then on stands for the old one. What is sent \
                    twice on purpose changes nothing where it was processed, because its source and id are known.
                    """,
                options: TopicSource.writingOptions + DeadLetterFilter.options + [chosen],
                flags: [
                    Broker.json, Flag("again", help: "Those too that were sent again or dismissed before."), yes,
                ], alternatives: TopicSource.alternatives),
            Command(
                "export", summary: "Print those that wait as JSON lines, to be edited and sent.",
                discussion: """
                    Each line holds what was sent: topic, key, headers and value. What is not text is in Base64.
                    """,
                options: TopicSource.options + DeadLetterFilter.options + [chosen],
                alternatives: TopicSource.alternatives),
            Command(
                "send", summary: "Send exported dead letters as they are now, and close those that they were.",
                discussion: """
                    Each line is checked as the services check it. One that is still wrong is named and not sent; the \
                    others are sent, and the command ends with 65. So is a line of another deployment: its time and code are \
                    not those of the dead letter of that number here. A line without deadLetter is sent and closes none. \
                    A dead letter that was sent, replayed or dismissed before is \
                    named and not sent again, except with --again.
                    """,
                options: TopicSource.writingOptions + [why, by],
                flags: [Broker.json, yes, Flag("again", help: "Those too that were sent or dismissed before.")],
                arguments: [Argument("FILE", help: "The file that export has written; - is standard input.")],
                alternatives: TopicSource.alternatives),
            Command(
                "dismiss", summary: "Say of dead letters why they need nothing more: they are not listed again.",
                discussion: """
                    It is written to the topic of dead letters. Nothing is removed: list --json shows them still, and \
                    replay --again sends them.
                    """,
                options: TopicSource.writingOptions + DeadLetterFilter.options + [chosen, why, by], flags: [Broker.json, yes],
                alternatives: TopicSource.alternatives),
        ])

    private static let markText = "PARTITION@OFFSET as listed, such as 0@3"
    private static let letter = Argument("PARTITION@OFFSET", help: "The dead letter, as the list names it.")
    private static let chosen = Option(
        "letter", "PARTITION@OFFSET", defaultText: "any", help: "Only this dead letter.",
        rule: .custom(allowed: markText, accepts: { DeadLetterRecord.Mark($0) != nil }))
    private static let yes = Flag("yes", help: "Do not ask: a script has to give it.")
    private static let why = Option("why", "TEXT", help: "Why they need nothing more.", required: true)
    private static let by = Option(
        "by", "NAME", defaultText: "sasl.username of --kafka-config, else the user of this machine",
        help: "Who says so.")

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let verb = invocation.path.last ?? ""
        let shown = try verb == "show" ? mark(invocation) : nil
        let source = try TopicSource(
            invocation, shutdown, writing: ["replay", "send", "dismiss"].contains(verb))
        defer { source.close() }
        try source.require([.deadLetters])
        let list = try read(source, shutdown)
        if let shown { return try show(shown, list, source, invocation) }
        if verb == "send" { return try send(list, source, invocation, shutdown) }
        var filter = DeadLetterFilter(invocation)
        if verb != "list", verb != "count" {
            filter.letter = invocation.stringIfGiven("letter").flatMap { DeadLetterRecord.Mark($0) }
        }
        switch verb {
        case "replay": try replay(list, filter, source, invocation, shutdown)
        case "count": count(list.toReplay(filter), source, invocation)
        case "export": Output.write(try whole(list.toReplay(filter), source).map(DeadLetterLine.text))
        case "dismiss":
            if let letter = filter.letter, list.view(letter) == nil { throw missing(letter, source) }
            if let letter = filter.letter, let fate = list.fate(of: letter) {
                throw Failure(.failure, "dead letter \(letter) does not wait: it \(fate)")
            }
            try dismiss(list.toReplay(filter), source, invocation, shutdown)
        default: show(list, filter, source, invocation)
        }
    }

    private static func show(
        _ list: DeadLetterList, _ filter: DeadLetterFilter, _ source: TopicSource, _ invocation: Invocation
    ) {
        if invocation.flag("json") {
            Output.write(list.letters.filter(filter.accepts).map { list.jsonLine($0) })
        } else if list.letters.isEmpty {
            StandardStream.error.writeLine("there are no dead letters in \(source.description)")
        } else {
            Output.write([list.table(filter, style: TextStyle(for: .output))])
            if !list.sentAgain.isEmpty {
                StandardStream.error.writeLine(
                    "not shown: \(list.sentAgain.count) that were sent again, \(list.cameBack.count) of which came back"
                )
            }
            for (count, what) in [(list.closed.sent, "corrected and sent"), (list.closed.dismissed, "dismissed")]
            where count > 0 {
                StandardStream.error.writeLine("not shown: \(count) that were \(what)")
            }
        }
    }

    private static func count(_ letters: [DeadLetterRecord], _ source: TopicSource, _ invocation: Invocation) {
        let counts = DeadLetterCounts(letters)
        if invocation.flag("json") {
            Output.write(counts.jsonLines)
        } else if letters.isEmpty {
            StandardStream.error.writeLine("no dead letter waits in \(source.description)")
        } else {
            Output.write([counts.table(style: TextStyle(for: .output))])
        }
    }

    private static func mark(_ invocation: Invocation) throws(Failure) -> DeadLetterRecord.Mark {
        let text = invocation.argument("PARTITION@OFFSET")
        guard let mark = DeadLetterRecord.Mark(text) else {
            throw Failure(.usage, "\(PlainText.of(text, limit: 40)) names no dead letter; allowed is \(markText)")
        }
        return mark
    }

    private static func show(
        _ mark: DeadLetterRecord.Mark, _ list: DeadLetterList, _ source: TopicSource, _ invocation: Invocation
    ) throws(Failure) {
        guard var view = list.view(mark) else { throw missing(mark, source) }
        view.letter = try whole([view.letter], source)[0]
        Output.write([
            invocation.flag("json")
                ? list.jsonLine(view.letter, full: true) : view.text(TextStyle(for: .output))
        ])
    }

    private static func missing(_ mark: DeadLetterRecord.Mark, _ source: TopicSource) -> Failure {
        Failure(.failure, "there is no dead letter \(mark); see: turnback dead-letters list \(source.arguments)")
    }

    private static func read(_ source: TopicSource, _ shutdown: ShutdownSignal) throws(Failure) -> DeadLetterList {
        var letters: [DeadLetterRecord] = []
        do throws(LogError) {
            try LogScan(log: source.log).read(source.places(in: [.deadLetters]), until: { shutdown.isRequested }) {
                letters.append(DeadLetterRecord($0))
            }
            let marks = try ReplayedMarks.read(
                of: letters, partitions: source.partitions, in: source.log, until: { shutdown.isRequested })
            return DeadLetterList(letters, sentAgain: marks)
        } catch { throw source.failure(error) }
    }

    /// Those with the texts that were not copied, as far as they are still where they were written.
    private static func whole(
        _ letters: [DeadLetterRecord], _ source: TopicSource
    ) throws(Failure) -> [DeadLetterRecord] {
        var letters = letters
        do throws(LogError) {
            for index in letters.indices where letters[index].lacksTexts {
                guard let origin = letters[index].origin, source.topics[origin.topic] != nil else { continue }
                letters[index].take(
                    try source.log.record(
                        at: TopicPartition(origin.topic, origin.partition), offset: origin.offset,
                        within: Broker.patience))
            }
        } catch { throw source.failure(error) }
        return letters
    }

    private static func replay(
        _ list: DeadLetterList, _ filter: DeadLetterFilter, _ source: TopicSource, _ invocation: Invocation,
        _ shutdown: ShutdownSignal
    ) throws(Failure) {
        let chosen = list.toReplay(filter, again: invocation.flag("again"))
        let found = try whole(chosen, source)
        for letter in found where letter.lacksTexts {
            StandardStream.error.writeLine(
                "dead letter \(letter.mark): what it came from is gone, so it is sent without the texts that name people"
            )
        }
        let replay = DeadLetterReplay(found, partitions: source.partitions)
        for letter in replay.homeless {
            StandardStream.error.writeLine(
                "dead letter \(letter.mark) stays: no topic that a service reads is named as its origin")
        }
        guard !replay.records.isEmpty else {
            return StandardStream.error.writeLine("there is nothing to send again that was not sent before")
        }
        let isConfirmed = invocation.flag("yes") ? true : try confirm(replay.question, shutdown)
        guard isConfirmed else {
            return StandardStream.error.writeLine("nothing was sent")
        }
        do throws(LogError) {
            let appender = try source.log.appender()
            try replay.send(appender) { Output.write($0.map { $0.report(json: invocation.flag("json")) }) }
        } catch { throw source.failure(error) }
    }

    private static func dismiss(
        _ letters: [DeadLetterRecord], _ source: TopicSource, _ invocation: Invocation, _ shutdown: ShutdownSignal
    ) throws(Failure) {
        guard !letters.isEmpty else {
            throw Failure(
                .failure, "no such dead letter waits; see: turnback dead-letters list \(source.arguments)")
        }
        let question = "Dismiss \(letters.count) dead \(letters.count == 1 ? "letter" : "letters")?"
        let isConfirmed = invocation.flag("yes") ? true : try confirm(question, shutdown)
        guard isConfirmed else {
            return StandardStream.error.writeLine("nothing was dismissed")
        }
        do throws(LogError) {
            try source.log.appender().append(closings(letters, invocation, isSent: false))
        } catch { throw source.failure(error) }
        Output.write(letters.map { line($0, "dismissed", json: invocation.flag("json")) })
    }

    /// The records that say of dead letters that they need nothing more.
    private static func closings(
        _ letters: [DeadLetterRecord], _ invocation: Invocation, isSent: Bool
    ) -> [OutgoingRecord] {
        let why = invocation.string("why")
        let by =
            invocation.stringIfGiven("by") ?? CurrentUser.name(kafkaConfig: invocation.stringIfGiven("kafka-config"))
        return letters.map {
            DeadLetterDismissal(of: $0.mark, why: why, by: by, isSent: isSent).record(key: $0.record.body.key)
        }
    }

    private static func line(_ letter: DeadLetterRecord, _ what: String, json: Bool) -> String {
        guard json else { return "dead letter \(letter.mark) \(what)" }
        return JSONLine.object { writer in
            writer.field("deadLetter", letter.mark.description)
            writer.field("done", what)
        }
    }

    /// Sends the lines of a file, and closes the dead letters that they were.
    private static func send(
        _ list: DeadLetterList, _ source: TopicSource, _ invocation: Invocation, _ shutdown: ShutdownSignal
    ) throws(Failure) {
        var input = try LineSource(invocation.argument("FILE"))
        defer { input.close() }
        var lines: [DeadLetterLine] = []
        var wrong = 0
        let byMark = Dictionary(list.letters.map { ($0.mark, $0) }, uniquingKeysWith: { first, _ in first })
        while let batch = try input.next(until: { shutdown.isRequested }) {
            for line in batch where line.bytes?.isEmpty != true {
                do throws(DecodeError) {
                    guard let bytes = line.bytes else { throw DecodeError(.tooLarge, "", "is too long") }
                    let read = try DeadLetterLine(bytes)
                    try read.mustBeOf(read.mark.flatMap { byMark[$0] })
                    lines.append(read)
                } catch {
                    wrong += 1
                    StandardStream.error.writeLine(
                        "\(input.name), line \(line.number): \(PlainText.of(error.description))")
                }
            }
        }
        guard !shutdown.isRequested else { throw Failure(.failure, "interrupted: nothing was sent") }
        let before = invocation.flag("again") ? [] : lines.filter { $0.mark.flatMap(list.fate) != nil }
        for mark in Set(before.compactMap(\.mark)).sorted(by: { $0.description < $1.description }) {
            StandardStream.error.writeLine(
                "dead letter \(mark) \(PlainText.of(list.fate(of: mark) ?? "")): not sent; --again sends it")
        }
        if !invocation.flag("again") { lines.removeAll { $0.mark.flatMap(list.fate) != nil } }
        let question = "Send \(lines.count) \(lines.count == 1 ? "message" : "messages")?"
        let isConfirmed = lines.isEmpty ? false : invocation.flag("yes") ? true : try confirm(question, shutdown)
        if isConfirmed {
            let records = lines.map { $0.record(partitions: source.partitions) }
            let marks = Set(lines.compactMap(\.mark))
            let letters = list.letters.filter { marks.contains($0.mark) }
            let closings = closings(letters.filter { list.dismissed[$0.mark] == nil }, invocation, isSent: true)
            do throws(LogError) {
                let appender = try source.log.appender()
                try appender.append(records)
                // Only now: a message that Kafka does not take leaves its dead letter open.
                if !closings.isEmpty { try appender.append(closings) }
            } catch { throw source.failure(error) }
            Output.write(letters.map { line($0, "sent", json: invocation.flag("json")) })
            let unnamed = lines.filter { $0.mark == nil }.count
            let rest = unnamed == 0 ? "" : ", \(unnamed) of them named no dead letter and closed none"
            StandardStream.error.writeLine("\(records.count) sent\(rest)")
        } else {
            StandardStream.error.writeLine("nothing was sent")
        }
        if wrong > 0 { throw Failure(.dataErr, "\(wrong) \(wrong == 1 ? "line is" : "lines are") wrong") }
        if lines.isEmpty, !before.isEmpty {
            throw Failure(.failure, "nothing was sent: all of these were sent or dismissed before; --again sends them")
        }
    }

    /// Asks on the terminal.
    private static func confirm(_ question: String, _ shutdown: ShutdownSignal) throws(Failure) -> Bool {
        guard Terminal.isInput, StandardStream.error.isTerminal else {
            throw Failure(.usage, "\(question) There is no terminal to answer on: say --yes")
        }
        StandardStream.error.write("\(question) [y/N] ")
        var source = try LineSource("-")
        let answer = try source.next(until: { shutdown.isRequested })?.first?.bytes ?? []
        return ["y", "yes"].contains(String(decoding: answer, as: UTF8.self).lowercased())
    }
}

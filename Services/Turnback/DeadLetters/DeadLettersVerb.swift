import Contracts
import Operations
import Streams

/// `turnback dead-letters list|show|replay`: what was no valid message, and another try once its cause is fixed.
enum DeadLettersVerb: Verb {
    static let command = Command(
        "dead-letters", summary: "Show what was no valid message, and send it again once the cause is fixed.",
        subcommands: [
            Command(
                "list", summary: "Show the dead letters that were not sent again, where each came from, and why.",
                discussion: "With --json all of them; sentAgain and cameBack tell what became of them.",
                options: Broker.options + DeadLetterFilter.options, flags: [Broker.json]),
            Command(
                "show", summary: "Show one dead letter in full, with a pointer to what is wrong in it.",
                options: Broker.options, flags: [Broker.json], arguments: [letter]),
            Command(
                "replay", summary: "Send dead letters to their original topics again, as they were.",
                discussion: """
                    Key, value and headers are the original ones, and a header names the dead letter: by it the next \
                    replay knows what was sent already, also by one that was interrupted, and leaves it out unless \
                    told --again. The header counts on the same content alone, so that nobody can hide a dead letter. What fails again is a new dead letter, which from then on stands for the old one. \
                    What is sent twice on purpose changes nothing where it was processed, because its source and id are \
                    known.
                    """,
                options: Broker.options + DeadLetterFilter.options + [
                    Option(
                        "letter", "PARTITION@OFFSET", defaultText: "any", help: "Only this dead letter.",
                        rule: .custom(allowed: markText, accepts: { DeadLetterRecord.Mark($0) != nil }))
                ],
                flags: [
                    Broker.json, Flag("again", help: "Those too that were sent again before."),
                    Flag("yes", help: "Do not ask."),
                ]),
        ])

    private static let markText = "PARTITION@OFFSET as listed, such as 0@3"
    private static let letter = Argument("PARTITION@OFFSET", help: "The dead letter, as the list names it.")

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let shown = try invocation.path.last == "show" ? mark(invocation) : nil
        let broker = try Broker(invocation, shutdown)
        defer { broker.close() }
        try broker.require([.deadLetters])
        let list = try read(broker, shutdown)
        if let shown { return try show(shown, list, broker, invocation) }
        if invocation.path.last == "replay" { return try replay(list, broker, invocation, shutdown) }
        let filter = DeadLetterFilter(invocation)
        if invocation.flag("json") {
            Output.write(list.letters.filter(filter.accepts).map { list.jsonLine($0) })
        } else if list.letters.isEmpty {
            StandardStream.error.writeLine("there are no dead letters in Kafka at \(broker.address)")
        } else {
            Output.write([list.table(filter, style: TextStyle(for: .output))])
            if !list.sentAgain.isEmpty {
                StandardStream.error.writeLine(
                    "not shown: \(list.sentAgain.count) that were sent again, \(list.cameBack.count) of which came back"
                )
            }
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
        _ mark: DeadLetterRecord.Mark, _ list: DeadLetterList, _ broker: Broker, _ invocation: Invocation
    ) throws(Failure) {
        guard var view = list.view(mark) else {
            throw Failure(
                .failure, "there is no dead letter \(mark); see: turnback dead-letters list \(broker.arguments)")
        }
        view.letter = try whole([view.letter], broker)[0]
        Output.write([
            invocation.flag("json")
                ? list.jsonLine(view.letter, full: true) : view.text(TextStyle(for: .output))
        ])
    }

    private static func read(_ broker: Broker, _ shutdown: ShutdownSignal) throws(Failure) -> DeadLetterList {
        var letters: [DeadLetterRecord] = []
        do throws(LogError) {
            try LogScan(log: broker.kafka).read(broker.places(in: [.deadLetters]), until: { shutdown.isRequested }) {
                letters.append(DeadLetterRecord($0))
            }
            let marks = try ReplayedMarks.read(
                of: letters, partitions: broker.partitions, in: broker.kafka, until: { shutdown.isRequested })
            return DeadLetterList(letters, sentAgain: marks)
        } catch { throw broker.failure(error) }
    }

    /// Those with the texts that were not copied, as far as they are still where they were written.
    private static func whole(
        _ letters: [DeadLetterRecord], _ broker: Broker
    ) throws(Failure) -> [DeadLetterRecord] {
        var letters = letters
        do throws(LogError) {
            for index in letters.indices where letters[index].lacksTexts {
                guard let origin = letters[index].origin, broker.topics[origin.topic] != nil else { continue }
                letters[index].take(
                    try broker.kafka.record(
                        at: TopicPartition(origin.topic, origin.partition), offset: origin.offset, within: Broker.patience))
            }
        } catch { throw broker.failure(error) }
        return letters
    }

    private static func replay(
        _ list: DeadLetterList, _ broker: Broker, _ invocation: Invocation, _ shutdown: ShutdownSignal
    ) throws(Failure) {
        var filter = DeadLetterFilter(invocation)
        filter.letter = invocation.stringIfGiven("letter").flatMap { DeadLetterRecord.Mark($0) }
        let chosen = list.toReplay(filter, again: invocation.flag("again"))
        let found = try whole(chosen, broker)
        for letter in found where letter.lacksTexts {
            StandardStream.error.writeLine(
                "dead letter \(letter.mark): what it came from is gone, so it is sent without the texts that name people")
        }
        let replay = DeadLetterReplay(found, partitions: broker.partitions)
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
            let appender = try broker.kafka.appender()
            try replay.send(appender) { Output.write($0.map { $0.report(json: invocation.flag("json")) }) }
        } catch { throw broker.failure(error) }
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

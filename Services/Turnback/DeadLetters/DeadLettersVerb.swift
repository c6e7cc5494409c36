import Contracts
import Operations
import Streams

/// `turnback dead-letters list|replay`: what was no valid message, and another try once its cause is mended.
enum DeadLettersVerb: Verb {
    static let command = Command(
        "dead-letters", summary: "Show what was no valid message, and send it again once the cause is mended.",
        subcommands: [
            Command(
                "list", summary: "Show the dead letters, where each came from, and why.",
                options: Broker.options, flags: [Broker.json]),
            Command(
                "replay", summary: "Send dead letters to their original topics again, as they were.",
                discussion: """
                    Key, value and headers are the original ones, and a header names the dead letter. What fails again \
                    is a new dead letter, which from then on stands for the old one. What was taken in stays listed; \
                    sent a second time it changes nothing, because its source and id are known.
                    """,
                options: Broker.options + [
                    Option(
                        "code", "CODE", defaultText: "any", help: "Only dead letters of this code.",
                        rule: .oneOf(DecodeError.Code.allCases.map(\.rawValue))),
                    Option(
                        "topic", "TOPIC", defaultText: "any", help: "Only dead letters that came from this topic.",
                        rule: .oneOf(DeadLetterRecord.sources.map(\.rawValue))),
                ],
                flags: [Broker.json, Flag("yes", help: "Do not ask.")]),
        ])

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let isReplay = invocation.path.last == "replay"
        let broker = try Broker(invocation, shutdown)
        defer { broker.close() }
        try broker.require([.deadLetters])
        let list = try read(broker, shutdown)
        if isReplay { return try replay(list, broker, invocation, shutdown) }
        if invocation.flag("json") {
            Output.write(list.letters.map(list.jsonLine))
        } else if list.letters.isEmpty {
            StandardStream.error.writeLine("there are no dead letters in Kafka at \(broker.address)")
        } else {
            Output.write([list.table(style: TextStyle(for: .output))])
            if !list.cameBack.isEmpty {
                StandardStream.error.writeLine(
                    "not shown: \(list.cameBack.count) that were sent again and came back as one of these")
            }
        }
    }

    private static func read(_ broker: Broker, _ shutdown: ShutdownSignal) throws(Failure) -> DeadLetterList {
        var letters: [DeadLetterRecord] = []
        do throws(LogError) {
            try LogScan(log: broker.kafka).read(broker.places(in: [.deadLetters]), until: { shutdown.isRequested }) {
                letters.append(DeadLetterRecord($0))
            }
        } catch { throw broker.failure(error) }
        return DeadLetterList(letters)
    }

    private static func replay(
        _ list: DeadLetterList, _ broker: Broker, _ invocation: Invocation, _ shutdown: ShutdownSignal
    ) throws(Failure) {
        let chosen = list.toReplay(code: invocation.stringIfGiven("code"), topic: invocation.stringIfGiven("topic"))
        let replay = DeadLetterReplay(chosen, partitions: broker.partitions)
        for letter in replay.homeless {
            StandardStream.error.writeLine(
                "dead letter \(letter.mark) stays: no topic that a service reads is named as its origin")
        }
        guard !replay.records.isEmpty else {
            return StandardStream.error.writeLine("there is nothing to send again")
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

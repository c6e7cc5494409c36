import Contracts
import Operations
import Streams

/// `turnback publish FILE|-`: sends events as another system would.
enum PublishVerb: Verb {
    static let command = Command(
        "publish", summary: "Send CloudEvents from a file or from standard input.",
        discussion: """
            The input holds one CloudEvent in structured JSON per line; blank lines are skipped. Each is checked as the \
            services check it, goes to the topic of its type under the key that its data names, and is written as it \
            came. A line that is wrong is named on standard error, the others are sent, and the command ends with 65.

            Taken are the types that other systems send: outbound-order.submitted, cancellation.requested, the reports \
            of warehouse and carrier, stock commands and return-order commands.
            """,
        options: [
            ServiceSettings.kafka, ServiceSettings.kafkaConfig,
            ServiceSettings.data(
                defaultText: "none: the topics are on Kafka",
                help: "Write to the embedded log of a serve that has ended: it reads them when it starts again."),
        ], flags: [Broker.json],
        arguments: [Argument("FILE", help: "The file with the events; - is standard input.")],
        alternatives: TopicSource.alternatives)

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        var input = try LineSource(invocation.argument("FILE"))
        defer { input.close() }
        let source = try TopicSource(invocation, shutdown, writing: true)
        defer { source.close() }
        try source.require(Topic.allCases.filter(\.isWrittenByOthers))
        let appender: any LogAppender
        do throws(LogError) { appender = try source.log.appender() } catch { throw source.failure(error) }
        var publisher = Publisher(
            appender, partitions: source.partitions, source: input.name, json: invocation.flag("json"))
        while let lines = try input.next(until: { shutdown.isRequested }) {
            let outcome = try publisher.take(lines)
            Output.write(outcome.published)
            for complaint in outcome.complaints { StandardStream.error.writeLine(complaint) }
        }
        if let failure = publisher.failure { throw failure }
        if publisher.published == 0, !shutdown.isRequested {
            StandardStream.error.writeLine("\(input.name) holds no event: nothing was published")
        }
    }
}

import Contracts
import Operations

/// `turnback contract asyncapi|schema|codes|topics`: the contract, for machines. Needs no Kafka.
enum ContractVerb: Verb {
    static let command = Command(
        "contract", summary: "Print the contract for other systems: AsyncAPI, JSON Schemas, codes, topics.",
        subcommands: [
            Command(
                "asyncapi", summary: "Print the AsyncAPI 3.0 document, as JSON.",
                discussion: "JSON is YAML too: a tool that asks for YAML reads it as it is."),
            Command(
                "schema", summary: "Print the JSON Schema (2020-12) of a message's data, or list the types.",
                arguments: [
                    Argument(
                        "TYPE", help: "Such as \(MessageType.cancellationRequested.rawValue); without it, a list.",
                        optional: true, rule: .oneOf(MessageType.allCases.map(\.rawValue)))
                ]),
            Command("codes", summary: "Print every code, with what its reader should do, in Markdown."),
            Command(
                "topics", summary: "Print the topics as `turnback topics create` makes them.", flags: [Broker.json]),
        ])

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        switch invocation.path.last {
        case "asyncapi": Output.write([AsyncAPIDocument.document.indented])
        case "schema":
            let type = invocation.argumentIfGiven("TYPE").flatMap(MessageType.init(rawValue:))
            Output.write(type.map { [$0.schema.indented] } ?? MessageType.allCases.map(\.rawValue))
        case "codes": Output.write([AsyncAPIDocument.codes])
        default:
            Output.write(
                invocation.flag("json")
                    ? Topic.allCases.map(TopicFacts.jsonLine) : [TopicFacts.table(style: TextStyle(for: .output))])
        }
    }
}

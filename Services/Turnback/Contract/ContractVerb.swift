import Contracts
import Operations

/// `turnback contract asyncapi|schema|codes|topics`: the contract, for machines. Needs no Kafka.
enum ContractVerb: Verb {
    static let command = Command(
        "contract", summary: "Print the contract for other systems: AsyncAPI, JSON Schemas, codes, topics.",
        subcommands: [
            Command(
                "asyncapi", summary: "Print the AsyncAPI 3.0 document, as JSON.",
                discussion: """
                    JSON is YAML too: a tool that asks for YAML reads it as it is. Keys are names for programs; the names on the \
                    wire stand in name, address and ce_type. With --for it has that side's channels alone, seen from there.
                    """,
                options: [
                    Option(
                        "for", "SIDE", defaultText: "all channels, seen from Turnback", help: "Who reads it.",
                        rule: .oneOf(ContractSide.allCases.map(\.rawValue)))
                ]),
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
        case "asyncapi":
            let side = invocation.choiceIfGiven("for", as: ContractSide.self)
            Output.write([AsyncAPIDocument.published(for: side).indented])
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

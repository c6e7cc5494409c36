import Foundation
import Testing

/// A Kafka for one test alone.
final class OwnBroker {
    let address: String
    private let folder: URL
    private let starting: Program
    private static let script = Files.root.appending(path: "compose/kafka")

    /// Starts it, and does not wait until it answers.
    init() throws {
        folder = try Files.temporary()
        let port = try Files.freePort()
        address = "127.0.0.1:\(port)"
        starting = try Program(at: Self.script, ["start", folder.path, "\(port)"])
    }

    var complained: String { starting.complained }

    /// Makes the topics as soon as it answers.
    func makeTopics() throws {
        try eventually("the topics are made", within: .seconds(120)) {
            try Program.run("turnback", ["topics", "create", "--kafka", address]).code == 0 ? true : nil
        } state: {
            complained
        }
    }

    func stop() { _ = try? Program(at: Self.script, ["stop", folder.path]).end() }
}

/// `turnback reconcile` of all that is on a Kafka.
func expectReconciled(_ broker: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let result = try Program.run("turnback", ["reconcile", "--kafka", broker])
    #expect(result.code == 0, "\(result.printed.suffix(4_000)) \(result.complained)", sourceLocation: sourceLocation)
}

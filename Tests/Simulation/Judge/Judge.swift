import Contracts
import Fulfillment
import Reconciliation

@testable import Streams
@testable import TestLogs
@testable import turnback

/// Says what is wrong with a history, from the topics alone: it knows no decider and no state.
struct Judge {
    /// What is wrong, one per line.
    var complaints: [String] = []
    var records = 0
    var requests = 0
    var casesEnded = 0
    var returnsClosed = 0
    /// Every message, one per line, where one history is repeated to be looked at.
    var messages: [String] = []
    /// Of all that is seen on all topics, with its place and time.
    var digest = Fingerprint()
    /// How the keys of what is on the state topics begin.
    var stateKinds: Set<String> = []

    init(_ log: SimulatedLog, partitions: Int32) throws(LogError) {
        var reconciliation = Reconciler()
        var finals: [String: Int] = [:]
        var told: Set<String> = []
        var ended: Set<String> = []
        var returnOrders: [String: ReturnOrder.State] = [:]
        var receipts = ReceiptBook()
        var letters = DeadLetterBook()
        var state = StateBook(partitions)
        for topic in Topic.allCases {
            for record in try Self.records(of: topic, log, partitions) {
                records += 1
                add(record)
                if Seeds.isOne, !topic.isInternal { messages.append(Self.line(record)) }
                reconciliation.take(record)
                if topic == .deadLetters { letters.take(record) }
                if topic.isCompacted { state.take(record) }
                guard Self.topics.contains(topic),
                    let (_, message) = try? Message.decode(record.body, topic: topic)
                else { continue }
                switch message {
                case .cancellationChanged(let changed):
                    told.insert(changed.requestId)
                    guard changed.state.isFinal else { continue }
                    finals[changed.requestId, default: 0] += 1
                    ended.insert(changed.caseId)
                case .returnOrderChanged(let order): returnOrders[order.created.returnOrderId] = order.state
                default: receipts.take(message)
                }
            }
        }
        let report = reconciliation.verdict()
        for invariant in report.broken {
            let finding = report.first(invariant)!
            complaints.append(
                "\(invariant.name) is broken \(report.problems(invariant)) times, first by \(finding.place): expected "
                    + "\(finding.expected), found \(finding.found)")
        }
        for request in told.sorted() where finals[request] != 1 {
            complaints.append("request \(request) has \(finals[request] ?? 0) final outcomes")
        }
        // A case that waited for its order may have gone over into an older one: the reconciliation knows of that.
        if report.counts.openCases > 0 { complaints.append("\(report.counts.openCases) cases have not ended") }
        for (id, state) in returnOrders.sorted(by: { $0.key < $1.key }) where state != .received && state != .cancelled
        {
            complaints.append("return order \(id) is not closed: \(state.rawValue)")
        }
        complaints += receipts.complaints + letters.complaints + state.complaints
        stateKinds = state.kinds
        requests = finals.count
        casesEnded = ended.count
        returnsClosed = returnOrders.count
    }

    /// Topics that it asks more of than the reconciliation does.
    private static let topics: [Topic] = [
        .cancellationOutcomes, .returnEvents, .inventoryCommands, .inventoryMovements,
    ]

    private static func records(
        of topic: Topic, _ log: SimulatedLog, _ partitions: Int32
    ) throws(LogError) -> [Record] {
        let places = (0..<partitions).map { (TopicPartition(topic.name, $0), Position.beginning) }
        return try log.reader(from: Dictionary(uniqueKeysWithValues: places)).poll(timeout: .zero)
    }

    private static func line(_ record: Record) -> String {
        let type = record.body.headers.first { $0.name == "ce_type" }?.value
        return "\(record.timestamp) \(record.topic)/\(record.partition)@\(record.offset) "
            + "\(String(decoding: type ?? [], as: UTF8.self)) \(String(decoding: record.body.value ?? [], as: UTF8.self))"
    }

    private mutating func add(_ record: Record) {
        digest.add(record.topic)
        digest.add(Int(record.partition))
        digest.add(Int(record.offset))
        digest.add(Int(record.timestamp))
        digest.add(String(decoding: record.body.bytes, as: UTF8.self))
    }
}

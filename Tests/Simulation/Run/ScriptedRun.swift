import Contracts
import Fulfillment
import Processors

@testable import Streams
@testable import TestLogs

/// The three services on a simulated log hear one thing after the other, and come to rest after each. At one place, or at
/// none, a process is killed, and comes again.
struct ScriptedRun {
    /// What happens outside.
    enum Step {
        case send(Message)
        /// So much time passes.
        case wait(seconds: Int64)
        /// Everything comes back that a return order expects.
        case receiveWhatIsExpected
    }

    /// What came of it.
    struct Outcome {
        /// What is wrong, one per line.
        var complaints: [String]
        /// What was published in the end.
        var books: ScriptedBooks
        /// At how many places a process could have been killed.
        var places: Int
        /// Where it was.
        var killed: String?
    }

    private let clock = SimulatedClock()
    private let log: SimulatedLog
    private let faults: FaultDraw
    private let post: Post
    private let graveyard = Graveyard()
    private let processes: [ServiceProcess]

    /// - Parameters:
    ///   - deathAt: the place, counted from 1, at which a process is killed; 0: nothing happens.
    ///   - flaw: the defence that is switched off.
    static func run(_ steps: [Step], policies: Policies, deathAt: Int, flaw: Flaw? = nil) throws -> Outcome {
        let directory = try Directory.temporary()
        defer { Disk.remove(directory) }
        return try ScriptedRun(policies, directory, deathAt, flaw).run(steps)
    }

    private init(_ policies: Policies, _ directory: String, _ deathAt: Int, _ flaw: Flaw?) throws {
        var options = Options(seed: 1)
        (options.partitions, options.batch, options.faults, options.policies) = (1, 10, [], policies)
        options.flaw = flaw
        let clock = clock
        log = SimulatedLog(traits: SimulatedLog.Traits(), clock: { clock.now }, draw: { $0 - 1 })
        try log.create(TopicPlan.settings(partitions: options.partitions, replication: 1))
        faults = FaultDraw(options, clock)
        faults.deathAt = deathAt
        post = try Post(log, faults, clock, partitions: options.partitions)
        let bench = ServiceProcess.Bench(
            options: options, log: log, clock: clock, faults: faults,
            partitions: TopicPlan.partitionCounts(in: try log.topics(timeout: .zero)), graveyard: graveyard)
        let processors: [any Processor] = [
            OrdersProcessor(policies: policies), InventoryProcessor(policies: policies),
            ReturnsProcessor(policies: policies),
        ]
        processes = processors.map { ServiceProcess($0, number: 0, bench, directory: directory) }
    }

    private func run(_ steps: [Step]) throws -> Outcome {
        defer { for process in processes { process.shutDown() } }
        try rest()
        for step in steps {
            switch step {
            case .send(let message): try post.send(message)
            case .wait(let seconds): clock.pass(milliseconds: seconds * 1_000)
            case .receiveWhatIsExpected: try receiveWhatIsExpected()
            }
            try rest()
        }
        return Outcome(
            complaints: try Judge(log, partitions: 1).complaints, books: try ScriptedBooks(log),
            places: faults.placesOfDeath,
            killed: faults.history.last)
    }

    /// Steps all processes until none has anything to do, and each is up.
    private func rest() throws {
        var idle = 0
        var steps = 0
        while idle < 15 || !processes.allSatisfy(\.isUp) {
            (idle, steps) = (idle + 1, steps + 1)
            guard steps < 5_000 else { throw Simulation.Restless() }
            clock.pass(milliseconds: 150)
            log.tellLosses()
            graveyard.bury(log, clock.elapsed, membership: 0, transaction: 0)
            log.settle()
            for process in processes where process.step() { idle = 0 }
        }
    }

    private func receiveWhatIsExpected() throws {
        for order in try ScriptedBooks(log).returnOrders where !order.isClosed {
            let lines = order.entries.filter { $0.expected > $0.received }.map {
                ReturnOrderReceived.ReceivedLine(Line($0.sku, $0.expected - $0.received), condition: .good)
            }
            try post.send(
                .returnOrderCommand(
                    .receive(
                        ReturnOrderReceived(
                            returnOrderId: order.created.returnOrderId, storeOrder: order.created.storeOrder,
                            receiptId: "receipt-of-\(order.created.returnOrderId)", lines: lines, complete: false))))
        }
    }
}

/// What the topics say in the end, by any way there.
struct ScriptedBooks: Equatable {
    /// The balance of each SKU.
    var stock: [String: Stock] = [:]
    /// The final outcome of each request, and in how many messages it was published.
    var finals: [String: [Final]] = [:]
    var contradictions: [String] = []
    var tasks: [String: String] = [:]
    var returnOrders: [ReturnOrder] = []

    struct Final: Equatable {
        var state: CancellationState
        var code: CancellationCode
        var quantities: CaseQuantities
    }

    init(_ log: SimulatedLog) throws(LogError) {
        for topic in [
            Topic.inventoryMovements, .cancellationOutcomes, .warehouseTasks, .returnEvents,
        ] {
            let reader = try log.reader(from: [TopicPartition(topic.name, 0): .beginning])
            for record in try reader.poll(timeout: .zero) {
                guard let (_, message) = try? Message.decode(record.body, topic: topic) else { continue }
                take(message)
            }
        }
        returnOrders.sort { $0.created.returnOrderId < $1.created.returnOrderId }
    }

    private mutating func take(_ message: Message) {
        switch message {
        case .stockMoved(let moved): stock[moved.movement.sku] = moved.movement.balance
        case .cancellationChanged(let changed) where changed.state.isFinal:
            finals[changed.requestId, default: []].append(
                Final(state: changed.state, code: changed.code, quantities: changed.quantities))
        case .cancellationContradicted(let one):
            contradictions.append("\(one.requestId) \(one.code.rawValue) \(one.quantity)")
        case .task(let task): tasks[task.taskId] = task.result?.rawValue ?? "open"
        case .returnOrderChanged(var order):
            // A crash takes its time.
            order.changedAt = Timestamp(milliseconds: 0)
            returnOrders.removeAll { $0.created.returnOrderId == order.created.returnOrderId }
            returnOrders.append(order)
        default: break
        }
    }
}

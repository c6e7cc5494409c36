import Contracts
import Fulfillment
import Glibc
import Operations
import ReadModel
import Streams
import Synchronization

/// `turnback bench --view`: how fast the read model is rebuilt from the topics of so many cases, what it takes, and how long
/// each question takes then.
struct ViewBench {
    let cases: Int
    let logger: Logger
    let shutdown: ShutdownSignal

    /// So often each question is asked; the slowest counts too.
    private static let questions = 20

    func run(_ tell: (TableBench.Row) -> Void) throws(Failure) {
        // On a disk: in memory it would be quick and say little.
        let directory = try TemporaryDirectory(in: [EnvironmentVariables.value(of: "TMPDIR") ?? "/tmp", "/tmp"])
        defer { directory.remove() }
        let log = SyntheticTopics(cases: cases)
        let metrics = MetricsRegistry()
        let health = Health()
        let started = ContinuousClock.now
        let topics: [String: TopicDescription]
        do throws(LogError) { topics = try log.topics(timeout: .zero) } catch { throw error.failure }
        let model = try ReadModel(
            log, ReadModel.Settings(directory: directory.path + "/view"), topics: topics, logger: logger,
            health: health.register("view"), metrics: metrics, onEnd: { shutdown.request($0) })
        defer { model.stop(until: .now + .seconds(10)) }
        var memory = 0
        while !model.status.isCaughtUp {
            guard shutdown.wait(until: .now + .milliseconds(200)) == nil else {
                throw Failure(.software, "interrupted")
            }
            memory = max(memory, ProcessUsage(getpid())?.anonymousKiB ?? 0)
        }
        let took = ContinuousClock.now - started
        let making = log.making.withLock { $0 }
        let count = Self.messages(in: metrics)
        tell(.init(name: "messages", value: Double(count), unit: ""))
        tell(.init(name: "rebuilt", value: Double(count) / (took / .seconds(1)), unit: "messages/s"))
        tell(
            .init(
                name: "rebuilt, without the making of the messages",
                value: Double(count) / ((took - making) / .seconds(1)), unit: "messages/s"))
        tell(.init(name: "its own memory, at most", value: Double(memory) / 1_024, unit: "MiB"))
        tell(
            .init(
                name: "on disk per case", value: Double(TableBench.bytes(below: directory.path)) / Double(cases),
                unit: "B"))
        try ask(model, tell)
        try PageBench(model: model, cases: cases, directory: directory.path + "/pages").run(tell)
        tell(
            .init(
                name: "its own memory, after the questions",
                value: Double(ProcessUsage(getpid())?.anonymousKiB ?? 0) / 1_024, unit: "MiB"))
    }

    private static func messages(in metrics: MetricsRegistry) -> Int {
        let line = metrics.exposition().split(separator: "\n").first { $0.hasPrefix("turnback_view_messages_total") }
        return line?.split(separator: " ").last.flatMap { Double($0) }.map { Int($0) } ?? 0
    }

    private func ask(_ model: ReadModel, _ tell: (TableBench.Row) -> Void) throws(Failure) {
        let now = SyntheticTopics.start.adding(milliseconds: Int64(cases) * SyntheticTopics.pace + 86_400_000)
        let page = PageRequest()
        let all: [(String, (SyntheticCase) throws(ReadModelError) -> Void)] = [
            ("order", { one throws(ReadModelError) in _ = try model.order(one.key) }),
            ("case", { one throws(ReadModelError) in _ = try model.cancellationCase(one.caseId) }),
            ("balance", { one throws(ReadModelError) in _ = try model.balance(one.key) }),
            (
                "request",
                { one throws(ReadModelError) in _ = try model.request("r-\(one.number)", storeId: one.key.storeId) }
            ),
            ("cases, all", { _ throws(ReadModelError) in _ = try model.cases(CaseFilter(), page) }),
            (
                "cases, open",
                { _ throws(ReadModelError) in _ = try model.cases(CaseFilter(states: CaseFilter.open), page) }
            ),
            (
                "cases of a warehouse",
                { one throws(ReadModelError) in
                    _ = try model.cases(CaseFilter(warehouseId: one.stock.warehouseId), page)
                }
            ),
            (
                "cases of a merchant and a state",
                { one throws(ReadModelError) in
                    _ = try model.cases(CaseFilter(states: [.cancelled], merchantId: one.stock.merchantId), page)
                }
            ),
            (
                "cases of a store, open",
                { one throws(ReadModelError) in
                    _ = try model.cases(CaseFilter(states: CaseFilter.open, storeId: one.key.storeId), page)
                }
            ),
            (
                "cases that are late",
                { _ throws(ReadModelError) in _ = try model.cases(CaseFilter(dueBefore: now, order: .due), page) }
            ),
            (
                "tasks of a warehouse",
                { one throws(ReadModelError) in
                    _ = try model.tasks(TaskFilter(warehouseId: one.stock.warehouseId), page)
                }
            ),
            ("tasks, closed", { _ throws(ReadModelError) in _ = try model.tasks(TaskFilter(isOpen: false), page) }),
            (
                "task count",
                { one throws(ReadModelError) in
                    _ = try model.taskCount(warehouseId: one.stock.warehouseId, now: now)
                }
            ),
            ("stock", { one throws(ReadModelError) in _ = try model.stock(one.stock, page) }),
            (
                "stock of a SKU",
                { one throws(ReadModelError) in _ = try model.stockItem(one.stock, sku: one.lines[0].sku) }
            ),
            (
                "movements of a SKU",
                { one throws(ReadModelError) in
                    _ = try model.movements(one.stock, sku: one.lines[0].sku, page)
                }
            ),
            ("return orders", { _ throws(ReadModelError) in _ = try model.returnOrders(ReturnOrderFilter(), page) }),
            (
                "search, whole id",
                { one throws(ReadModelError) in
                    _ = try model.search(one.tracking, kinds: nil, storeId: nil, limit: 20)
                }
            ),
            (
                "search, beginning",
                { one throws(ReadModelError) in
                    _ = try model.search(String(one.tracking.prefix(8)), kinds: nil, storeId: nil, limit: 20)
                }
            ),
            (
                "search, a word of all",
                { _ throws(ReadModelError) in _ = try model.search("ob", kinds: nil, storeId: nil, limit: 20) }
            ),
            ("operations", { _ throws(ReadModelError) in _ = try model.operations(now: now) }),
            (
                "open cases by the hour",
                { _ throws(ReadModelError) in
                    _ = try model.openCases(hourlySince: now.adding(milliseconds: -86_400_000))
                }
            ),
            ("rejections", { _ throws(ReadModelError) in _ = try model.rejections(RejectionFilter(), page) }),
        ]
        for (name, question) in all {
            var times: [Duration] = []
            for round in 0..<Self.questions {
                let one = SyntheticCase((round * 7_919_111 + 13) % cases)
                let started = ContinuousClock.now
                do throws(ReadModelError) { try question(one) } catch {
                    throw Failure(.software, "\(name): \(error.message)")
                }
                times.append(ContinuousClock.now - started)
            }
            times.sort()
            tell(
                .init(
                    name: "\(name): half of the answers within", value: times[times.count / 2] / .milliseconds(1),
                    unit: "ms"))
            tell(.init(name: "\(name): the slowest", value: times[times.count - 1] / .milliseconds(1), unit: "ms"))
        }
    }
}

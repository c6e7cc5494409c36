import Foundation
import TestSupport
import Testing

/// More partitions on a real Kafka: the topics grow with the services' state, or the services do not start.
@Suite("Topics that grow", .enabled(if: Stack.isAvailable), .timeLimit(.minutes(15)))
struct GrowthTests {
    private static let services = ["orders", "inventory", "returns"]

    private let broker: OwnBroker
    private let state: URL

    init() throws {
        broker = try OwnBroker()
        state = try Files.temporary()
        try broker.makeTopics(partitions: 3)
    }

    // MARK: Programs

    private func grow(_ arguments: [String] = []) throws -> Program {
        try Program(
            "turnback",
            ["topics", "grow", "--kafka", broker.address, "--partitions", "6", "--watch", "1"] + arguments)
    }

    /// Runs it to its end, which is good.
    @discardableResult
    private func growToTheEnd() throws -> String {
        let program = try grow(["--json"])
        #expect(program.end() == 0, "\(program.printed) \(program.complained)")
        #expect(program.printed.contains(#""step":"done""#))
        return program.printed
    }

    private func start() throws -> [Service] { try Service.start(Self.services, broker.address, state: state) }

    private func stop(_ services: [Service]) {
        for service in services { #expect(service.program.stop() == 0, "\(service.program.complained)") }
    }

    /// Each service ends by itself with 78 and says what to do; so does all in one process. Nothing is written meanwhile.
    private func expectRefusals() throws {
        let before = try contents()
        var programs = try Self.services.map { name in
            try Program(
                name,
                [
                    "--kafka", broker.address, "--state", state.appending(path: name).path, "--instance", "e2e",
                    "--http", "127.0.0.1:\(try FreePorts.pair())",
                ])
        }
        for program in programs { expectRefusal(program) }
        programs = [
            try Program(
                "turnback",
                [
                    "serve", "--kafka", broker.address, "--state", try Files.temporary().path,
                    "--http", "127.0.0.1:\(try FreePorts.pair())",
                ])
        ]
        for program in programs { expectRefusal(program) }
        #expect(try contents() == before)
    }

    private func expectRefusal(_ program: Program) {
        #expect(program.end() == 78, "\(program.complained)")
        #expect(program.complained.contains("turnback topics grow --partitions 6"), "\(program.complained)")
    }

    /// The topics, a line of JSON each.
    private func list() throws -> [String] {
        let list = try Program.run("turnback", ["topics", "list", "--json", "--kafka", broker.address])
        #expect(list.code == 0, "\(list.complained)")
        return list.printed.split(separator: "\n").map(String.init)
    }

    private func topicNames() throws -> [String] {
        try list().compactMap { line in
            (try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["topic"] as? String
        }
    }

    /// All that is committed, by topic. Offsets alone would not show it: what a killed process has left open ends some time
    /// later, with a marker that takes one.
    private func contents() throws -> [String: String] {
        var contents: [String: String] = [:]
        for topic in try topicNames() {
            let program = try Program(
                at: URL(fileURLWithPath: "/usr/bin/kcat"),
                [
                    "-C", "-b", broker.address, "-t", topic, "-o", "beginning", "-e", "-q", "-f", "%p %o %k\n",
                    "-X", "isolation.level=read_committed",
                ])
            #expect(program.end() == 0, "\(program.complained)")
            contents[topic] = program.printed.split(separator: "\n").sorted().joined(separator: "\n")
        }
        return contents
    }

    // MARK: By hand

    @Test("raised by hand they are not read, and what waits is finished before they go on")
    func byHand() throws {
        defer { broker.remove() }
        let stack = try Stack(broker.address, [])
        defer { stack.end() }
        let running = try start()
        let shops = (0..<4).map { _ in Shop(stack, times: 1) }
        for shop in shops { try shop.awaitOutbound() }
        // What orders sends to inventory waits there when the topics are raised.
        #expect(running[1].program.stop() == 0)
        for shop in shops { try shop.progress(to: "packed") }
        for shop in shops { try shop.requestCancellation() }
        for shop in shops { try shop.task("verifyGoods") }
        stop([running[0], running[2]])

        let waiting = try grow()
        #expect(waiting.end() == 69, "\(waiting.printed)")
        #expect(
            waiting.complained.contains("in fulfillment.inventory.own-commands.v1 for inventory"),
            "\(waiting.complained)")
        try KafkaRequest.raise(topicNames(), to: 6, on: broker.address)
        try expectRefusals()
        let check = try Program.run("turnback", ["topics", "check", "--kafka", broker.address])
        #expect(check.code == 69)
        #expect(check.complained.contains("turnback topics grow --kafka \(broker.address) --partitions 6"))
        #expect(!check.complained.contains("--alter"))
        #expect(check.printed.contains("the state of orders is that of 3 partitions, and its topics have 6"))

        let printed = try growToTheEnd()
        #expect(printed.contains(#""step":"drained""#), "\(printed)")
        let again = try grow()
        #expect(again.end() == 0 && again.printed.hasPrefix("done: all topics have 6 partitions"))
        let grown = try Stack(broker.address, [], partitions: 6)
        defer { grown.end() }
        let services = try start()
        for shop in shops.map({ $0.on(grown) }) {
            try intercept(shop)
            try shop.receiveReturn()
            #expect(try shop.final()["state"] as? String == "restocked")
            try shop.stock(onHand: ["SKU-1": 5, "SKU-7": 5])
        }
        stop(services)
        try expectReconciled(broker.address)
    }

    private func intercept(_ shop: Shop) throws {
        try shop.task("verifyGoods")
        try shop.report("warehouse.goods-verified", ["found": "inWarehouse"])
        try shop.task("interceptParcel")
        try shop.report("warehouse.parcel-intercepted", ["succeeded": true])
        try shop.task("putAway")
    }

    // MARK: As it is meant

    @Test("a day goes on with its open cases, backorders and returns, though growing is killed on the way")
    func aDay() throws {
        defer { broker.remove() }
        let stack = try Stack(broker.address, [])
        defer { stack.end() }
        let running = try start()
        let day = try Day(stack)
        try day.morning()

        // Nobody grows what is in use.
        let inUse = try grow()
        #expect(inUse.end() == 69, "\(inUse.printed)")
        #expect(inUse.complained.contains("these run: orders") || inUse.complained.contains("these topics grew"))
        stop(running)
        try killedOnTheWay()
        let printed = try growToTheEnd()
        #expect(printed.contains("records moved, its state is that of 6 partitions"), "\(printed)")
        let check = try Program.run("turnback", ["topics", "check", "--kafka", broker.address])
        #expect(check.code == 0, "\(check.printed) \(check.complained)")

        let grown = try Stack(broker.address, [], partitions: 6)
        defer { grown.end() }
        let services = try start()
        try day.evening(grown)
        try expectHistories(day.shops.map { $0.on(grown) })
        stop(services)
        let proof = try Program.run("turnback", ["reconcile", "--all-ended", "--kafka", broker.address])
        #expect(proof.code == 0, "\(proof.printed.suffix(4_000)) \(proof.complained)")
    }

    /// SIGKILL in the middle of moving, a record a transaction; services do not start then.
    private func killedOnTheWay() throws {
        let program = try grow(["--chunk", "1", "--json"])
        try eventually("records are being moved") {
            if !program.process.isRunning { throw NotSoYet(description: "\(program.printed) \(program.complained)") }
            return program.printed.contains(#""step":"moving""#) ? true : nil
        } state: {
            program.printed
        }
        program.kill()
        #expect(!program.printed.contains(#""step":"done""#))
        try expectRefusals()
    }

    /// What was published about one order before and after stands in two partitions, and is shown in its order.
    private func expectHistories(_ shops: [Shop]) throws {
        var partitions = 0
        for shop in shops {
            let told = try shop.read("orders.events")
            partitions += Set(told.map(\.partition)).count - 1
            let inspected = try Program.run(
                "turnback", ["inspect", "order", shop.key, "--json", "--kafka", broker.address])
            #expect(inspected.code == 0, "\(inspected.complained)")
            let last = told.max { ($0.partition, $0.offset) < ($1.partition, $1.offset) }
            let status = try #require(last?.data["status"] as? String)
            #expect(inspected.printed.contains(#""status":"\#(status)""#), "\(inspected.printed)")
            if try shop.movements().isEmpty { continue }
            let stock = try Program.run(
                "turnback", ["inspect", "stock", shop.stockKey, "SKU-1", "--json", "--kafka", broker.address])
            try eventually("the movements add up to what inspect prints") {
                stock.printed.contains(#""onHand":\#(try shop.balance("SKU-1").onHand),"#) ? true : nil
            } state: {
                stock.printed
            }
        }
        #expect(partitions > 0, "no order has changed in two partitions: nothing was seen")
    }
}

/// Orders that stand at every place of their way when the topics grow, and what becomes of them afterwards.
private final class Day {
    let shops: [Shop]
    private let packed: [Shop]
    private let awaiting: [Shop]
    private let backordered: [Shop]
    private let expected: [Shop]
    private let early: [Shop]

    init(_ stack: Stack) throws {
        func some() -> [Shop] { (0..<3).map { _ in Shop(stack, times: 1) } }
        (packed, awaiting, backordered, expected, early) = (some(), some(), some(), some(), some())
        shops = packed + awaiting + backordered + expected + early
    }

    /// Until the topics grow.
    func morning() throws {
        for shop in awaiting + packed + expected { try shop.stockArrives() }
        for shop in awaiting + packed + expected + backordered { try shop.submit() }
        for shop in awaiting + packed + expected { try shop.reaches("awaitingOutbound") }
        for shop in backordered { try shop.reaches("backordered") }
        for shop in packed + expected { try shop.progress(to: "packed") }
        for shop in packed + expected { try shop.requestCancellation() }
        for shop in packed + expected { try shop.task("verifyGoods") }
        for shop in expected {
            try shop.report("warehouse.goods-verified", ["found": "inWarehouse"])
            try shop.task("interceptParcel")
            try shop.report("warehouse.parcel-intercepted", ["succeeded": true])
            try shop.task("putAway")
        }
        // Before their orders.
        for shop in early { try shop.requestCancellation() }
        for shop in early {
            try eventually("the request waits for its order") {
                try shop.read("cancellations.outcomes").isEmpty ? nil : true
            }
        }
        for shop in awaiting { try refuse(shop) }
        for shop in awaiting { try refusals(shop, 1) }
    }

    /// More than there is: refused each time, and reported once.
    private func refuse(_ shop: Shop) throws {
        try shop.send(
            "inventory.commands", "stock.adjust", "count-\(shop.name)",
            [
                "merchantId": shop.merchant, "warehouseId": shop.warehouse, "adjustmentId": "count", "sku": "SKU-1",
                "delta": -100, "reasonCode": "counted", "actor": "wang",
            ], key: shop.stockKey)
    }

    private func refusals(_ shop: Shop, _ count: Int) throws {
        try eventually("the adjustment is refused") {
            try shop.read("rejections", key: shop.stockKey).count >= count ? true : nil
        }
        #expect(try shop.read("rejections", key: shop.stockKey).count == count)
    }

    /// Afterwards.
    func evening(_ stack: Stack) throws {
        for shop in awaiting.map({ $0.on(stack) }) {
            try refuse(shop)
            try shop.requestCancellation()
            #expect(try shop.final()["state"] as? String == "cancelled")
            try shop.stock(onHand: ["SKU-1": 5, "SKU-7": 5])
            try refusals(shop, 1)
        }
        for shop in packed.map({ $0.on(stack) }) {
            try shop.report("warehouse.goods-verified", ["found": "inWarehouse"])
            try shop.task("interceptParcel")
            try shop.report("warehouse.parcel-intercepted", ["succeeded": true])
            try shop.task("putAway")
            try shop.receiveReturn()
        }
        for shop in expected.map({ $0.on(stack) }) { try shop.receiveReturn() }
        for shop in (packed + expected).map({ $0.on(stack) }) {
            #expect(try shop.final()["state"] as? String == "restocked")
            try shop.stock(onHand: ["SKU-1": 5, "SKU-7": 5])
        }
        for shop in backordered.map({ $0.on(stack) }) {
            try shop.stockArrives()
            try shop.reaches("awaitingOutbound")
            try shop.stock(onHand: ["SKU-1": 5], allocated: 2)
        }
        for shop in early.map({ $0.on(stack) }) {
            try shop.submit()
            #expect(try shop.final()["state"] as? String == "cancelled")
        }
    }
}

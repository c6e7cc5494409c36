import Contracts
import Foundation
import Fulfillment
import Operations
import ReadModel
import Streams
import TestPlant
import Testing
import Threads

@testable import turnback

@Suite("Lists on the command line", .timeLimit(.minutes(15)))
struct ListVerbTests {
    /// Three orders whose goods are being looked for, in the view of a plant that goes on running.
    private final class Rig {
        let plant: LivePlant
        let model: ReadModel
        var directory: String { plant.directory + "/data" }

        init() throws {
            plant = try LivePlant()
            model = try ReadModel(
                plant.log, ReadModel.Settings(directory: plant.directory + "/data/state/view"), topics: plant.topics,
                logger: plant.logger, health: Health().register("view"))
            let stock = WarehouseKey(merchantId: "acme", warehouseId: "LAX1")
            for number in 1...3 {
                let key = StoreOrderKey(storeId: "shop-de", storeOrderId: "\(number)")
                try plant.receive("SKU-1", 5, stock, id: "RC-\(number)")
                try plant.submit("OB-\(number)", key, [Line("SKU-1", 2)], stock)
                try plant.report("OB-\(number)", key, "LAX1", .progressed(.packed, carrier: nil, trackingNumber: nil))
                // Between topics there is no sequence: a request that is read first cancels what nobody works on.
                _ = try LivePlant.eventually("\(key) is packed") { [model] in
                    try model.order(key)?.outboundOrders.first?.now.status == .packed ? true : nil
                } state: {
                    ""
                }
                try plant.request("r\(number)", key)
            }
            _ = try LivePlant.eventually("three tasks are open") { [model] in
                let page = try model.tasks(TaskFilter(), PageRequest())
                return page.rows.count == 3 ? true : nil
            } state: {
                ""
            }
        }

        func stop() {
            model.stop(until: .now + .seconds(30))
            plant.stop()
        }
    }

    private static func invocation(_ command: Command, _ arguments: [String]) throws -> Invocation {
        guard case .success(.run(let invocation)) = command.parse(arguments: arguments, environment: [:]) else {
            throw LivePlant.Trouble(what: "\(arguments) are not taken")
        }
        return invocation
    }

    private static func rows<Verb: ListVerb>(_: Verb.Type, _ arguments: [String], pageOf limit: Int = 500) throws
        -> [[String]]
    {
        let invocation = try invocation(Verb.command, arguments)
        let source = try ListSource(invocation)
        defer { source.close() }
        let now = Timestamp(milliseconds: WallTime.now())
        var pages = ListPages(source: source, path: Verb.path, rows: Verb.rows, query: Verb.query(invocation, now: now))
        var rows: [[String]] = []
        while let page = try pages.next(atMost: limit) {
            rows += page.map { row in Verb.columns.map { $0.value(row.node) } }
        }
        return rows
    }

    @Test func areReadFromTheViewOfARunningProcessPageByPage() throws {
        let rig = try Rig()
        defer { rig.stop() }
        let data = ["--data", rig.directory]
        let cases = try Self.rows(CasesVerb.self, data + ["--open", "--store", "shop-de"], pageOf: 2)
        #expect(
            cases.map { Array($0.prefix(4)) }.sorted { $0[0] < $1[0] }
                == (1...3).map {
                    ["shop-de/\($0)/c1", "verifying", "awaitingVerification", "2"]
                })
        #expect(cases.allSatisfy { $0[4] == "verifyGoods" && $0[5] == "LAX1" && !$0[6].isEmpty })
        let tasks = try Self.rows(TasksVerb.self, data + ["--warehouse", "LAX1"])
        #expect(Set(tasks.map { $0[5] }) == ["OB-1", "OB-2", "OB-3"] && tasks.allSatisfy { $0[6] == "2" })
        #expect(try Self.rows(TasksVerb.self, data + ["--warehouse", "NYC2"]).isEmpty)
        #expect(try Self.rows(CasesVerb.self, data + ["--overdue"]).isEmpty)
        #expect(try Self.rows(ReturnsVerb.self, data).isEmpty)
    }

    @Test("a SKU's movements say who adjusted it, and who was authenticated")
    func stock() throws {
        let rig = try Rig()
        defer { rig.stop() }
        let key = WarehouseKey(merchantId: "acme", warehouseId: "LAX1")
        let adjustment = StockAdjustment(adjustmentId: "AD-1", sku: "SKU-1", delta: -1, reasonCode: "broken", actor: "anna")
        let message = Message.stockCommand(StockCommand(warehouse: key, action: .adjust(adjustment)))
        let envelope = Envelope(source: "/wms", id: "ad-1", type: message.type, principal: "ben")
        try rig.plant.append(.inventoryCommands, key.description, message.body(envelope))
        _ = try LivePlant.eventually("the movement is read") { [model = rig.model] in
            let page = try model.movements(key, sku: "SKU-1", PageRequest())
            return page.rows.contains { $0.moved.movement.kind == .adjusted } ? true : nil
        } state: {
            ""
        }
        let source = try ListSource(Self.invocation(InspectVerb.command, ["stock", "acme/LAX1", "--data", rig.directory]))
        defer { source.close() }
        let view = try source.stock(key, sku: "SKU-1")
        let adjusted = try #require(view.movements.first { $0.value.movement.kind == .adjusted })
        #expect(view.actor(of: adjusted.value.movement) == "anna" && adjusted.principal == "ben")
        let row = StockReport(view: view, style: TextStyle(isEnabled: false)).text().split(separator: "\n").first { $0.contains("AD-1") }
        #expect(row?.contains("anna") == true && row?.contains("ben") == true, "\(row ?? "")")
        #expect(String(decoding: adjusted.json, as: UTF8.self).components(separatedBy: #""principal""#).count == 2)
    }

    @Test func nameTheDirectoryThatHoldsNoView() throws {
        let error = #expect(throws: Failure.self) { try Self.rows(CasesVerb.self, ["--data", "/nowhere"]) }
        #expect(error?.message.contains("/nowhere/state/view") == true)
    }

    @Test func areQuotedAsSpreadsheetsReadThem() {
        #expect(ListCSV.line(["a", "b,c", "d\"e", "f\ng", ""]) == "a,\"b,c\",\"d\"\"e\",\"f\ng\",")
    }

    @Test("say where they look, or ask for a place: they do not guess one")
    func places() throws {
        for command in [CasesVerb.command, TasksVerb.command, ReturnsVerb.command] {
            let failure = #expect(throws: Failure.self) { try ListSource(Self.invocation(command, [])) }
            #expect(failure?.exitCode == .usage && failure?.message.contains("--kafka HOST:PORT") == true)
            let both = command.parse(arguments: ["--kafka", "a:1", "--console", "http://a"], environment: [:])
            guard case .failure = both else { return #expect(Bool(false), "both are taken") }
            #expect(try ListSource(Self.invocation(command, ["--console", "http://a/"])).description == "http://a")
            func read(_ environment: [String: String]) throws -> [String?] {
                guard case .run(let one) = try command.parse(arguments: [], environment: environment).get() else {
                    return []
                }
                return ["console", "data", "kafka"].map { one.stringIfGiven($0) }
            }
            #expect(try read(["TURNBACK_KAFKA": "k:1"]) == [nil, nil, "k:1"])
            // Who has both set means the console: it answers at once.
            #expect(try read(["TURNBACK_KAFKA": "k:1", "TURNBACK_CONSOLE": "http://a"]) == ["http://a", nil, nil])
        }
    }
}

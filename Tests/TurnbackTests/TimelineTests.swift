import Contracts
import Foundation
import Fulfillment
import Operations
import ReadModel
import Streams
import TestPlant
import Testing

@testable import turnback

@Suite("The timeline of an order", .timeLimit(.minutes(15)))
struct TimelineTests {
    private static let key = StoreOrderKey(storeId: "shop-de", storeOrderId: "7")

    /// An order that is packed, cancelled and looked for, with a message among it that is not valid.
    private func timelines() throws -> (log: [TimelineItem], view: [TimelineItem]) {
        let plant = try LivePlant()
        defer { plant.stop() }
        let model = try ReadModel(
            plant.log, ReadModel.Settings(directory: plant.directory + "/data/state/view"), topics: plant.topics,
            logger: plant.logger, health: Health().register("view"))
        defer { model.stop(until: .now + .seconds(30)) }
        let stock = WarehouseKey(merchantId: "acme", warehouseId: "LAX1")
        try plant.receive("SKU-1", 5, stock, id: "RC-1")
        _ = try LivePlant.eventually("the goods are there") {
            try model.stock(stock, PageRequest()).rows.isEmpty ? nil : true
        } state: {
            ""
        }
        try plant.submit("OB-7", Self.key, [Line("SKU-1", 2)], stock)
        try plant.report("OB-7", Self.key, "LAX1", .progressed(.packed, carrier: nil, trackingNumber: nil))
        try plant.append(
            .orderCommands, Self.key.description,
            RecordBody(key: Array(Self.key.description.utf8), value: Array("{".utf8)))
        _ = try LivePlant.eventually("it is packed, and the dead letter is there") {
            let isPacked = try model.order(Self.key)?.outboundOrders.first?.now.status == .packed
            return try isPacked && model.deadLetters(.init(key: Self.key.description), PageRequest()).rows.count == 1
                ? true : nil
        } state: {
            ""
        }
        try plant.request("r-7", Self.key)
        _ = try LivePlant.eventually("a task is open, and the movement is there") {
            let isMoved = try model.order(Self.key)?.timeline.contains { entry in
                if case .stockMoved = entry.message { true } else { false }
            }
            return try isMoved == true && model.tasks(TaskFilter(), PageRequest()).rows.count == 1 ? true : nil
        } state: {
            ""
        }
        let log = try Inspection(log: plant.log, names: TopicNames(plant.topics)).timeline(Self.key)
        let arguments = ["order", Self.key.description, "--data", plant.directory + "/data"]
        guard
            case .success(.run(let invocation)) = InspectVerb.command.parse(arguments: arguments, environment: [:])
        else { throw LivePlant.Trouble(what: "\(arguments) are not taken") }
        let source = try ListSource(invocation)
        defer { source.close() }
        let missing = try source.timeline(StoreOrderKey(storeId: "shop-de", storeOrderId: "none"))
        #expect(missing.isEmpty)
        return (log, try source.timeline(Self.key))
    }

    @Test func theTopicsAndTheViewTellTheSame() throws {
        let (log, view) = try timelines()
        #expect(Set(log.map(\.what.text)) == Set(view.map(\.what.text)))
        #expect(log.count == view.count)
        for timeline in [log, view] {
            #expect(timeline.map(\.recordedAt) == timeline.map(\.recordedAt).sorted())
            #expect(timeline.filter { $0.said == nil }.count == 1, "the dead letter")
            for part in ["OB-7 submitted", "is packed", "dead letter", "allocated", "r-7", "task verifyGoods"] {
                #expect(timeline.contains { $0.what.text.contains(part) }, "\(part) is missing")
            }
            let order = OrderView(Self.key, timeline)
            #expect(order.outboundOrders.map(\.value.status) == [.packed])
            #expect(order.cases.count == 1 && order.tasks.count == 1 && order.movements.count == 1)
            let report = OrderReport(view: order, style: TextStyle(isEnabled: false), timeline: timeline).text()
            #expect(report.contains("store order shop-de/7"))
            #expect(report.split(separator: "\n").suffix(timeline.count).allSatisfy { $0.contains("T") })
        }
        let text = json { OrderView(Self.key, log).encode(&$0, movements: true, timeline: log) }
        #expect(text.contains(#""timeline":[{"#))
        #expect(text.contains(#""deadLetter":""#))
    }

    @Test func theMakerOfALineIsAPersonElseAPrincipalElseASystem() {
        func by(person: String?, principal: String?, sender: String) -> String {
            TimelineItem(
                TimelineEntry(
                    message: Samples.submitted(), at: Samples.now, recordedAt: Samples.now, sender: sender,
                    messageId: "1", place: LogPosition(topic: .orderCommands, partition: 0, offset: 0), person: person,
                    principal: principal), data: []
            ).by
        }
        #expect(by(person: "anna", principal: "lax1", sender: "/wms") == "anna as lax1")
        #expect(by(person: "anna", principal: nil, sender: "/wms") == "anna")
        #expect(by(person: nil, principal: "lax1", sender: "/wms") == "lax1")
        #expect(by(person: nil, principal: nil, sender: "/wms") == "/wms")
        #expect(by(person: nil, principal: "lax1", sender: "turnback/orders") == "turnback")
    }
}

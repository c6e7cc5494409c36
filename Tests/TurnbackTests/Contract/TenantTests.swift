import Access
import Contracts
import Fulfillment
import Streams
import Testing

@testable import Operations
@testable import turnback

/// Companies that have their own topics on one Kafka, and are held to what they act for.
@Suite("A tenant", .timeLimit(.minutes(15)))
struct TenantTests {
    private static let access = #"""
        {"stores": {"shop-a": {"merchant": "acme"}, "shop-b": {"merchant": "bolt"}},
         "principals": {
           "alice": {"role": "oms", "stores": ["shop-a"], "alias": "a"},
           "bob": {"role": "oms", "stores": ["shop-b"], "alias": "b"},
           "lax": {"role": "warehouse", "warehouses": ["LAX1"], "merchants": ["acme", "bolt"], "alias": "lax1"}}}
        """#

    private static let list = try! AccessList.decode(Array(access.utf8))

    /// - Parameter partitions: of topics that have another count than the common ones.
    private func bench(partitions: [String: Int32] = [:], leaving away: Set<String> = []) throws -> ContractBench {
        let names = Self.list.tenantTopics
        return try ContractBench(tenants: Self.list) { log in
            try log.create(
                names.filter { !away.contains($0.text) }.flatMap { name in
                    TopicPlan.settings(
                        [name], partitions: partitions[name.text] ?? TopicPlan.partitions, replication: 1)
                })
        }
    }

    private func submitted(_ store: String, _ merchant: String, warehouse: String = "LAX1") -> Message {
        .outboundOrderSubmitted(
            OutboundOrderSubmitted(
                outboundOrderId: "OB-\(store)", storeOrder: StoreOrderKey(storeId: store, storeOrderId: "1"),
                merchantId: merchant, warehouseId: warehouse, lines: [Line("A", 1)], submittedAt: Samples.now))
    }

    private func requested(_ store: String, _ id: String) -> Message {
        .cancellationRequested(
            CancellationRequested(
                requestId: id, storeOrder: StoreOrderKey(storeId: store, storeOrderId: "1"), reason: "other",
                requestedBy: "staff", requestedAt: Samples.now))
    }

    private func stock(_ merchant: String, _ warehouse: String, _ id: String) -> Message {
        .stockCommand(
            StockCommand(
                warehouse: WarehouseKey(merchantId: merchant, warehouseId: warehouse),
                action: .receive(receiptId: id, lines: [Line("A", 5)])))
    }

    private func header(_ record: Record, _ name: String) -> String? {
        record.body.headers.last { $0.name == name }?.value.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The rejections that were sent to a tenant.
    private func refusals(_ bench: ContractBench, _ alias: String, count: Int) throws -> [(record: Record, rejected: MessageRejected)] {
        try bench.wait(TopicName(.rejections, alias: alias), "\(count) rejections of \(alias)") { records in
            let found = try records.compactMap { record -> (record: Record, rejected: MessageRejected)? in
                guard case .rejected(let rejected) = try Message.decode(record.body, topic: .rejections).1 else { return nil }
                return (record, rejected)
            }
            return found.count >= count ? found : nil
        }
    }

    @Test("is answered on its own topics and on no other, and what it brings about names it")
    func served() throws {
        let bench = try bench()
        try bench.send(stock("acme", "LAX1", "R"), id: "1", alias: "lax1")
        try bench.send(submitted("shop-a", "acme"), id: "2", alias: "a")
        try bench.send(requested("shop-a", "r-1"), id: "3", alias: "a")
        let outcomes = try bench.wait(TopicName(.cancellationOutcomes, alias: "a"), "the outcome") { records in
            try records.contains { record in
                guard case .cancellationChanged(let changed) = try Message.decode(record.body, topic: .cancellationOutcomes).1
                else { return false }
                return changed.state.isFinal
            } ? records : nil
        }
        #expect(outcomes.allSatisfy { header($0, "ce_principal") == "alice" })
        #expect(try bench.records(.cancellationOutcomes).isEmpty)
        let moved = try bench.wait(.inventoryMovements, "the receipt's movement") { records in
            records.contains { header($0, "ce_principal") == "lax" } ? records : nil
        }
        #expect(moved.allSatisfy { ["lax", "alice"].contains(header($0, "ce_principal")) })
        for alias in ["a", "lax1"] { #expect(try bench.records(TopicName(.rejections, alias: alias)).isEmpty) }
    }

    @Test("is refused what is another's, hears why on its own topic, and the other hears nothing")
    func refused() throws {
        let bench = try bench()
        try bench.send(submitted("shop-a", "acme"), id: "1", alias: "a")
        let tries: [(Message, String)] = [
            (requested("shop-a", "r-b"), "bob does not act for store shop-a"),
            (submitted("shop-a", "bolt"), "store shop-a belongs to merchant acme, not to bolt"),
            (submitted("shop-b", "acme"), "store shop-b belongs to merchant bolt, not to acme"),
        ]
        for (index, one) in tries.enumerated() { try bench.send(one.0, id: "try-\(index)", alias: "b") }
        // As another, and as one of Turnback's services; on the wrong partition it is held to the same.
        try bench.send(
            requested("shop-a", "r-c"), id: "try-as", alias: "b", principal: "alice",
            partition: (ContractBench.partition(of: "shop-a/1") + 1) % TopicPlan.partitions)
        try bench.send(requested("shop-b", "r-d"), id: "try-own", alias: "b", source: "turnback/orders")
        let found = try refusals(bench, "b", count: tries.count + 2)
        #expect(found.count == tries.count + 2)
        for (record, rejected) in found {
            #expect(rejected.rejection.code == .notAllowed)
            #expect(header(record, "ce_principal") == "bob")
            #expect(rejected.topic.hasSuffix(".v1.b"))
        }
        for (index, one) in tries.enumerated() {
            let rejected = try #require(found.first { $0.rejected.messageId == "try-\(index)" }).rejected
            #expect(rejected.rejection.message == one.1)
        }
        #expect(found.contains { $0.rejected.messageId == "try-own" && $0.rejected.rejection.message.contains("turnback/orders") })
        // Nothing of it has happened.
        try bench.send(requested("shop-a", "r-a"), id: "2", alias: "a")
        let outcomes = try bench.wait(TopicName(.cancellationOutcomes, alias: "a"), "alice's outcome") { $0.isEmpty ? nil : $0 }
        for record in outcomes {
            guard case .cancellationChanged(let changed) = try Message.decode(record.body, topic: .cancellationOutcomes).1
            else { continue }
            #expect(changed.requestId == "r-a")
        }
        for topic in [Topic.rejections, .cancellationOutcomes, .deadLetters] { #expect(try bench.records(topic).isEmpty) }
        #expect(try bench.records(TopicName(.rejections, alias: "a")).isEmpty)
        #expect(try bench.records(TopicName(.cancellationOutcomes, alias: "b")).isEmpty)
    }

    @Test("of a warehouse counts its own stock alone, and gets its own tasks")
    func warehouse() throws {
        let bench = try bench()
        try bench.send(stock("acme", "SFO1", "R-1"), id: "try-1", alias: "lax1")
        try bench.send(stock("zorro", "LAX1", "R-2"), id: "try-2", alias: "lax1")
        let found = try refusals(bench, "lax1", count: 2)
        #expect(Set(found.map(\.rejected.rejection.message)) == [
            "lax does not act for warehouse SFO1", "lax does not act for merchant zorro",
        ])
        #expect(try bench.records(.inventoryMovements).isEmpty)
        try bench.send(stock("acme", "LAX1", "R-3"), id: "1", alias: "lax1")
        try bench.send(submitted("shop-a", "acme"), id: "2", alias: "a")
        try bench.reaches(.awaitingOutbound, "OB-shop-a")
        let key = StoreOrderKey(storeId: "shop-a", storeOrderId: "1")
        try bench.send(
            .warehouseReported(
                WarehouseReport(
                    outboundOrderId: "OB-shop-a", storeOrder: key, warehouseId: "LAX1", reportedAt: Samples.now,
                    fact: .progressed(.packed, carrier: nil, trackingNumber: nil))),
            id: "3", alias: "lax1")
        try bench.reaches(.packed, "OB-shop-a")
        try bench.send(requested("shop-a", "r-1"), id: "4", alias: "a")
        try bench.wait(TopicName(.warehouseTasks, alias: "lax1"), "a task") { $0.isEmpty ? nil : $0 }
        #expect(try bench.records(.warehouseTasks).isEmpty)
    }

    @Test("whose topics do not fit is left unread and named, until they fit; the others are served")
    func unread() throws {
        let requests = TopicName(.cancellationRequests, alias: "b").text
        let rejections = TopicName(.rejections, alias: "lax1").text
        let bench = try bench(partitions: [requests: TopicPlan.partitions + 1], leaving: [rejections])
        let unread = try #require(bench.tenants).table.unread
        #expect(unread[requests]?.contains("has 4 partitions") == true)
        #expect(unread[rejections]?.contains("does not exist") == true)
        #expect(unread[TopicName(.inventoryCommands, alias: "lax1").text]?.contains(rejections) == true)
        #expect(unread.keys.allSatisfy { !$0.hasSuffix(".a") })
        try bench.send(stock("acme", "LAX1", "R"), id: "1", alias: "lax1")
        try bench.send(requested("shop-a", "r-1"), id: "2", alias: "a")
        try bench.wait(TopicName(.cancellationOutcomes, alias: "a"), "the outcome") { $0.isEmpty ? nil : $0 }
        #expect(try bench.records(.inventoryMovements).isEmpty)
        // The operator makes what is missing: what was sent is read from its beginning.
        try bench.log.create(TopicPlan.settings([TopicName(.rejections, alias: "lax1")], partitions: TopicPlan.partitions, replication: 1))
        try bench.lookAtTopics()
        try bench.wait(.inventoryMovements, "the stock is counted") { $0.isEmpty ? nil : $0 }
    }

    @Test("has an access file that says whose topics are whose")
    func file() throws {
        func fault(_ text: String) -> String? {
            do { _ = try AccessList.decode(Array(text.utf8)) } catch { return "\(error)" }
            return nil
        }
        #expect(try AccessList.decode(Self.list.text) == Self.list)
        #expect(fault(#"{"principals":{"a":{"role":"store","stores":["s"],"alias":"A"}}}"#)?.contains("principals.a.alias") == true)
        #expect(fault(#"{"principals":{"a":{"role":"store","stores":"*","alias":"a"}}}"#)?.contains("names what it acts for") == true)
        #expect(fault(#"{"principals":{"a":{"role":"admin","alias":"a"}}}"#)?.contains("have its own topics") == true)
        #expect(
            fault(#"{"principals":{"a":{"role":"store","stores":["s"],"alias":"x"},"b":{"role":"oms","stores":["s"],"alias":"y"}}}"#)?
                .contains("store s is that of a already") == true)
        #expect(
            fault(#"{"principals":{"a":{"role":"store","stores":["s"],"alias":"x"},"b":{"role":"oms","stores":["t"],"alias":"x"}}}"#)?
                .contains("alias x is that of a already") == true)
    }
}

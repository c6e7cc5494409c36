import Testing

@testable import Fulfillment

@Suite("A message that was accepted", .timeLimit(.minutes(15)))
struct SeenMessagesTests {
    private func identity(_ name: UInt64, _ content: UInt64?) -> MessageIdentity {
        MessageIdentity(name: Fingerprint(value: name), content: content)
    }

    @Test("is known again by name and content; the name alone is one that is used twice")
    func verdicts() throws {
        var seen = SeenMessages()
        #expect(seen.verdict(on: identity(1, 1)) == .new)
        #expect(try seen.take(identity(1, 1), hasOwnId: false))
        #expect(try !seen.take(identity(1, 1), hasOwnId: false))
        #expect(seen.verdict(on: identity(1, 2)) == .reused)
        #expect(seen.verdict(on: identity(2, 1)) == .new)
        #expect(throws: Rejection.self) { try seen.take(identity(1, 2), hasOwnId: false) }
        #expect(seen.verdict(on: identity(1, 2)) == .reused)
        #expect(try seen.take(identity(1, 2), hasOwnId: true))
        #expect(seen.verdict(on: identity(1, 2)) == .redelivery)
        #expect(seen.messages.count == 2)
    }

    @Test("before contents were remembered is known by its name alone, with any content")
    func old() throws {
        var seen = SeenMessages(names: [1, 2, 3].map { Fingerprint(value: $0) }, contents: [30])
        #expect(seen.verdict(on: identity(1, 99)) == .redelivery)
        #expect(seen.verdict(on: identity(3, 30)) == .redelivery)
        #expect(seen.verdict(on: identity(3, 31)) == .reused)
        #expect(try seen.take(identity(4, 40), hasOwnId: false))
        #expect(SeenMessages(names: seen.names, contents: seen.contents) == seen)
    }

    @Test("by an earlier version is known by its content with its texts, which is not remembered any more")
    func former() throws {
        var seen = SeenMessages(names: [Fingerprint(value: 1)], contents: [10])
        let again = MessageIdentity(name: Fingerprint(value: 1), content: 20, former: 10)
        #expect(seen.verdict(on: again) == .redelivery)
        #expect(seen.verdict(on: MessageIdentity(name: Fingerprint(value: 1), content: 20, former: 11)) == .reused)
        #expect(try seen.take(MessageIdentity(name: Fingerprint(value: 2), content: 20, former: 10), hasOwnId: false))
        #expect(seen.contents == [10, 20])
    }

    @Test("is forgotten when many came after it, and its content with it")
    func limit() throws {
        var seen = SeenMessages(names: [Fingerprint(value: 0)], contents: [])
        for number in UInt64(1)...20 { #expect(try seen.take(identity(number, number), hasOwnId: false, limit: 8)) }
        #expect(seen.messages == (13...20).map { identity($0, $0) })
        #expect(SeenMessages(names: seen.names, contents: seen.contents) == seen)
    }
}

@Suite("Source and id of an accepted message", .timeLimit(.minutes(15)))
struct ReusedIdTests {
    private let policies = Policies.byReturnOrder

    private func say(
        _ message: StoreOrderMessage, _ content: UInt64, to order: inout StoreOrder
    ) throws(Rejection) -> [StoreOrderEffect] {
        var changed = order
        let effects = try changed.handle(
            message, identity: MessageIdentity(name: Fingerprint(), content: content), at: Sample.now,
            policies: policies)
        order = changed
        return effects
    }

    @Test("may be used again by a message that has its own id, and not by a report")
    func reused() throws {
        var order = StoreOrder(key: Sample.storeOrder)
        _ = try say(.order("OB-1", [Line("A", 2)]), 1, to: &order)
        #expect(try !say(.order("OB-2", [Line("A", 1)]), 2, to: &order).isEmpty)
        #expect(try say(.order("OB-2", [Line("A", 1)]), 2, to: &order).isEmpty)
        #expect(order.outboundOrders.map(\.id) == ["OB-1", "OB-2"])
        let before = order
        do throws(Rejection) {
            _ = try say(.progress(.picking, of: "OB-1"), 3, to: &order)
            Issue.record("accepted")
        } catch { #expect(error.code == .messageIdReused && error.path == "ce_id") }
        #expect(order == before)
        #expect(try !say(.cancel("r1"), 4, to: &order).isEmpty)
    }

    @Test("are not used up by a message that was refused")
    func refused() throws {
        var order = StoreOrder(key: Sample.storeOrder)
        _ = try order.handle(
            .order("OB-1", [Line("A", 2)]), identity: MessageIdentity(name: Fingerprint(value: 1), content: 1),
            at: Sample.now,
            policies: policies)
        #expect(throws: Rejection.self) { try say(.cancel("r1", [Line("A", 3)]), 1, to: &order) }
        #expect(order.seen.messages.count == 1)
        #expect(try !say(.progress(.picking, of: "OB-1"), 2, to: &order).isEmpty)
    }

    @Test("are not used up by a report that waited in vain for its outbound order: it may be sent again as it is")
    func expired() throws {
        var order = StoreOrder(key: Sample.storeOrder)
        let origin = MessageOrigin(source: "wms", id: "m1", topic: "reports", partition: 0, offset: 1)
        var name = Fingerprint()
        for text in [origin.source, origin.id] { name.add(text) }
        func report() throws(Rejection) -> [StoreOrderEffect] {
            try order.handle(
                .progress(.picking, of: "OB-1"), identity: MessageIdentity(name: name, content: 1), origin: origin,
                at: Sample.now, policies: policies)
        }
        #expect(try report().isEmpty && report().isEmpty)
        #expect(order.waitingReports.count == 1)
        #expect(!order.pass(try #require(order.nextDeadline), policies: policies).isEmpty)
        #expect(order.seen.messages.isEmpty)
        _ = try say(.order("OB-1", [Line("A", 2)]), 1, to: &order)
        #expect(try !report().isEmpty && report().isEmpty)
    }
}

import Fulfillment
import Testing

@Suite("Receiving a return order", .timeLimit(.minutes(15)))
struct ReceiptTests {
    private func counts(_ story: ReturnStory, _ sku: String) -> [Int] {
        guard let entry = story.order?.entries.first(where: { $0.sku == sku }) else { return [] }
        return [entry.expected, entry.received, entry.putAway, entry.quarantined, entry.disposed]
    }

    @Test("in full closes it and brings every unit back")
    func full() throws {
        var story = try ReturnStory([.create()])
        let told = try story.when(.receive(good: Sample.lines))
        #expect(told.restored == [.init(Line("A", 2), .putAway), .init(Line("B", 1), .putAway)])
        #expect(story.order?.state == .received)
        #expect(counts(story, "A") == [2, 2, 2, 0, 0])
    }

    @Test("in parts leaves it open until the last")
    func parts() throws {
        var story = try ReturnStory([.create()])
        #expect(try story.when(.receive(good: [Line("A", 1)])).restored.units == 1)
        #expect(story.order?.state == .partlyReceived)
        #expect(try story.when(.receive(good: [Line("A", 1), Line("B", 1)], receipt: "rr-2")).restored.units == 2)
        #expect(story.order?.state == .received)
        #expect(story.order?.discrepancies == [])
    }

    @Test("complete and short writes the rest off as missing")
    func short() throws {
        var story = try ReturnStory([.create()])
        let told = try story.when(.receive(good: [Line("A", 1)], complete: true))
        #expect(
            told.restored == [
                .init(Line("A", 1), .putAway), .init(Line("A", 1), .dispose, missing: true),
                .init(Line("B", 1), .dispose, missing: true),
            ])
        #expect(story.order?.state == .received)
        #expect(story.order?.discrepancies.map(\.kind) == [.missing, .missing])
        #expect(counts(story, "B") == [1, 0, 0, 0, 0])
        #expect(story.refusal(of: .receive(good: [Line("A", 1)], receipt: "rr-2"))?.code == .returnOrderClosed)
    }

    @Test("of many SKUs, many of them missing, is sent to inventory in messages that it can take")
    func long() throws {
        let lines = (1...1_500).map { Line("S\($0)", 3) }
        var story = try ReturnStory([.create(lines)])
        let received = lines.prefix(1_000).flatMap { line in
            [ReturnOrderReceived.Condition.good, .damaged].map {
                (sku: line.sku, quantity: 1, condition: $0, handling: Handling?.none)
            }
        }
        let told = try story.when(.receive(received, complete: true))
        let restores = told.restores
        #expect(restores.map(\.lines.count) == [Limits.lines, 1_500])
        #expect(restores.map(\.receiptId) == ["rr-1", ReturnOrder.Receipt.restId(of: "rr-1")])
        #expect(restores.flatMap(\.lines).map(\.line.quantity).reduce(0, +) == lines.units)
    }

    @Test("more than was expected is recorded and never added")
    func over() throws {
        var story = try ReturnStory([.create()])
        let told = try story.when(.receive(good: [Line("A", 5)]))
        #expect(told.restored == [.init(Line("A", 2), .putAway)])
        #expect(story.order?.discrepancies == [.init(kind: .overReceipt, sku: "A", quantity: 3, receiptId: "rr-1")])
        #expect(counts(story, "A") == [2, 5, 2, 0, 0])
        let more = try story.when(.receive(good: [Line("A", 1), Line("B", 1)], receipt: "rr-2"))
        #expect(more.restored == [.init(Line("B", 1), .putAway)])
        #expect(story.order?.state == .received)
    }

    @Test("an unknown SKU is recorded and never added")
    func unknownSku() throws {
        var story = try ReturnStory([.create()])
        let told = try story.when(.receive(good: [Line("C", 1)]))
        #expect(told.restored.isEmpty)
        #expect(story.order?.discrepancies == [.init(kind: .unknownSku, sku: "C", quantity: 1, receiptId: "rr-1")])
    }

    @Test("a second receipt with the same id is the same, in any order of lines, or is refused")
    func sameReceipt() throws {
        var story = try ReturnStory([.create(), .receive(good: [Line("A", 1), Line("B", 1)])])
        #expect(try story.when(.receive(good: [Line("A", 1), Line("B", 1)])).isEmpty)
        #expect(try story.when(.receive(good: [Line("B", 1), Line("A", 1)])).isEmpty)
        #expect(story.refusal(of: .receive(good: [Line("A", 2), Line("B", 1)]))?.code == .receiptIdReused)
        #expect(
            story.refusal(of: .receive(good: [Line("A", 1), Line("B", 1)], complete: true))?.code == .receiptIdReused)
        #expect(counts(story, "A") == [2, 1, 1, 0, 0])
    }

    @Test("a receipt that closed it may come again")
    func sameReceiptAfterClose() throws {
        var story = try ReturnStory([.create(), .receive(good: Sample.lines)])
        #expect(try story.when(.receive(good: Sample.lines)).isEmpty)
    }

    /// A line's handling, else the return order's where the condition is good, else quarantine.
    static let handlings: [(Handling, ReturnOrderReceived.Condition, Handling?, Handling)] = [
        (.putAway, .good, nil, .putAway), (.putAway, .damaged, nil, .quarantine),
        (.dispose, .good, nil, .dispose), (.dispose, .damaged, nil, .quarantine), (.putAway, .good, .dispose, .dispose),
        (.putAway, .damaged, .putAway, .putAway), (.quarantine, .good, nil, .quarantine),
    ]

    @Test("a wrong item is not a unit of the SKU that it came for", arguments: [nil, Handling.putAway, .quarantine])
    func wrongItem(handling: Handling?) throws {
        for origin in [ReturnOrder.Origin.customer, .interception] {
            var story = try ReturnStory([.create(id: "RET-1", origin: origin)], id: "RET-1")
            let told = try story.when(
                .receive([("A", 1, .wrongItem, handling), ("A", 1, .good, nil), ("B", 1, .good, nil)], id: "RET-1"))
            #expect(told.restored == [.init(Line("A", 1), .putAway), .init(Line("B", 1), .putAway)])
            #expect(story.order?.discrepancies == [.init(kind: .wrongItem, sku: "A", quantity: 1, receiptId: "rr-1")])
            #expect(story.order?.state == .partlyReceived && counts(story, "A") == [2, 1, 1, 0, 0])
            let last = try story.when(.receive(good: [], receipt: "rr-2", complete: true, id: "RET-1"))
            #expect(last.restored == (origin == .customer ? [] : [.init(Line("A", 1), .dispose, missing: true)]))
            #expect(story.order?.state == .received)
            #expect(story.order?.discrepancies.map(\.kind) == [.wrongItem, .missing])
        }
    }

    @Test("a unit is handled as its line says, else by its condition", arguments: handlings)
    func handled(
        order: Handling, condition: ReturnOrderReceived.Condition, line: Handling?, expected: Handling
    ) throws {
        var story = try ReturnStory([.create(handling: order)])
        let told = try story.when(.receive([("A", 2, condition, line)]))
        #expect(told.restored == [.init(Line("A", 2), expected)])
        let all: [Handling] = [.putAway, .quarantine, .dispose]
        #expect(counts(story, "A") == [2, 2] + all.map { $0 == expected ? 2 : 0 })
    }
}

extension [StockRestore.RestoreLine] {
    var units: Int { reduce(0) { $0 + $1.line.quantity } }
}

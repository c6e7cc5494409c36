import Contracts
import Fulfillment
import Testing

@testable import turnback

/// A stock from its movements.
struct StockViewTests {
    private let movements = [
        Samples.moved(.received, onHand: (100, 100)), Samples.moved(.received, "A", onHand: (5, 5)),
        Samples.moved(.allocated, onHand: (100, 0), allocated: (2, 2)),
    ]

    @Test func itHasTheNewestBalanceOfEachSKUInOrder() {
        var view = StockView(Samples.stock)
        for message in movements { view.take(message.type, Samples.data(message)) }
        #expect(
            json(view.encode)
                == #"{"merchantId":"acme","warehouseId":"LAX1","items":[{"sku":"A","onHand":5,"allocated":0,"quarantined":0,"available":5},{"sku":"SKU-1","onHand":100,"allocated":2,"quarantined":0,"available":98}]}"#
        )
    }

    @Test func oneSKUHasItsMovements() {
        var view = StockView(Samples.stock, sku: "SKU-1")
        for message in movements { view.take(message.type, Samples.data(message)) }
        let data = [movements[0], movements[2]].map { text(Samples.data($0)) }.joined(separator: ",")
        #expect(
            json(view.encode)
                == #"{"merchantId":"acme","warehouseId":"LAX1","sku":"SKU-1","onHand":100,"allocated":2,"quarantined":0,"available":98,"movements":["#
                + data + "]}")
    }

    @Test func anothersStockIsNotTaken() {
        var view = StockView(WarehouseKey(merchantId: "acme", warehouseId: "NYC9"))
        for message in movements { view.take(message.type, Samples.data(message)) }
        #expect(view.isEmpty)
    }

    @Test func sumsThatDoNotFitAreTold() {
        func movements(_ messages: Message...) -> [StockMovement] {
            messages.compactMap { if case .stockMoved(let moved) = $0 { moved.movement } else { nil } }
        }
        // The first one may begin with a balance: older ones may be gone.
        let good = movements(
            Samples.moved(.received, onHand: (100, 20)), Samples.moved(.allocated, onHand: (100, 0), allocated: (2, 2)))
        #expect(RunningBalance.check(good).isEmpty)
        let bad = movements(
            Samples.moved(.received, onHand: (100, 100)), Samples.moved(.received, onHand: (111, 10)),
            Samples.moved(.received, onHand: (112, 1)))
        #expect(
            RunningBalance.check(bad) == [
                "movement 2 says on hand 111, allocated 0, quarantined 0; the sums are 110, 0, 0"
            ])
    }
}

/// A return order from its commands and events.
struct ReturnViewTests {
    private func receipt(_ id: String, _ quantity: Int) -> Message {
        .returnOrderCommand(
            .receive(
                ReturnOrderReceived(
                    returnOrderId: "RO-1", storeOrder: Samples.order, receiptId: id,
                    lines: [.init(Line("SKU-1", quantity), condition: .good)], complete: false)))
    }

    private var order: ReturnOrder {
        ReturnOrder(
            ReturnOrderCreated(
                returnOrderId: "RO-1", storeOrder: Samples.order, outboundOrderId: "OB-1", warehouse: Samples.stock,
                origin: .customer, caseId: nil, handling: .putAway, lines: [Line("SKU-1", 3)]), at: Samples.now)
    }

    @Test func receiptsThatWereRefusedOrToldAgainAreNotShown() throws {
        var view = ReturnView(Samples.order, id: "RO-1")
        var newer = order
        newer.revision = 2
        view.take(try LoggedMessage(Samples.record(.returnOrderChanged(newer))))
        view.take(try LoggedMessage(Samples.record(.returnOrderChanged(order))))
        for (id, receipt) in [
            ("1", receipt("A", 1)), ("2", receipt("A", 1)), ("3", receipt("B", 9)), ("4", receipt("C", 2)),
        ] {
            view.take(try LoggedMessage(Samples.record(receipt, id: id)))
        }
        let refusal = MessageRejected(
            rejection: Rejection(.returnOrderClosed, "closed"), key: "shop-de/1001", messageSource: "test",
            messageId: "3",
            messageType: "fulfillment.return-order.receive.v1", topic: "t", partition: 0, offset: 0)
        view.take(try LoggedMessage(Samples.record(.rejected(refusal))))
        #expect(view.newest?.value.revision == 2)
        #expect(view.receipts.map(\.value.receiptId) == ["A", "C"])
        let data = text(Samples.data(.returnOrderChanged(newer))).dropLast()
        let receipts = [receipt("A", 1), receipt("C", 2)].map { text(Samples.data($0)) }.joined(separator: ",")
        #expect(json(view.encode) == "\(data),\"receipts\":[\(receipts)]}")
    }
}

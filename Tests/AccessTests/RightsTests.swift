import Contracts
import Fulfillment
import Testing

@testable import Access

/// Two stores of two merchants, a warehouse each, and everybody who tries the other's.
@Suite("A principal")
struct RightsTests {
    static let list = AccessList(merchants: ["shop-de": "acme", "shop-fr": "bolt"])
    static let now = Timestamp(milliseconds: 1_764_000_000_000)

    static let desk = Principal(name: "desk", role: .store, stores: .some(["shop-de"]))
    static let floor = Principal(name: "floor", role: .warehouse, warehouses: .some(["LAX1"]))
    static let acmesFloor = Principal(
        name: "acmes", role: .warehouse, merchants: .some(["acme"]), warehouses: .some(["LAX1"]))
    static let oms = Principal(name: "oms", role: .oms, merchants: .some(["acme"]))
    static let ops = Principal(name: "ops", role: .operator, stores: .all, merchants: .all, warehouses: .all)
    static let acmesOps = Principal(
        name: "ops", role: .operator, stores: .all, merchants: .some(["acme"]), warehouses: .all)

    static func submitted(_ store: String, _ merchant: String, _ warehouse: String) -> Message {
        .outboundOrderSubmitted(
            OutboundOrderSubmitted(
                outboundOrderId: "OB-1", storeOrder: StoreOrderKey(storeId: store, storeOrderId: "1"),
                merchantId: merchant, warehouseId: warehouse, lines: [Line("SKU-1", 1)], submittedAt: now))
    }

    static func requested(_ store: String) -> Message {
        .cancellationRequested(
            CancellationRequested(
                requestId: "r-1", storeOrder: StoreOrderKey(storeId: store, storeOrderId: "1"),
                reason: "other", requestedBy: "buyer", requestedAt: now))
    }

    static func reported(_ store: String, _ warehouse: String) -> Message {
        .warehouseReported(
            WarehouseReport(
                outboundOrderId: "OB-1", storeOrder: StoreOrderKey(storeId: store, storeOrderId: "1"),
                warehouseId: warehouse, reportedAt: now, fact: .goodsVerified(.inWarehouse)))
    }

    static func stock(_ merchant: String, _ warehouse: String, _ action: StockCommand.Action) -> Message {
        .stockCommand(
            StockCommand(warehouse: WarehouseKey(merchantId: merchant, warehouseId: warehouse), action: action))
    }

    static func received(_ merchant: String, _ warehouse: String) -> Message {
        stock(merchant, warehouse, .receive(receiptId: "R-1", lines: [Line("SKU-1", 1)]))
    }

    static func allocate(_ merchant: String, _ warehouse: String) -> Message {
        stock(
            merchant, warehouse,
            .allocate(
                StockMove(
                    outboundOrderId: "OB-1", lines: [Line("SKU-1", 1)],
                    replyTo: StoreOrderKey(storeId: "shop-de", storeOrderId: "1"))))
    }

    static func taken(_ store: String) -> Message {
        .returnOrderCommand(
            .cancel(returnOrderId: "RO-1", storeOrder: StoreOrderKey(storeId: store, storeOrderId: "1")))
    }

    static let superseded = Message.returnOrderCommand(
        .cancel(
            returnOrderId: "RO-1", storeOrder: StoreOrderKey(storeId: "shop-de", storeOrderId: "1"),
            supersededBy: SupersededBy(by: .departure, id: "OB-1")))

    struct Case: CustomTestStringConvertible {
        var principal: Principal
        var message: Message
        var isAllowed: Bool
        var testDescription: String { "\(principal.name) \(message.type.rawValue) \(isAllowed)" }

        init(_ principal: Principal, _ message: Message, _ isAllowed: Bool) {
            self.principal = principal
            self.message = message
            self.isAllowed = isAllowed
        }
    }

    static let cases: [Case] = [
        Case(desk, requested("shop-de"), true), Case(desk, requested("shop-fr"), false),
        Case(desk, submitted("shop-de", "acme", "LAX1"), false), Case(desk, reported("shop-de", "LAX1"), false),
        Case(desk, received("acme", "LAX1"), false), Case(desk, taken("shop-de"), true),
        Case(desk, taken("shop-fr"), false),

        Case(floor, reported("shop-de", "LAX1"), true), Case(floor, reported("shop-fr", "LAX1"), true),
        Case(floor, reported("shop-de", "SFO1"), false), Case(floor, received("acme", "LAX1"), true),
        Case(floor, received("acme", "SFO1"), false), Case(floor, requested("shop-de"), false),
        Case(floor, allocate("acme", "LAX1"), false),
        Case(acmesFloor, reported("shop-fr", "LAX1"), false), Case(acmesFloor, received("bolt", "LAX1"), false),
        Case(acmesFloor, received("acme", "LAX1"), true),

        Case(oms, submitted("shop-de", "acme", "SFO1"), true), Case(oms, submitted("shop-fr", "bolt", "SFO1"), false),
        Case(oms, requested("shop-de"), true), Case(oms, requested("shop-fr"), false),
        Case(oms, received("acme", "LAX1"), false),
        // A store of another merchant under one's own merchant id.
        Case(oms, submitted("shop-fr", "acme", "LAX1"), false), Case(ops, submitted("shop-fr", "acme", "LAX1"), false),

        Case(ops, requested("shop-fr"), true), Case(ops, received("bolt", "SFO1"), true),
        Case(ops, allocate("acme", "LAX1"), false),
        Case(acmesOps, received("acme", "LAX1"), true), Case(acmesOps, received("bolt", "LAX1"), false),
    ]

    @Test("sends what its role sends, about what it acts for, and a refusal names it", arguments: cases)
    func sends(_ one: Case) {
        let refusal = Self.list.refusal(of: one.message, from: one.principal)
        #expect((refusal == nil) == one.isAllowed, "\(refusal ?? "allowed")")
    }

    @Test("does not say what superseded a return order, whoever it is", arguments: [desk, oms, ops, .local])
    func superseded(_ principal: Principal) {
        #expect(
            Self.list.refusal(of: Self.superseded, from: principal)
                == "supersededBy is for Turnback alone to say; leave it out")
    }

    @Test("of a warehouse takes what its own return orders bring")
    func receipts() {
        let message = Message.returnOrderCommand(
            .receive(
                ReturnOrderReceived(
                    returnOrderId: "RO-1", storeOrder: StoreOrderKey(storeId: "shop-de", storeOrderId: "1"),
                    receiptId: "R-1", lines: [], complete: true)))
        func refusal(_ place: WarehouseKey?, said: String? = nil) -> String? {
            var message = message
            if case .returnOrderCommand(.receive(var received)) = message {
                received.warehouseId = said
                message = .returnOrderCommand(.receive(received))
            }
            return Self.list.refusal(of: message, from: Self.floor, returnOrder: place)
        }
        #expect(refusal(.init(merchantId: "acme", warehouseId: "LAX1")) == nil)
        #expect(refusal(.init(merchantId: "acme", warehouseId: "SFO1")) == "floor does not act for warehouse SFO1")
        #expect(refusal(nil)?.contains("has to name the warehouseId") == true)
        // Nobody knows the return order yet: what the receipt says counts, and the returns service holds it to that.
        #expect(refusal(nil, said: "LAX1") == nil)
        #expect(refusal(nil, said: "SFO1") == "floor does not act for warehouse SFO1")
        #expect(
            refusal(.init(merchantId: "acme", warehouseId: "SFO1"), said: "LAX1")
                == "floor does not act for warehouse SFO1")
    }

    @Test("sees what it acts for")
    func sees() {
        let list = Self.list
        func order(_ principal: Principal, _ store: String, _ merchant: String, _ warehouse: String) -> Bool {
            list.maySee(principal, storeId: store, places: [WarehouseKey(merchantId: merchant, warehouseId: warehouse)])
        }
        #expect(order(Self.desk, "shop-de", "acme", "LAX1"))
        #expect(!order(Self.desk, "shop-fr", "bolt", "LAX1"))
        #expect(order(Self.floor, "shop-fr", "bolt", "LAX1"))
        #expect(!order(Self.floor, "shop-fr", "bolt", "SFO1"))
        #expect(!order(Self.acmesFloor, "shop-fr", "bolt", "LAX1"))
        #expect(order(Self.oms, "shop-de", "acme", "SFO1"))
        #expect(!order(Self.oms, "shop-fr", "bolt", "SFO1"))
        #expect(list.maySee(Self.desk, storeId: "shop-de", places: []))
        #expect(!list.maySee(Self.floor, storeId: "shop-de", places: []))

        #expect(list.maySeeStock(Self.floor, WarehouseKey(merchantId: "acme", warehouseId: "LAX1")))
        #expect(!list.maySeeStock(Self.floor, WarehouseKey(merchantId: "acme", warehouseId: "SFO1")))
        #expect(!list.maySeeStock(Self.desk, WarehouseKey(merchantId: "acme", warehouseId: "LAX1")))
        #expect(list.maySeeStock(Self.oms, WarehouseKey(merchantId: "acme", warehouseId: "LAX1")))
        #expect(list.maySeeTasks(Self.floor, warehouseId: "LAX1"))
        #expect(!list.maySeeTasks(Self.floor, warehouseId: "SFO1"))
        #expect(!list.maySeeTasks(Self.desk, warehouseId: "LAX1"))
        #expect(list.mayOperate(Self.ops) && !list.mayOperate(Self.oms))
    }

    @Test("of any role sends nothing that only Turnback's services write")
    func own() {
        let own: [MessageType] = [
            .stockAllocate, .stockIssue, .stockRestore, .stockHold, .stockUnhold, .stockShorten, .stockReverse,
        ]
        for role in Role.allCases {
            for type in MessageType.allCases where own.contains(type) || !type.isSentByOthers {
                #expect(!role.maySend(type), "\(role) \(type)")
            }
        }
    }
}

import Fulfillment
import TestSupport

/// What others say of a few store orders: every kind of message of the contract that others send.
struct RandomScript {
    enum Gate {
        case always
        /// Somebody cites the case, so the request was heard.
        case requested(String)
        /// A customer sends back what went out.
        case gone(String)
        /// The return order was opened.
        case expected(String)
    }
    struct Item {
        var sent: World.Sent
        var gate: Gate
    }
    /// An outbound order of the script.
    struct Parcel {
        var id: String
        var key: StoreOrderKey
        var warehouse: WarehouseKey
        var lines: [Line]
        /// The store order's first request.
        var request: String
        var submittedAt = Sample.now
        var replaces: String?
    }

    private(set) var items: [Item] = []
    var random: SplitMix64
    private var names = 0

    init(_ random: SplitMix64) { self.random = random }

    mutating func write() {
        for number in 0...random.below(3) { storeOrder(StoreOrderKey(storeId: "shop", storeOrderId: "\(number)")) }
        for warehouse in Self.warehouses {
            for _ in 0..<(1 + random.below(3)) {
                say(.receive(receiptId: "rc-\(random.below(4))", lines: lines(upTo: 8)), in: warehouse)
                guard random.chance(50) else { continue }
                let (sku, delta) = (random.pick(Self.skus), random.pick([-2, -1, 1, 3]))
                let count = StockAdjustment(
                    adjustmentId: "fix-\(random.below(6))", sku: sku, delta: delta, reasonCode: "count", actor: "mia")
                say(.adjust(count), in: warehouse)
            }
        }
        for item in items where random.chance(20) { items.append(item) }
    }

    // MARK: What is said

    private static let skus = ["A", "B", "C"]
    private static let warehouses = [
        Sample.warehouse, WarehouseKey(merchantId: "acme", warehouseId: "NYC2"),
        WarehouseKey(merchantId: "bolt", warehouseId: "LAX1"),
    ]

    mutating func lines(upTo most: Int) -> [Line] {
        var lines = Self.skus.filter { _ in random.chance(60) }.map { Line($0, 1) }
        if lines.isEmpty { lines = [Line("A", 1)] }
        for index in lines.indices { lines[index].quantity += random.below(most) }
        return lines
    }

    mutating func say(
        _ action: StockCommand.Action, in warehouse: WarehouseKey, _ gate: Gate = .always, directly: Bool = false
    ) {
        add(.stock(StockCommand(warehouse: warehouse, action: action)), gate, directly: directly)
    }

    mutating func add(_ body: World.Body, _ gate: Gate = .always, directly: Bool = false) {
        names += 1
        var identity = Fingerprint()
        identity.add(names)
        items.append(Item(sent: World.Sent(identity: identity, body: body, isDirect: directly), gate: gate))
        guard random.chance(10) else { return }
        identity.add("the same content under another identity")
        items.append(Item(sent: World.Sent(identity: identity, body: body, isDirect: directly), gate: gate))
    }

    private mutating func storeOrder(_ key: StoreOrderKey) {
        let isCancelled = random.chance(80)
        for part in 0...random.below(2) {
            var parcel = Parcel(
                id: "OB-\(key.storeOrderId)-\(part)", key: key,
                warehouse: random.chance(70) ? Sample.warehouse : random.pick(Self.warehouses), lines: lines(upTo: 3),
                request: "r-\(key.storeOrderId)-0")
            // What is submitted later was not cancelled, except for what belongs to the same splitting.
            if part > 0, random.chance(25) {
                parcel.submittedAt = Sample.now.adding(seconds: random.pick([30, 3_600]))
                if random.chance(30) { parcel.replaces = "OB-\(key.storeOrderId)-0" }
            }
            // Now and then only the floor knows of it.
            if !random.chance(5) { submit(parcel) }
            for fact in facts() { report(fact, of: parcel) }
            if isCancelled { comingBack(parcel) }
            if random.chance(isCancelled ? 30 : 50) { customerReturns(parcel) }
            receipts("RTS-" + parcel.id, parcel, .expected("RTS-" + parcel.id))
            if random.chance(20) { directly(parcel) }
        }
        guard isCancelled else { return }
        for number in 0...random.below(3) { request("r-\(key.storeOrderId)-\(number)", key) }
    }

    private mutating func submit(_ parcel: Parcel) {
        var submitted = OutboundOrderSubmitted(
            outboundOrderId: parcel.id, storeOrder: parcel.key, merchantId: parcel.warehouse.merchantId,
            warehouseId: parcel.warehouse.warehouseId, lines: parcel.lines, submittedAt: parcel.submittedAt,
            replaces: parcel.replaces)
        add(.order(.submitted(submitted)))
        guard random.chance(5) else { return }
        submitted.lines = lines(upTo: 3)
        add(.order(.submitted(submitted)))
    }

    private mutating func request(_ id: String, _ key: StoreOrderKey) {
        var request = CancellationRequested(
            requestId: id, storeOrder: key, reason: "other", requestedBy: "buyer", requestedAt: Sample.now,
            lines: random.chance(60) ? nil : lines(upTo: 2))
        add(.order(.requested(request)))
        guard random.chance(5) else { return }
        request.note = "under the same id"
        add(.order(.requested(request)))
    }

    private mutating func report(_ fact: WarehouseReport.Fact, of parcel: Parcel) {
        add(
            .order(
                .reported(
                    WarehouseReport(
                        outboundOrderId: parcel.id, storeOrder: parcel.key, warehouseId: parcel.warehouse.warehouseId,
                        reportedAt: Sample.now, fact: fact))))
    }

    private mutating func facts() -> [WarehouseReport.Fact] {
        let all: [WarehouseReport.Fact] = [
            .progressed(.picking, carrier: nil, trackingNumber: nil),
            .progressed(random.pick([.picked, .packed]), carrier: nil, trackingNumber: nil),
            .progressed(.labelled, carrier: "UPS", trackingNumber: "1Z"),
            .progressed(.shipped, carrier: "UPS", trackingNumber: "1Z"), .goodsVerified(.inWarehouse),
            .goodsVerified(random.pick(WarehouseReport.Found.allCases)),
            .parcelIntercepted(succeeded: true, reason: nil),
            .parcelIntercepted(succeeded: random.chance(50), reason: nil),
            .labelVoided(succeeded: random.chance(80), trackingNumber: "1Z", reason: nil),
            .carrierScanned(random.pick(WarehouseReport.Scan.allCases), trackingNumber: "1Z"),
            .carrierScanned(random.pick([.inTransit, .returnedToSender]), trackingNumber: "1Z"),
        ]
        let percent = random.pick([10, 30, 50, 80])
        return all.filter { _ in random.chance(percent) }
    }
}

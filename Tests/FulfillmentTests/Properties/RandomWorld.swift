import Fulfillment

/// Several orders, and everything that stores, warehouses and carriers say of them: some of it twice, all of it in an
/// order that the seed draws.
struct RandomWorld {
    private enum Gate {
        case always
        /// Somebody cites the case, so the request was heard.
        case requested(String)
        /// A customer sends back what went out.
        case gone(String)
    }
    private struct Item {
        var sent: World.Sent
        var gate: Gate
    }

    private var random: SplitMix64
    private var items: [Item] = []
    private var names = 0
    private(set) var world: World
    private(set) var trail: [String] = []

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        world = World(policies: random.chance(50) ? .byReturnOrder : .byAdjustment)
        for number in 0...random.below(3) { storeOrder(StoreOrderKey(storeId: "shop", storeOrderId: "\(number)")) }
        for _ in 0...random.below(4) {
            add(.stock(stock(.receive(receiptId: "rc-\(random.below(6))", lines: lines(upTo: 8)))))
            add(
                .stock(
                    stock(.correct(random.pick(Self.skus), random.pick([-2, -1, 1, 3]), id: "fix-\(random.below(6))"))))
        }
        for item in items where random.chance(25) { items.append(item) }
    }

    /// Sends and reads until nothing is left; stops at the first complaint.
    mutating func run() -> String? {
        while true {
            let lanes = World.Lane.allCases.filter { !world.lanes[$0.rawValue].isEmpty }
            let ready = items.indices.filter { isOpen(items[$0].gate) }
            if lanes.isEmpty, ready.isEmpty { return world.complaints.first }
            if !lanes.isEmpty, ready.isEmpty || random.chance(60) {
                let lane = random.pick(lanes)
                trail.append("read \(lane)")
                world.read(lane, &random)
            } else {
                let item = items.remove(at: random.pick(ready))
                trail.append("\(item.sent.body)")
                world.deliver(item.sent)
            }
            if let complaint = world.complaints.first { return complaint }
        }
    }

    private func isOpen(_ gate: Gate) -> Bool {
        switch gate {
        case .always: true
        case .requested(let id): world.auditor.requests[id]?.heard == true
        case .gone(let id): world.auditor.outbound[id]?.reportedGone == true
        }
    }

    // MARK: What is said

    private static let skus = ["A", "B", "C"]

    private mutating func lines(upTo most: Int) -> [Line] {
        var lines = Self.skus.filter { _ in random.chance(60) }.map { Line($0, 1) }
        if lines.isEmpty { lines = [Line("A", 1)] }
        for index in lines.indices { lines[index].quantity += random.below(most) }
        return lines
    }

    private func stock(_ action: StockCommand.Action) -> StockCommand {
        StockCommand(warehouse: Sample.warehouse, action: action)
    }

    private mutating func add(_ body: World.Body, _ gate: Gate = .always) {
        names += 1
        var identity = Fingerprint()
        identity.add(names)
        items.append(Item(sent: World.Sent(identity: identity, body: body), gate: gate))
        guard random.chance(10) else { return }
        identity.add("the same content under another identity")
        items.append(Item(sent: World.Sent(identity: identity, body: body), gate: gate))
    }

    private mutating func storeOrder(_ key: StoreOrderKey) {
        let isCancelled = random.chance(80)
        for part in 0...random.below(2) {
            let id = "OB-\(key.storeOrderId)-\(part)"
            let lines = lines(upTo: 3)
            add(
                .order(
                    .submitted(
                        OutboundOrderSubmitted(
                            outboundOrderId: id, storeOrder: key, merchantId: "acme", warehouseId: "LAX1", lines: lines,
                            submittedAt: Sample.now))))
            for fact in facts() {
                add(
                    .order(
                        .reported(
                            WarehouseReport(
                                outboundOrderId: id, storeOrder: key, warehouseId: "LAX1", reportedAt: Sample.now,
                                fact: fact))))
            }
            if isCancelled {
                comingBack(id, key, lines, request: "r-\(key.storeOrderId)-0")
            } else if random.chance(50) {
                customerReturn(id, key, lines)
            }
        }
        guard isCancelled else { return }
        for number in 0...random.below(3) {
            add(
                .order(
                    .requested(
                        CancellationRequested(
                            requestId: "r-\(key.storeOrderId)-\(number)", storeOrder: key, reason: "other",
                            requestedBy: "buyer", requestedAt: Sample.now,
                            lines: random.chance(60) ? nil : lines(upTo: 2)))))
        }
    }

    private mutating func facts() -> [WarehouseReport.Fact] {
        let all: [WarehouseReport.Fact] = [
            .progressed(.picking, carrier: nil, trackingNumber: nil),
            .progressed(.packed, carrier: nil, trackingNumber: nil),
            .progressed(.shipped, carrier: "UPS", trackingNumber: "1Z"), .goodsVerified(.inWarehouse),
            .goodsVerified(random.pick(WarehouseReport.Found.allCases)),
            .parcelIntercepted(succeeded: true, reason: nil),
            .parcelIntercepted(succeeded: random.chance(50), reason: nil),
            .labelVoided(succeeded: random.chance(80), trackingNumber: "1Z", reason: nil),
            .carrierScanned(random.pick(WarehouseReport.Scan.allCases), trackingNumber: "1Z"),
        ]
        let percent = random.pick([20, 50, 80])
        return all.filter { _ in random.chance(percent) }
    }

    private mutating func comingBack(_ id: String, _ key: StoreOrderKey, _ lines: [Line], request: String) {
        if random.chance(60) {
            for line in lines {
                let adjustment = StockAdjustment(
                    adjustmentId: "adj-\(id)-\(line.sku)", sku: line.sku, delta: line.quantity,
                    reasonCode: "intercepted",
                    actor: "mia", caseId: "\(key)/c1", outboundOrderId: id)
                add(.stock(stock(.adjust(adjustment))), .requested(request))
                guard random.chance(30) else { continue }
                var more = adjustment
                more.adjustmentId += "-more"
                more.delta = 1
                add(.stock(stock(.adjust(more))), .requested(request))
            }
        }
        receipts("RO-" + id, key, lines, .requested(request))
        if random.chance(15) { add(.returns(.cancel(returnOrderId: "RO-" + id, storeOrder: key)), .requested(request)) }
    }

    private mutating func customerReturn(
        _ id: String, _ key: StoreOrderKey, _ lines: [Line], name: String = "RET-"
    ) {
        add(
            .returns(
                .create(
                    ReturnOrderCreated(
                        returnOrderId: name + id, storeOrder: key, outboundOrderId: id, warehouse: Sample.warehouse,
                        origin: .customer, caseId: nil, handling: random.pick(Handling.allCases), lines: lines))),
            .gone(id))
        receipts(name + id, key, lines, .gone(id))
        if name == "RET-", random.chance(30) { customerReturn(id, key, lines, name: "RET2-") }
    }

    private mutating func receipts(_ id: String, _ key: StoreOrderKey, _ lines: [Line], _ gate: Gate) {
        for number in 0..<random.below(4) {
            var received = lines.map { line in
                ReturnOrderReceived.ReceivedLine(
                    Line(line.sku, 1 + random.below(line.quantity + 1)),
                    condition: random.pick(ReturnOrderReceived.Condition.allCases),
                    handling: random.chance(30) ? random.pick(Handling.allCases) : nil)
            }
            if random.chance(10) { received.append(.init(Line("Z", 1), condition: .wrongItem)) }
            add(
                .returns(
                    .receive(
                        ReturnOrderReceived(
                            returnOrderId: id, storeOrder: key, receiptId: "rr-\(random.below(number + 1))",
                            lines: received, complete: random.chance(40)))), gate)
        }
    }
}

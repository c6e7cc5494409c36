/// What is said to a return order.
public enum ReturnOrderCommand: Sendable, Equatable {
    case create(ReturnOrderCreated)
    case receive(ReturnOrderReceived)
    /// Nothing is expected any more; `supersededBy` says why, where Turnback itself says so.
    case cancel(returnOrderId: String, storeOrder: StoreOrderKey, supersededBy: SupersededBy? = nil)
    case reverse(ReceiptReversed)

    public var returnOrderId: String {
        switch self {
        case .create(let created): created.returnOrderId
        case .receive(let received): received.returnOrderId
        case .cancel(let id, _, _): id
        case .reverse(let reversed): reversed.returnOrderId
        }
    }

    public var storeOrder: StoreOrderKey {
        switch self {
        case .create(let created): created.storeOrder
        case .receive(let received): received.storeOrder
        case .cancel(_, let key, _): key
        case .reverse(let reversed): reversed.storeOrder
        }
    }
}

/// Why nothing more comes to a return order that Turnback opened.
public struct SupersededBy: Sendable, Equatable {
    public enum Way: String, Sendable, CaseIterable {
        /// The units came back by it instead; the id is the adjustment's or the return order's.
        case adjustment, returnOrder
        /// The goods left after all, or nobody finds them; the id is the outbound order's.
        case departure
        /// The warehouse has said that it will not send the units; the id is the outbound order's.
        case short
    }
    public var by: Way
    public var id: String
    /// Units that it had expected and that were written off: they may be there all the same, and then its receipts bring them.
    public var writtenOff: [Line]

    /// Why it is refused from others.
    public static let isForTurnback = "supersededBy is for Turnback alone to say; leave it out"

    public init(by: Way, id: String, writtenOff: [Line] = []) {
        self.by = by
        self.id = id
        self.writtenOff = writtenOff
    }

    /// It is the same way, by which the same units came.
    func isSame(as claim: RestockClaim) -> Bool { SupersededBy(claim).by == by && claim.id == id }

    /// The way that brought the units back instead.
    public init(_ claim: RestockClaim) {
        self.init(by: claim.by == .adjustment ? .adjustment : .returnOrder, id: claim.id)
    }
}

/// Units are expected back.
public struct ReturnOrderCreated: Sendable, Equatable {
    public var returnOrderId: String
    public var storeOrder: StoreOrderKey
    public var outboundOrderId: String
    /// Where they arrive.
    public var warehouse: WarehouseKey
    /// The warehouse that sent them, where it is another one.
    public var fromWarehouseId: String?
    public var origin: ReturnOrder.Origin
    public var caseId: String?
    /// For good units of lines that do not say otherwise.
    public var handling: Handling
    public var lines: [Line]
    public var trackingNumbers: [String]
    /// Its lines are the most that can come: nobody has said what is in the parcel, and what does not come has left in
    /// others.
    public var contentsUnknown: Bool
    /// Units of the parcel that were written off, and may be in it all the same: they are received beside its lines.
    public var writtenOff: [Line]

    public init(
        returnOrderId: String, storeOrder: StoreOrderKey, outboundOrderId: String, warehouse: WarehouseKey,
        fromWarehouseId: String? = nil, origin: ReturnOrder.Origin, caseId: String?, handling: Handling, lines: [Line],
        trackingNumbers: [String] = [], contentsUnknown: Bool = false, writtenOff: [Line] = []
    ) {
        self.returnOrderId = returnOrderId
        self.storeOrder = storeOrder
        self.outboundOrderId = outboundOrderId
        self.warehouse = warehouse
        self.fromWarehouseId = fromWarehouseId
        self.origin = origin
        self.caseId = caseId
        self.handling = handling
        self.lines = lines
        self.trackingNumbers = trackingNumbers
        self.contentsUnknown = contentsUnknown
        self.writtenOff = writtenOff
    }
}

extension ReturnOrderCreated {
    /// Where the units were sent from, where they arrive at another warehouse.
    public var elsewhere: ArrivalElsewhere? {
        guard let fromWarehouseId, fromWarehouseId != warehouse.warehouseId else { return nil }
        return ArrivalElsewhere(sentFrom: fromWarehouseId, arrivesAt: warehouse.warehouseId)
    }

    /// The warehouse that sent the units.
    var sender: WarehouseKey {
        WarehouseKey(merchantId: warehouse.merchantId, warehouseId: fromWarehouseId ?? warehouse.warehouseId)
    }

    /// Says the same, with its lines in any order. Where it has no tracking numbers it may have lost them, and those of the
    /// other make no difference.
    func isSame(as other: ReturnOrderCreated) -> Bool {
        var other = other
        if trackingNumbers.isEmpty { other.trackingNumbers = [] }
        guard lines.sameUnits(as: other.lines) else { return false }
        other.lines = lines
        return self == other
    }
}

/// Units came back to the warehouse.
public struct ReturnOrderReceived: Sendable, Equatable {
    public enum Condition: String, Sendable, CaseIterable {
        case good, damaged
        /// Something else than the line's SKU: no unit of it came.
        case wrongItem
    }

    public struct ReceivedLine: Sendable, Equatable {
        public var line: Line
        public var condition: Condition
        /// nil: the return order's where the condition is good, else quarantine.
        public var handling: Handling?

        public init(_ line: Line, condition: Condition, handling: Handling? = nil) {
            self.line = line
            self.condition = condition
            self.handling = handling
        }
    }

    public var returnOrderId: String
    public var storeOrder: StoreOrderKey
    public var receiptId: String
    /// Where they came, where the sender says so: that of the return order, else the receipt is refused.
    public var warehouseId: String?
    public var lines: [ReceivedLine]
    /// Nothing more will come.
    public var complete: Bool

    public init(
        returnOrderId: String, storeOrder: StoreOrderKey, receiptId: String, warehouseId: String? = nil,
        lines: [ReceivedLine], complete: Bool
    ) {
        self.returnOrderId = returnOrderId
        self.storeOrder = storeOrder
        self.receiptId = receiptId
        self.warehouseId = warehouseId
        self.lines = lines
        self.complete = complete
    }

    /// Distinguishes another receipt under the same id from the same one sent again, with its lines in any order. Where it came
    /// is the return order's to say.
    public var fingerprint: Fingerprint {
        var print = Fingerprint()
        let texts = lines.map { line in
            "\(line.line.sku)/\(line.condition.rawValue)/\(line.handling?.rawValue ?? "")/\(line.line.quantity)"
        }
        for text in texts.sorted() { print.add(text) }
        print.add(complete ? 1 : 0)
        return print
    }
}

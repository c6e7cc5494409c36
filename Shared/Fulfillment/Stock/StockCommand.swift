/// What inventory has to do with one merchant's stock in one warehouse.
public struct StockCommand: Sendable, Equatable {
    public enum Action: Sendable, Equatable {
        case receive(receiptId: String, lines: [Line])
        case adjust(StockAdjustment)
        case allocate(StockMove)
        case release(StockMove)
        case issue(StockMove)
        case restore(StockRestore)
        /// The case of the move holds these units; only orders says so.
        case hold(StockMove)
        /// The case of the move holds none any more; without lines.
        case unhold(StockMove)
        case shorten(StockShort)
        case reverse(StockReversal)
    }

    public var warehouse: WarehouseKey
    public var action: Action

    public init(warehouse: WarehouseKey, action: Action) {
        self.warehouse = warehouse
        self.action = action
    }
}

/// Units of an outbound order that are allocated, released, issued or held.
public struct StockMove: Sendable, Equatable {
    public var outboundOrderId: String
    public var lines: [Line]
    /// The case that frees, contradicts or holds them.
    public var caseId: String?
    public var replyTo: StoreOrderKey
    /// A release of somebody who numbers them: the first of an id counts.
    public var releaseId: String?
    /// An issue of units that had come back, or were free again: they went out all the same, and what is promised still is.
    public var again: Bool

    public init(
        outboundOrderId: String, lines: [Line], caseId: String? = nil, replyTo: StoreOrderKey, releaseId: String? = nil,
        again: Bool = false
    ) {
        self.again = again
        self.releaseId = releaseId
        self.outboundOrderId = outboundOrderId
        self.lines = lines
        self.caseId = caseId
        self.replyTo = replyTo
    }
}

extension StockMove {
    /// Distinguishes another release under the same id from the same one sent again.
    var fingerprint: Fingerprint {
        var print = Fingerprint()
        for text in [outboundOrderId, replyTo.description] { print.add(text) }
        print.add(lines)
        return print
    }
}

/// Units that an outbound order will not send.
public struct StockShort: Sendable, Equatable {
    public enum Reason: String, Sendable, CaseIterable { case notFound, damaged }

    public struct ShortLine: Sendable, Equatable {
        public var line: Line
        public var reason: Reason
        /// They are there all the same, for whoever wants them.
        public var freed: Bool

        public init(_ line: Line, _ reason: Reason, freed: Bool = false) {
            self.line = line
            self.reason = reason
            self.freed = freed
        }
    }

    public var outboundOrderId: String
    public var lines: [ShortLine]
    public var replyTo: StoreOrderKey
    /// An earlier word said that they left, and they did not: of what was issued, before what is promised.
    public var issued: Bool

    public init(outboundOrderId: String, lines: [ShortLine], replyTo: StoreOrderKey, issued: Bool = false) {
        self.issued = issued
        self.outboundOrderId = outboundOrderId
        self.lines = lines
        self.replyTo = replyTo
    }
}

/// A person corrects a balance; or cites a case, and brings intercepted units of its outbound order back, or writes off
/// those that nobody finds.
public struct StockAdjustment: Sendable, Equatable {
    public var adjustmentId: String
    public var sku: String
    /// Never zero. Where an outbound order is named, units come back above zero, and are written off below. Out of quarantine
    /// so many are put away above zero, and destroyed below.
    public var delta: Int
    public var reasonCode: String
    public var actor: String
    public var caseId: String?
    public var outboundOrderId: String?
    /// Where the units are taken from; nil where a balance is corrected, or units come back.
    public var from: StockPlace?

    public init(
        adjustmentId: String, sku: String, delta: Int, reasonCode: String, actor: String, caseId: String? = nil,
        outboundOrderId: String? = nil, from: StockPlace? = nil
    ) {
        self.from = from
        self.adjustmentId = adjustmentId
        self.sku = sku
        self.delta = delta
        self.reasonCode = reasonCode
        self.actor = actor
        self.caseId = caseId
        self.outboundOrderId = outboundOrderId
    }

    /// Distinguishes another adjustment under the same id from the same one sent again. Who did it is not in it: it is kept longer than
    /// a person's name may be.
    public var fingerprint: Fingerprint { print(of: [sku, reasonCode, caseId, outboundOrderId]) }

    /// The same as earlier versions kept it.
    var formerFingerprint: Fingerprint { print(of: [sku, reasonCode, actor, caseId, outboundOrderId]) }

    private func print(of texts: [String?]) -> Fingerprint {
        var print = Fingerprint()
        for text in texts { print.add(text) }
        print.add(delta)
        // What says nothing of it has the fingerprint of an earlier version.
        if let from { print.add(from.rawValue) }
        return print
    }
}

/// A place in a warehouse that an adjustment takes units from.
public enum StockPlace: String, Sendable, CaseIterable { case quarantine }

/// Units come back through a return order.
public struct StockRestore: Sendable, Equatable {
    public struct RestoreLine: Sendable, Equatable {
        public var line: Line
        public var handling: Handling
        /// They were expected and did not come: written off, with the cause `missing`.
        public var missing: Bool
        /// Units of it that had been written off where they were sent from: that claim said so.
        public var found: Int

        public init(_ line: Line, _ handling: Handling, missing: Bool = false, found: Int = 0) {
            self.found = found
            self.line = line
            self.handling = handling
            self.missing = missing
        }
    }

    public var outboundOrderId: String
    public var returnOrderId: String
    public var receiptId: String
    public var caseId: String?
    public var lines: [RestoreLine]
    public var replyTo: StoreOrderKey
    /// Where they arrive at another warehouse than the one that sent them. The one that sent them claims them, the one at
    /// which they arrive raises stock.
    public var elsewhere: ArrivalElsewhere?
    /// Whether nothing more is to come by that return order; without lines, nothing came with this receipt. Nil where an
    /// earlier version, or nobody, says so.
    public var complete: Bool?

    public init(
        outboundOrderId: String, returnOrderId: String, receiptId: String, caseId: String?, lines: [RestoreLine],
        replyTo: StoreOrderKey, elsewhere: ArrivalElsewhere? = nil, complete: Bool? = nil
    ) {
        self.complete = complete
        self.outboundOrderId = outboundOrderId
        self.returnOrderId = returnOrderId
        self.receiptId = receiptId
        self.caseId = caseId
        self.lines = lines
        self.replyTo = replyTo
        self.elsewhere = elsewhere
    }

    /// Distinguishes another receipt under the same id from the same one sent again, with its lines in any order.
    public var fingerprint: Fingerprint {
        var print = Fingerprint()
        for text in lines.map({ "\($0.line.sku)/\($0.handling.rawValue)/\($0.missing)/\($0.line.quantity)" }).sorted() {
            print.add(text)
        }
        return print
    }
}

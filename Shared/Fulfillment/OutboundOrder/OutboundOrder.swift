/// What a warehouse was asked to send out for a store order (or for a part of one), as far as it goes one way together: a
/// consignment. As a rule that is all of it. Where the warehouse says what is in one of several parcels, that parcel is a
/// separate consignment from then on: a value with the same id, another number, and its own lines.
public struct OutboundOrder: Sendable, Equatable {
    private var storage: Storage

    public var id: String { fields.id }
    /// 0 is the rest, which no parcel was distinguished from.
    public var consignment: Int {
        get { fields.consignment }
        _modify { yield &fields.consignment }
    }
    public var merchantId: String { fields.merchantId }
    public var warehouseId: String { fields.warehouseId }
    /// As it was submitted; of several consignments each has its own.
    public var ordered: [Line] {
        get { fields.ordered }
        _modify { yield &fields.ordered }
    }
    /// What is still to go out: `ordered` less what was cancelled or is short; of a cancelled one, what was to go out until then.
    public var lines: [Line] {
        get { fields.lines }
        _modify { yield &fields.lines }
    }
    public var submittedAt: Timestamp { fields.submittedAt }
    /// What the warehouse has said that it will not send of it, and no case says so yet.
    public var short: [Line] {
        get { fields.short }
        _modify { yield &fields.short }
    }
    /// Units that it named as short because they are broken, whoever asked for them: they are in quarantine.
    public var broken: [Line] {
        get { fields.broken }
        _modify { yield &fields.broken }
    }
    /// The warehouse sends nothing of it.
    public var isAllShort: Bool {
        get { fields.isAllShort }
        _modify { yield &fields.isAllShort }
    }
    /// The reports that said so: the same one under another message id takes out no more.
    public var shortReports: [Fingerprint] {
        get { fields.shortReports }
        _modify { yield &fields.shortReports }
    }
    /// While a release is on its way, what was to go out before, if that was less than ordered: whoever packs it all the
    /// same packs that.
    public var linesBeforeRelease: [Line]? {
        get { fields.linesBeforeRelease }
        _modify { yield &fields.linesBeforeRelease }
    }
    /// Counts the published changes.
    public var revision: Int {
        get { fields.revision }
        _modify { yield &fields.revision }
    }
    public var status: OutboundStatus {
        get { fields.status }
        _modify { yield &fields.status }
    }
    /// What it leaves in; at least one. Where it leaves in several, nobody has said what is in which.
    public var parcels: [Parcel] {
        get { fields.parcels }
        _modify { yield &fields.parcels }
    }
    public var carrier: String? {
        get { fields.carrier }
        _modify { yield &fields.carrier }
    }
    /// The newest cancellation case that concerns it.
    public var caseId: String? {
        get { fields.caseId }
        _modify { yield &fields.caseId }
    }
    /// Inventory has not the goods for it: what is left of it after a release goes on waiting for stock.
    public var isBackordered: Bool {
        get { fields.isBackordered }
        _modify { yield &fields.isBackordered }
    }
    /// Inventory was notified that the goods went out.
    public var stockIssued: Bool {
        get { fields.stockIssued }
        _modify { yield &fields.stockIssued }
    }
    /// Units of it that came back so far, by SKU, by whichever way and whether a case was open or not.
    public var back: [String: UnitsBack] {
        get { fields.back }
        _modify { yield &fields.back }
    }
    /// Those of them that had left the building, as the way by which they came shows.
    public var backFromOutside: [String: UnitsBack] {
        get { fields.backFromOutside }
        _modify { yield &fields.backFromOutside }
    }
    /// When units of it last came.
    public var cameAt: Timestamp? {
        get { fields.cameAt }
        _modify { yield &fields.cameAt }
    }
    /// Units of it that were written off and that somebody has pulled since: inventory hears of them when they come back.
    public var found: [Line] {
        get { fields.found }
        _modify { yield &fields.found }
    }
    /// Units of it that are claimed for another warehouse, of the first consignment.
    public var arriving: [ArrivingReceipt] {
        get { fields.arriving }
        _modify { yield &fields.arriving }
    }
    /// The return orders that Turnback opened for it and that something may still come to.
    public var awaitedBy: [String] {
        get { fields.awaitedBy }
        _modify { yield &fields.awaitedBy }
    }
    /// They expect what was in some of several parcels, and nobody has said which units those are.
    public var awaitsUnknown: Bool {
        get { fields.awaitsUnknown }
        _modify { yield &fields.awaitsUnknown }
    }
    /// How many of them were opened for an interception: each further one has its own id.
    public var interceptions: Int {
        get { fields.interceptions }
        _modify { yield &fields.interceptions }
    }
    /// The carrier said that it brings the parcel back, and a return order was opened for that.
    public var wasReturnedToSender: Bool {
        get { fields.wasReturnedToSender }
        _modify { yield &fields.wasReturnedToSender }
    }
    /// How many of them were opened for what a carrier brings back: each further one has its own id.
    public var returnsToSender: Int {
        get { fields.returnsToSender }
        _modify { yield &fields.returnsToSender }
    }
    /// Numbers that none of them has, as bits: with such a number, an id is that of another outbound order's return order.
    public var passedNumbers: Int {
        get { fields.passedNumbers }
        _modify { yield &fields.passedNumbers }
    }
    /// Where it stood when its parcel was stopped.
    public var reached: OutboundStatus {
        get { fields.reached }
        _modify { yield &fields.reached }
    }
    /// The status that the store knows of several consignments, of the first one: what goes on after all brings it no further
    /// back.
    public var furthest: OutboundStatus? {
        get { fields.furthest }
        _modify { yield &fields.furthest }
    }
    /// The outbound order that it replaces: a request that was read before it never stops it.
    public var replaces: String? {
        get { fields.replaces }
        _modify { yield &fields.replaces }
    }
    /// Inventory refused it, because its id belongs to another store order: it is not one of this order's.
    public var isRefused: Bool {
        get { fields.isRefused }
        _modify { yield &fields.isRefused }
    }
    /// Inventory has promised its goods, or said that it has not enough: its id is its own.
    public var isAnswered: Bool {
        get { fields.isAnswered }
        _modify { yield &fields.isAnswered }
    }
    /// Where its submission stands, until inventory has answered for it.
    public var origin: MessageOrigin? {
        get { fields.origin }
        _modify { yield &fields.origin }
    }
    /// When it last changed.
    public var changedAt: Timestamp {
        get { fields.changedAt }
        _modify { yield &fields.changedAt }
    }

    public init(_ submitted: OutboundOrderSubmitted, at now: Timestamp) {
        self.init(
            id: submitted.outboundOrderId, merchantId: submitted.merchantId, warehouseId: submitted.warehouseId,
            ordered: submitted.lines, lines: submitted.lines, submittedAt: submitted.submittedAt, changedAt: now)
        replaces = submitted.replaces
    }

    /// All parts, for a codec that brings back what was stored.
    public init(
        id: String, merchantId: String, warehouseId: String, ordered: [Line], lines: [Line], submittedAt: Timestamp,
        changedAt: Timestamp
    ) {
        storage = Storage(
            OutboundOrderFields(
                id: id, merchantId: merchantId, warehouseId: warehouseId, ordered: ordered, lines: lines,
                submittedAt: submittedAt, changedAt: changedAt))
    }

    /// Its fields live once for all copies, until one of them is changed: orders are copied and compared far more often than
    /// they change, and have dozens of fields.
    private final class Storage: @unchecked Sendable {
        // Unchecked: `fields` is changed only while one value alone has this storage.
        var fields: OutboundOrderFields

        init(_ fields: OutboundOrderFields) { self.fields = fields }
    }

    private var fields: OutboundOrderFields {
        _read { yield storage.fields }
        _modify {
            if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.fields) }
            yield &storage.fields
        }
    }

    public static func == (one: OutboundOrder, other: OutboundOrder) -> Bool {
        one.storage === other.storage || one.storage.fields == other.storage.fields
    }

    /// What is published of it; the rest is the orders service's own bookkeeping.
    struct Told: Equatable {
        let status: OutboundStatus
        let custody: Custody
        let lines: [Line]
        let carrier: String?
        let trackingNumber: String?
        let caseId: String?
    }

    var told: Told {
        Told(
            status: status, custody: custody, lines: lines, carrier: carrier, trackingNumber: trackingNumber,
            caseId: caseId)
    }

    /// Who holds the goods; unknown where not all parcels are in the same hands.
    public var custody: Custody { filled.map(\.whereabouts).custody }

    /// The key of the stock it takes from.
    public var warehouse: WarehouseKey { WarehouseKey(merchantId: merchantId, warehouseId: warehouseId) }

    /// Goes on to a later status; a report of an earlier one changes nothing. Of delivered and returned to sender the newer
    /// scan counts.
    mutating func advance(to next: OutboundStatus) {
        if next.rank >= status.rank { status = next }
    }
}

/// The order management system hands an outbound order to a warehouse.
public struct OutboundOrderSubmitted: Sendable, Equatable {
    public var outboundOrderId: String
    public var storeOrder: StoreOrderKey
    public var merchantId: String
    public var warehouseId: String
    public var lines: [Line]
    public var submittedAt: Timestamp
    /// The outbound order of the same store order that this one replaces.
    public var replaces: String?

    public init(
        outboundOrderId: String, storeOrder: StoreOrderKey, merchantId: String, warehouseId: String, lines: [Line],
        submittedAt: Timestamp, replaces: String? = nil
    ) {
        self.outboundOrderId = outboundOrderId
        self.storeOrder = storeOrder
        self.merchantId = merchantId
        self.warehouseId = warehouseId
        self.lines = lines
        self.submittedAt = submittedAt
        self.replaces = replaces
    }
}

/// Units of a SKU that came back, by what was done with them.
public struct UnitsBack: Sendable, Equatable {
    public var restored = 0
    public var quarantined = 0
    /// They came, and were destroyed.
    public var destroyed = 0
    /// Nobody finds them.
    public var writtenOff = 0

    public init() {}

    mutating func subtract(_ other: UnitsBack) {
        restored -= other.restored
        quarantined -= other.quarantined
        destroyed -= other.destroyed
        writtenOff -= other.writtenOff
    }

    mutating func add(_ other: UnitsBack) {
        restored += other.restored
        quarantined += other.quarantined
        destroyed += other.destroyed
        writtenOff += other.writtenOff
    }
}

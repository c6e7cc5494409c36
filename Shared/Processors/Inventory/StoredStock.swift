internal import Contracts
internal import Fulfillment
internal import Streams

/// One warehouse's stock in the state store of its partition. A decision's changes are kept here and written together,
/// when the decision is made.
///
/// A failure of the store cannot be thrown through the domain: it is kept and thrown afterwards, when nothing of the
/// decision has been written.
final class StoredStock: StockStore {
    private let state: StateStore
    private let prefix: String
    private let clock: Int64
    private(set) var failure: ProcessingError?

    private var stocks: [String: Stock] = [:]
    private var changedStocks: [String] = []
    private var allocations: [String: Allocation] = [:]
    private var changedAllocations: Set<String> = []
    private var documents: [(key: [UInt8], fingerprint: Fingerprint)] = []
    /// nil values are backorders that are not there.
    private var backorders: [String: Backorder?] = [:]
    private var changedBackorders: Set<String> = []

    /// How the keys of allocations begin.
    static let allocationKind = "allocation/"

    /// How the keys of documents of a kind begin.
    static func kind(_ document: StockDocument) -> String { document.rawValue + "/" }

    /// - Parameter clock: when this is, for entities that are forgotten some time after they were touched.
    init(_ state: StateStore, _ warehouse: WarehouseKey, clock: Int64) {
        self.state = state
        self.clock = clock
        prefix = warehouse.description
    }

    private func key(_ kind: StaticString, _ id: String) -> [UInt8] { StateKey.of(kind, prefix, id) }

    private func read<Entity>(
        _ key: [UInt8], _ decode: (inout JSONReader) throws(DecodeError) -> Entity
    ) -> Entity? {
        do throws(ProcessingError) { return try state.entity(key, decode) } catch {
            failure = failure ?? error
            return nil
        }
    }

    // MARK: What a decision asks

    func stock(_ sku: String) -> Stock {
        if let known = stocks[sku] { return known }
        let found = read(key("stock", sku), Stock.decodeState) ?? Stock(sku: sku)
        stocks[sku] = found
        return found
    }

    func allocation(_ outboundOrderId: String) -> Allocation? {
        if let known = allocations[outboundOrderId] { return known }
        let found = read(key("allocation", outboundOrderId), Allocation.decodeState)
        allocations[outboundOrderId] = found
        return found
    }

    func document(_ kind: StockDocument, _ id: String) -> Fingerprint? {
        read(documentKey(kind, id)) { reader throws(DecodeError) in
            var print = Fingerprint()
            try reader.object { key, reader throws(DecodeError) in
                switch key {
                case "f", "fingerprint": print = try reader.fingerprint()
                default: try reader.skip()
                }
            }
            return print
        }
    }

    func backorder(_ outboundOrderId: String) -> Backorder? {
        if let known = backorders[outboundOrderId] { return known }
        let found = read(key("backorder", outboundOrderId), Backorder.decodeState)
        backorders.updateValue(found, forKey: outboundOrderId)
        return found
    }

    private func documentKey(_ kind: StockDocument, _ id: String) -> [UInt8] {
        Array("\(kind.rawValue)/\(prefix)/\(id)".utf8)
    }

    // MARK: What a decision changes

    func put(_ stock: Stock) {
        stocks[stock.sku] = stock
        changedStocks.append(stock.sku)
    }

    func put(_ allocation: Allocation) {
        allocations[allocation.outboundOrderId] = allocation
        changedAllocations.insert(allocation.outboundOrderId)
    }

    func put(_ kind: StockDocument, _ id: String, _ fingerprint: Fingerprint) {
        documents.append((documentKey(kind, id), fingerprint))
    }

    func put(_ backorder: Backorder) {
        backorders[backorder.outboundOrderId] = backorder
        changedBackorders.insert(backorder.outboundOrderId)
    }

    func removeBackorder(_ outboundOrderId: String) {
        backorders.updateValue(nil, forKey: outboundOrderId)
        changedBackorders.insert(outboundOrderId)
    }

    /// Writes what the decision has changed to the batch in hand.
    func flush() {
        for sku in changedStocks {
            state.put(key("stock", sku), stocks[sku]!, Stock.encodeState, Stock.decodeState)
        }
        for id in changedAllocations.sorted() {
            state.put(
                key("allocation", id), touchedAt: clock, allocations[id]!, Allocation.encodeState,
                Allocation.decodeState)
        }
        for (key, fingerprint) in documents {
            state.put(key, touchedAt: clock) { $0.field("f", fingerprint) }
        }
        for id in changedBackorders.sorted() {
            let stateKey = key("backorder", id)
            if let backorder = backorders[id] ?? nil {
                state.put(stateKey, backorder.encodeState)
            } else {
                state.put(stateKey, [UInt8]?.none)
            }
        }
    }
}

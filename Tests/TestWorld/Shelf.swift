import Fulfillment

/// A warehouse's stock in memory.
struct Shelf: StockStore, Equatable {
    private(set) var stocks: [String: Stock] = [:]
    private(set) var allocations: [String: Allocation] = [:]
    private(set) var documents: [String: Fingerprint] = [:]
    private(set) var waiting: [String: Backorder] = [:]

    func stock(_ sku: String) -> Stock { stocks[sku] ?? Stock(sku: sku) }
    func allocation(_ outboundOrderId: String) -> Allocation? { allocations[outboundOrderId] }
    func document(_ kind: StockDocument, _ id: String) -> Fingerprint? { documents["\(kind)/\(id)"] }
    func backorder(_ outboundOrderId: String) -> Backorder? { waiting[outboundOrderId] }

    mutating func put(_ stock: Stock) { stocks[stock.sku] = stock }
    mutating func put(_ allocation: Allocation) { allocations[allocation.outboundOrderId] = allocation }
    mutating func put(_ kind: StockDocument, _ id: String, _ fingerprint: Fingerprint) {
        documents["\(kind)/\(id)"] = fingerprint
    }
    mutating func put(_ backorder: Backorder) { waiting[backorder.outboundOrderId] = backorder }
    mutating func removeBackorder(_ outboundOrderId: String) { waiting[outboundOrderId] = nil }
}

/// The same, distinguished byte by byte as the state store does: "é" in one code point and in two are two SKUs.
struct ByteShelf: StockStore {
    private(set) var stocks: [[UInt8]: Stock] = [:]
    private var allocations: [String: Allocation] = [:]
    private var waiting: [String: Backorder] = [:]

    func stock(_ sku: String) -> Stock { stocks[Array(sku.utf8)] ?? Stock(sku: sku) }
    func allocation(_ outboundOrderId: String) -> Allocation? { allocations[outboundOrderId] }
    func document(_: StockDocument, _: String) -> Fingerprint? { nil }
    func backorder(_ outboundOrderId: String) -> Backorder? { waiting[outboundOrderId] }

    mutating func put(_ stock: Stock) { stocks[Array(stock.sku.utf8)] = stock }
    mutating func put(_ allocation: Allocation) { allocations[allocation.outboundOrderId] = allocation }
    mutating func put(_: StockDocument, _: String, _: Fingerprint) {}
    mutating func put(_ backorder: Backorder) { waiting[backorder.outboundOrderId] = backorder }
    mutating func removeBackorder(_ outboundOrderId: String) { waiting[outboundOrderId] = nil }
}

/// The same, which counts how often somebody who waits is looked at.
struct CountedShelf: StockStore {
    final class Count {
        var looks = 0
    }

    var shelf: Shelf
    let count = Count()

    func stock(_ sku: String) -> Stock { shelf.stock(sku) }
    func allocation(_ outboundOrderId: String) -> Allocation? { shelf.allocation(outboundOrderId) }
    func document(_ kind: StockDocument, _ id: String) -> Fingerprint? { shelf.document(kind, id) }
    func backorder(_ outboundOrderId: String) -> Backorder? {
        count.looks += 1
        return shelf.backorder(outboundOrderId)
    }

    mutating func put(_ stock: Stock) { shelf.put(stock) }
    mutating func put(_ allocation: Allocation) { shelf.put(allocation) }
    mutating func put(_ kind: StockDocument, _ id: String, _ fingerprint: Fingerprint) {
        shelf.put(kind, id, fingerprint)
    }
    mutating func put(_ backorder: Backorder) { shelf.put(backorder) }
    mutating func removeBackorder(_ outboundOrderId: String) { shelf.removeBackorder(outboundOrderId) }
}

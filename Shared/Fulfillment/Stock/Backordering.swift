extension StockDecider {
    /// Puts an outbound order at the end of the queue of each of its SKUs.
    mutating func enqueue(_ outboundOrderId: String, _ lines: [Line]) {
        var places: [Backorder.Place] = []
        for line in lines {
            var stock = store.stock(line.sku)
            let last = stock.queue?.last
            stock.queue = Stock.Queue(first: stock.queue?.first ?? outboundOrderId, last: outboundOrderId)
            store.put(stock)
            if let last { change(last, at: stock.sku) { $0.after = outboundOrderId } }
            places.append(Backorder.Place(Line(stock.sku, line.quantity), before: last))
        }
        store.put(Backorder(outboundOrderId: outboundOrderId, places: places))
    }

    /// Takes an outbound order out of the queues it stands in; only those of `skus` where they are named.
    mutating func dequeue(_ outboundOrderId: String, only skus: Set<String>? = nil) {
        guard var backorder = store.backorder(outboundOrderId) else { return }
        for place in backorder.places where skus?.contains(place.line.sku) ?? true { unlink(place) }
        backorder.places.removeAll { skus?.contains($0.line.sku) ?? true }
        if backorder.places.isEmpty { store.removeBackorder(outboundOrderId) } else { store.put(backorder) }
    }

    private mutating func unlink(_ place: Backorder.Place) {
        let sku = place.line.sku
        if let before = place.before { change(before, at: sku) { $0.after = place.after } }
        if let after = place.after { change(after, at: sku) { $0.before = place.before } }
        var stock = store.stock(sku)
        if let queue = stock.queue {
            let first = place.before == nil ? place.after : queue.first
            let last = place.after == nil ? place.before : queue.last
            if let first, let last { stock.queue = Stock.Queue(first: first, last: last) } else { stock.queue = nil }
        }
        store.put(stock)
    }

    private mutating func change(_ outboundOrderId: String, at sku: String, _ body: (inout Backorder.Place) -> Void) {
        guard var backorder = store.backorder(outboundOrderId),
            let index = backorder.places.firstIndex(where: { $0.line.sku == sku })
        else { return }
        body(&backorder.places[index])
        store.put(backorder)
    }

    /// Some of what a waiting outbound order wants was cancelled: it keeps its places for the rest.
    mutating func shrinkBackorder(of allocation: inout Allocation) {
        let left = allocation.entries.filter { $0.ordered > $0.released }
        allocation.isBackordered = !left.isEmpty
        dequeue(allocation.outboundOrderId, only: Set(allocation.entries.map(\.sku)).subtracting(left.map(\.sku)))
        for entry in left {
            change(allocation.outboundOrderId, at: entry.sku) { $0.line.quantity = entry.ordered - entry.released }
        }
    }

    /// Gives what has come to those who wait for it: whoever is the first for each of his SKUs, and gets all of them.
    /// Nobody overtakes another for a SKU that both want.
    mutating func serve(_ skus: [String]) {
        var candidates = skus.compactMap { store.stock($0).queue?.first }
        var next = 0
        while next < candidates.count {
            let id = candidates[next]
            next += 1
            guard let backorder = store.backorder(id), let allocation = store.allocation(id), canServe(backorder) else {
                continue
            }
            dequeue(id)
            hold(allocation)
            candidates += backorder.places.compactMap { store.stock($0.line.sku).queue?.first }
        }
    }

    private func canServe(_ backorder: Backorder) -> Bool {
        backorder.places.allSatisfy { place in
            let stock = store.stock(place.line.sku)
            return stock.queue?.first == backorder.outboundOrderId && stock.available >= place.line.quantity
        }
    }
}

/// Outbound orders that wait for stock, in a queue of each SKU that they want.
///
/// An outbound order is served as soon as, for each of its SKUs, what is available covers the needs of all in front of it
/// and its own: whoever can be served so takes nothing that somebody in front still needs. In each queue those are the
/// first ones, up to a boundary that is remembered. Serving one of them takes as much off what is available as off what is
/// wanted, so the boundary moves only as units come and go, and nobody is looked at again until it does.
extension StockDecider {
    /// Whether all lines are available, and as much again as everybody needs who waits for them.
    mutating func canPass(_ lines: [Line]) -> Bool {
        for line in lines {
            let stock = counted(line.sku)
            if stock.available - (stock.queue?.wanted ?? 0) < line.quantity { return false }
        }
        return true
    }

    /// Puts an outbound order at the end of the queue of each of its SKUs.
    mutating func enqueue(_ outboundOrderId: String, _ lines: [Line]) {
        var places: [Backorder.Place] = []
        for line in lines {
            var stock = counted(line.sku)
            let last = stock.queue?.last
            if var queue = stock.queue {
                queue.last = outboundOrderId
                queue.wanted = (queue.wanted ?? 0) + line.quantity
                queue.short = queue.short ?? outboundOrderId
                stock.queue = queue
            } else {
                stock.queue = Stock.Queue(
                    first: outboundOrderId, last: outboundOrderId, wanted: line.quantity, covered: 0,
                    short: outboundOrderId)
            }
            store.put(stock)
            if let last { change(last, at: stock.sku) { $0.after = outboundOrderId } }
            places.append(Backorder.Place(Line(stock.sku, line.quantity), before: last))
            touch(stock.sku)
        }
        store.put(Backorder(outboundOrderId: outboundOrderId, places: places))
    }

    /// Takes an outbound order out of the queues it stands in; only those of `skus` where they are named.
    mutating func dequeue(_ outboundOrderId: String, only skus: Set<String>? = nil) {
        guard var backorder = store.backorder(outboundOrderId) else { return }
        for place in backorder.places where skus?.contains(place.line.sku) ?? true { unlink(place, of: outboundOrderId) }
        backorder.places.removeAll { skus?.contains($0.line.sku) ?? true }
        if backorder.places.isEmpty { store.removeBackorder(outboundOrderId) } else { store.put(backorder) }
    }

    private mutating func unlink(_ place: Backorder.Place, of outboundOrderId: String) {
        let sku = place.line.sku
        if let before = place.before { change(before, at: sku) { $0.after = place.after } }
        if let after = place.after { change(after, at: sku) { $0.before = place.before } }
        var stock = counted(sku)
        if var queue = stock.queue {
            let first = place.before == nil ? place.after : queue.first
            let last = place.after == nil ? place.before : queue.last
            if let first, let last {
                (queue.first, queue.last) = (first, last)
                queue.wanted = (queue.wanted ?? 0) - place.line.quantity
                if place.isCovered { queue.covered -= place.line.quantity }
                if queue.short == outboundOrderId { queue.short = place.after }
                stock.queue = queue
            } else {
                stock.queue = nil
            }
        }
        store.put(stock)
        touch(sku)
    }

    private mutating func change(_ outboundOrderId: String, at sku: String, _ body: (inout Backorder.Place) -> Void) {
        guard var backorder = store.backorder(outboundOrderId),
            let index = backorder.places.firstIndex(where: { $0.line.sku == sku })
        else { return }
        body(&backorder.places[index])
        store.put(backorder)
    }

    private func place(of outboundOrderId: String, at sku: String) -> Backorder.Place? {
        store.backorder(outboundOrderId)?.places.first { $0.line.sku == sku }
    }

    /// A SKU's stock, with the units that its queue needs: an earlier version did not count them.
    private mutating func counted(_ sku: String) -> Stock {
        var stock = store.stock(sku)
        guard let queue = stock.queue, queue.wanted == nil else { return stock }
        var units = 0
        var next: String? = queue.first
        while let id = next, let place = place(of: id, at: stock.sku) {
            units += place.line.quantity
            next = place.after
        }
        stock.queue?.wanted = units
        store.put(stock)
        touch(stock.sku)
        return stock
    }

    /// Some of what a waiting outbound order needs was cancelled: it keeps its places for the rest.
    mutating func shrinkBackorder(of allocation: inout Allocation) {
        let left = allocation.entries.filter { $0.unpromised > 0 }
        allocation.isBackordered = !left.isEmpty
        dequeue(allocation.outboundOrderId, only: Set(allocation.entries.map(\.sku)).subtracting(left.map(\.sku)))
        for entry in left { shrink(allocation.outboundOrderId, to: Line(entry.sku, entry.unpromised)) }
        // What it still needs may be there, of SKUs where nothing came or went.
        if allocation.isBackordered { mayFit(allocation.outboundOrderId) }
    }

    private mutating func shrink(_ outboundOrderId: String, to line: Line) {
        guard let place = place(of: outboundOrderId, at: line.sku), place.line.quantity != line.quantity else { return }
        let less = place.line.quantity - line.quantity
        var stock = counted(line.sku)
        if var queue = stock.queue {
            queue.wanted = (queue.wanted ?? 0) - less
            if place.isCovered { queue.covered -= less }
            stock.queue = queue
        }
        store.put(stock)
        change(outboundOrderId, at: line.sku) { $0.line.quantity = line.quantity }
        touch(line.sku)
    }

    /// Gives what has come to those who wait for it and now fit, first come, first served: the end of every decision.
    mutating func serve() {
        var (next, settled) = (0, 0)
        while true {
            settleTouched(from: &settled)
            guard next < candidates.count else { return }
            let id = candidates[next]
            next += 1
            // What an earlier version stored is counted and settled first.
            for place in store.backorder(id)?.places ?? [] { _ = counted(place.line.sku) }
            settleTouched(from: &settled)
            guard let backorder = store.backorder(id), backorder.places.allSatisfy(\.isCovered),
                let allocation = store.allocation(id)
            else { continue }
            dequeue(id)
            promise(allocation)
        }
    }

    private mutating func settleTouched(from settled: inout Int) {
        while settled < touched.count {
            for id in settle(touched[settled]) { mayFit(id) }
            settled += 1
        }
    }

    /// Moves a queue's boundary to where what is available ends, and returns those who are covered since.
    private mutating func settle(_ sku: String) -> [String] {
        var stock = counted(sku)
        guard var queue = stock.queue else { return [] }
        let before = queue
        while queue.covered > max(0, stock.available) {
            let last = queue.short.map { place(of: $0, at: sku)?.before } ?? queue.last
            guard let id = last, let place = place(of: id, at: sku) else { break }
            change(id, at: sku) { $0.isCovered = false }
            queue.covered -= place.line.quantity
            queue.short = id
        }
        var covered: [String] = []
        while let id = queue.short, let place = place(of: id, at: sku),
            queue.covered + place.line.quantity <= stock.available
        {
            change(id, at: sku) { $0.isCovered = true }
            queue.covered += place.line.quantity
            queue.short = place.after
            covered.append(id)
        }
        if queue != before {
            stock.queue = queue
            store.put(stock)
        }
        return covered
    }
}

import Contracts
import Fulfillment
import Operations

extension ListSource {
    /// A stock as the read model has it: all balances, or one SKU with its newest movements. Empty where it knows nothing.
    func stock(_ key: WarehouseKey, sku: String?) throws(Failure) -> StockView {
        var view = StockView(key, sku: sku)
        let path = "/api/v1/stock/\(PercentCoding.encoded(key.merchantId))/\(PercentCoding.encoded(key.warehouseId))"
        guard let sku else {
            // A list of what is not there is an answer as well: nothing is known.
            guard try getIfThere(path + "?limit=1") != nil else { return view }
            var pages = ListPages(source: self, path: path, rows: "items", query: [])
            while let page = try pages.next(atMost: .max) {
                for row in page { if let balance = Self.balance(row.node) { view.take(balance) } }
            }
            return view
        }
        guard let body = try getIfThere("\(path)/\(PercentCoding.encoded(sku))") else { return view }
        do throws(DecodeError) {
            if let balance = Self.balance(try JSONNode(body)) { view.take(balance) }
            var reader = JSONReader(body)
            try reader.object { key, reader throws(DecodeError) in
                guard key.text == "movements" else {
                    try reader.skip()
                    return
                }
                try reader.array { _, reader throws(DecodeError) in
                    let json = Array(body[try reader.skip()])
                    var data = JSONWriter()
                    data.object { $0.fields(of: json, without: "principal") }
                    view.take(
                        .stockMoved, data.bytes, principal: try JSONNode(json, keeping: ["principal"])["principal"]?.text)
                }
            }
        } catch {
            throw Failure(.failure, "the console's stock is not what was expected: \(error.description)")
        }
        return view
    }

    private static func balance(_ node: JSONNode) -> Stock? {
        guard let sku = node["sku"]?.text, let onHand = node["onHand"]?.integer,
            let allocated = node["allocated"]?.integer,
            let quarantined = node["quarantined"]?.integer
        else { return nil }
        var balance = Stock(sku: sku)
        (balance.onHand, balance.allocated, balance.quarantined) = (Int(onHand), Int(allocated), Int(quarantined))
        return balance
    }
}

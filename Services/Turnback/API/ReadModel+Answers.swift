import Contracts
import Fulfillment
import Operations

/// What the read model answers. The data of messages is passed on as it was published.
extension OldReadModel {
    /// `GET /api/v1/orders/{storeId}/{storeOrderId}`: outbound orders, cases with their whole history, tasks.
    func order(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        let key = StoreOrderKey(storeId: request.parameter("storeId"), storeOrderId: request.parameter("storeOrderId"))
        let parts = [key.description]
        var view = OrderView(key)
        for kind in [ReadModelKey.Kind.outbound, .change, .task] {
            for (type, data) in try messages(kind, parts) { view.take(type, data) }
        }
        guard !view.isEmpty else { throw Self.notFound("store order \(key)", request) }
        return Self.answer { view.encode(&$0) }
    }

    /// `GET /api/v1/stock/{merchantId}/{warehouseId}`: the balance of each SKU.
    func stock(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        let key = Self.warehouse(request)
        var view = StockView(key)
        for (type, data) in try messages(.balance, [key.description]) { view.take(type, data) }
        guard !view.isEmpty else { throw Self.notFound("stock of \(key)", request) }
        return Self.answer { view.encode(&$0) }
    }

    /// `GET /api/v1/stock/{merchantId}/{warehouseId}/{sku}`: its balance and its movements.
    func sku(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        let key = Self.warehouse(request)
        let sku = request.parameter("sku")
        var view = StockView(key, sku: sku)
        for (type, data) in try messages(.movement, [key.description, sku]) { view.take(type, data) }
        guard !view.isEmpty else { throw Self.notFound("SKU \(sku) in the stock of \(key)", request) }
        return Self.answer { view.encode(&$0) }
    }

    /// `GET /api/v1/returns/{storeId}/{storeOrderId}/{returnOrderId}`.
    func returnOrder(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        let key = StoreOrderKey(storeId: request.parameter("storeId"), storeOrderId: request.parameter("storeOrderId"))
        let id = request.parameter("returnOrderId")
        guard let (_, data) = try messages(.returnOrder, [key.description, id]).last else {
            throw Self.notFound("return order \(id) of store order \(key)", request)
        }
        return .json(data)
    }

    private static func warehouse(_ request: HTTPRequest) -> WarehouseKey {
        WarehouseKey(merchantId: request.parameter("merchantId"), warehouseId: request.parameter("warehouseId"))
    }

    /// Nothing is known under these ids. One that can be no id is said to be none, for no other spelling is looked for.
    private static func notFound(_ what: String, _ request: HTTPRequest) -> HTTPError {
        for (name, id) in request.parameters.sorted(by: { $0.key < $1.key }) {
            do throws(DecodeError) { try id.mustBeId(maximum: Limits.returnOrderIdBytes) } catch {
                return HTTPError(400, code: error.code.rawValue, message: error.inside(name).description, path: name)
            }
        }
        return HTTPError(404, code: "notFound", message: "\(what) is not known")
    }

    private static func answer(_ encode: (inout JSONWriter) -> Void) -> HTTPResponse {
        var writer = JSONWriter()
        encode(&writer)
        return .json(writer.bytes)
    }
}

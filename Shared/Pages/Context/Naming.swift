internal import Fulfillment

/// How things are named on a page: ids in their own type, and as links to the page about them.
extension PageContext {
    /// An id, as it is.
    func id(_ text: String) -> HTML { tag("bdi", .class("id")) { HTML(text: text) } }

    func link(_ path: Path, _ text: HTML) -> HTML { tag("a", .href(path)) { text } }

    func sku(_ sku: String) -> HTML { id(sku) }

    /// `c1`, as a link to its case.
    func caseLink(_ caseId: String) -> HTML {
        guard let path = Path(caseId: caseId) else { return id(caseId) }
        return link(path, id(String(caseId.split(separator: "/").last ?? "")))
    }

    /// `1001/c1`, as a link to its case.
    func longCaseLink(_ caseId: String) -> HTML {
        guard let path = Path(caseId: caseId) else { return id(caseId) }
        return link(path, id(caseId.split(separator: "/").dropFirst().joined(separator: "/")))
    }

    func orderLink(_ key: StoreOrderKey) -> HTML { link(.order(key), id(key.storeOrderId)) }

    /// `2 × SKU-1, 1 × SKU-7`.
    func lines(_ lines: [Line]) -> HTML {
        lines.map { say(.unitsOf(n: $0.quantity, sku: sku($0.sku))) }.joined(", ")
    }

    /// Lines, one below the other.
    func lineList(_ lines: [Line]) -> HTML {
        tag("ul", .class("lines")) {
            lines.map { line in tag("li") { say(.unitsOf(n: line.quantity, sku: sku(line.sku))) } }
        }
    }

    /// How a parcel is named: by the warehouse's name, its tracking number, or as that of its outbound order.
    func parcel(_ name: ParcelName, of outboundOrderId: String) -> HTML {
        if let parcel = name.parcelId { return id(parcel) }
        return id(name.trackingNumber ?? outboundOrderId)
    }
}

extension Path {
    static func order(_ key: StoreOrderKey) -> Path { Path("orders", key.storeId, key.storeOrderId) }
    static func cancel(_ key: StoreOrderKey) -> Path { Path("orders", key.storeId, key.storeOrderId, "cancel") }
    static func newReturn(_ key: StoreOrderKey) -> Path { Path("orders", key.storeId, key.storeOrderId, "return") }
    /// Whether it is one of these two: what a store's desk does, and nobody on the floor.
    var isOfDesk: Bool {
        let place = text.prefix { $0 != "?" && $0 != "#" }
        return place.hasPrefix("/orders/") && (place.hasSuffix("/cancel") || place.hasSuffix("/return"))
    }
    static func balance(_ key: StoreOrderKey) -> Path { Path("balance", key.storeId, key.storeOrderId) }
    static func request(_ requestId: String, storeId: String) -> Path { Path("requests", storeId, requestId) }
    static func returnOrder(_ key: StoreOrderKey, _ id: String) -> Path {
        Path("returns", key.storeId, key.storeOrderId, id)
    }
    static func stock(_ key: WarehouseKey) -> Path { Path("stock", key.merchantId, key.warehouseId) }
    static func sku(_ key: WarehouseKey, _ sku: String) -> Path { Path("stock", key.merchantId, key.warehouseId, sku) }
    static func floor(_ warehouseId: String) -> Path { Path("floor", warehouseId) }
    static func task(_ warehouseId: String, _ taskId: String) -> Path { Path("floor", warehouseId, "tasks", taskId) }
    static func receive(_ warehouseId: String, _ key: StoreOrderKey, _ id: String) -> Path {
        Path("floor", warehouseId, "receive", key.storeId, key.storeOrderId, id)
    }
    static func contact(_ warehouseId: String) -> Path { Path("contact", warehouseId) }
    static func unreadable(_ id: String) -> Path { Path("operations", "unreadable", id) }

    /// The page of a case; nil where the text is not a case's id.
    init?(caseId: String) {
        let parts = caseId.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { return nil }
        self.init("cases", parts[0], parts[1], parts[2])
    }
}

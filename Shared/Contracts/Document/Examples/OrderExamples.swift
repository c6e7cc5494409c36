/// Outbound orders, as in CONTRACTS.md.
enum OrderExamples {
    static let submitted: JSONValue = [
        "outboundOrderId": "OB-1001-1", "storeId": "shop-de", "storeOrderId": "1001", "merchantId": "acme",
        "warehouseId": "LAX1", "lines": [["sku": "SKU-1", "quantity": 2], ["sku": "SKU-7", "quantity": 1]],
        "submittedAt": "2026-11-24T08:00:00.000Z", "replaces": "OB-1001-0",
    ]

    static let changed: JSONValue = [
        "outboundOrderId": "OB-1001-1", "storeId": "shop-de", "storeOrderId": "1001", "merchantId": "acme",
        "warehouseId": "LAX1", "revision": 9, "status": "shipped", "custody": "unknown",
        "lines": [["sku": "SKU-1", "quantity": 2], ["sku": "SKU-7", "quantity": 1]], "carrier": "DHL",
        "trackingNumber": "00340434161094042557", "caseId": "shop-de/1001/c1",
        "changedAt": "2026-11-24T09:40:00.000Z",
    ]
}

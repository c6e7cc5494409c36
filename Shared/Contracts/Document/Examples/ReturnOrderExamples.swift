/// Return orders.
enum ReturnOrderExamples {
    static let create: JSONValue = [
        "returnOrderId": "RO-OB-1001-1", "storeId": "shop-de", "storeOrderId": "1001",
        "outboundOrderId": "OB-1001-1", "merchantId": "acme", "warehouseId": "LAX1", "fromWarehouseId": "NYC2",
        "origin": "interception",
        "caseId": "shop-de/1001/c1", "handling": "putAway",
        "lines": [["sku": "SKU-1", "quantity": 2], ["sku": "SKU-7", "quantity": 1]],
        "contentsUnknown": true, "writtenOff": [["sku": "SKU-7", "quantity": 1]],
        "trackingNumbers": ["00340434161094042557"],
    ]

    static let receive: JSONValue = [
        "returnOrderId": "RO-OB-1001-1", "storeId": "shop-de", "storeOrderId": "1001", "receiptId": "rc-1",
        "warehouseId": "LAX1",
        "lines": [
            ["sku": "SKU-1", "quantity": 1, "condition": "good", "handling": "putAway"],
            ["sku": "SKU-1", "quantity": 1, "condition": "damaged", "handling": "dispose"],
        ],
        "complete": true,
    ]

    static let cancel: JSONValue = [
        "returnOrderId": "RO-OB-1001-1", "storeId": "shop-de", "storeOrderId": "1001",
        "supersededBy": ["by": "adjustment", "id": "ADJ-31", "writtenOff": [["sku": "SKU-1", "quantity": 1]]],
    ]

    static let receiptReversed: JSONValue = [
        "returnOrderId": "RO-OB-1001-1", "storeId": "shop-de", "storeOrderId": "1001", "receiptId": "rc-0",
        "warehouseId": "LAX1",
        "reason": "another order's box",
    ]

    static let changed: JSONValue = [
        "returnOrderId": "RO-OB-1001-1", "storeId": "shop-de", "storeOrderId": "1001",
        "outboundOrderId": "OB-1001-1", "merchantId": "acme", "warehouseId": "LAX1", "fromWarehouseId": "NYC2",
        "origin": "interception",
        "caseId": "shop-de/1001/c1", "handling": "putAway", "contentsUnknown": true,
        "writtenOff": [["sku": "SKU-7", "quantity": 1]], "trackingNumbers": ["00340434161094042557"],
        "state": "received", "revision": 2,
        "lines": [
            ["sku": "SKU-1", "expected": 2, "received": 2, "putAway": 1, "quarantined": 0, "disposed": 1, "booked": 2],
            ["sku": "SKU-7", "expected": 1, "received": 0, "putAway": 0, "quarantined": 0, "disposed": 0, "booked": 0],
        ],
        "discrepancies": [["kind": "missing", "sku": "SKU-7", "quantity": 1, "receiptId": "rc-1"]],
        "lost": [["sku": "SKU-7", "quantity": 1]], "reversedReceipts": ["rc-0"], "changedAt": "2026-11-25T07:15:00.000Z",
    ]
}

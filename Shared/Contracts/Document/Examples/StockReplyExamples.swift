/// What inventory answers.
enum StockReplyExamples {
    static let reply: JSONValue = [
        "outboundOrderId": "OB-1001-1", "storeId": "shop-de", "storeOrderId": "1001", "caseId": "shop-de/1001/c1",
        "lines": [["sku": "SKU-1", "quantity": 2], ["sku": "SKU-7", "quantity": 1]],
    ]

    static let released: JSONValue = [
        "outboundOrderId": "OB-1001-1", "storeId": "shop-de", "storeOrderId": "1001", "caseId": "shop-de/1001/c1",
        "lines": [["sku": "SKU-1", "quantity": 2, "found": 1], ["sku": "SKU-7", "quantity": 1]],
    ]

    private static let handled: JSONValue = [
        "outboundOrderId": "OB-1001-1", "storeId": "shop-de", "storeOrderId": "1001", "caseId": "shop-de/1001/c1",
        "lines": [["sku": "SKU-1", "quantity": 2, "handling": "putAway"]],
    ]

    static let restored = brought.adding(["complete": true])

    static let brought: JSONValue = [
        "outboundOrderId": "OB-1001-1", "storeId": "shop-de", "storeOrderId": "1001", "caseId": "shop-de/1001/c1",
        "lines": [
            ["sku": "SKU-1", "quantity": 2, "handling": "putAway", "found": 1, "neverLeft": 1],
            ["sku": "SKU-7", "quantity": 1, "handling": "dispose", "destroyed": true],
        ],
        "by": "returnOrder", "id": "RO-OB-1001-1", "receiptId": "rc-1",
    ]

    static let shortened: JSONValue = [
        "outboundOrderId": "OB-1001-1", "storeId": "shop-de", "storeOrderId": "1001", "caseId": "shop-de/1001/c1",
        "lines": [
            ["sku": "SKU-1", "quantity": 1, "reason": "notFound"],
            ["sku": "SKU-7", "quantity": 1, "reason": "damaged", "freed": true],
        ],
    ]

    static let refused = handled.adding([
        "command": "adjust", "adjustmentId": "ADJ-32", "code": "alreadyRestored",
        "message": "all of SKU-1 of outbound order OB-1001-1 is back, the last of it by adjustment ADJ-31",
        "claimedBy": ["by": "adjustment", "id": "ADJ-31"],
        "returnOrderId": "RO-OB-1001-1", "receiptId": "rc-1", "complete": true,
    ])
}

/// A line of the movement ledger.
enum StockMovedExample {
    static let moved: JSONValue = [
        "movementId": "mv-2f6c", "merchantId": "acme", "warehouseId": "LAX1", "sku": "SKU-1", "kind": "adjusted",
        "quantity": 2, "onHandDelta": 2, "allocatedDelta": 0, "quarantinedDelta": 0, "onHand": 498,
        "allocated": 500, "quarantined": 0, "available": -2, "cause": ["type": "adjustment", "id": "ADJ-31"],
        "outboundOrderId": "OB-1001-1", "caseId": "shop-de/1001/c1", "actor": "m.liang",
        "reasonCode": "intercepted", "oversold": true, "sentFrom": "NYC2",
        "movedAt": "2026-11-24T11:00:00.000Z",
    ]
}

/// A message that was refused.
enum RejectionExample {
    static let rejected: JSONValue = [
        "code": "alreadyRestored",
        "message": "all of SKU-1 of outbound order OB-1001-1 is back, the last of it by returnOrder RO-OB-1001-1",
        "path": "delta", "claimedBy": ["by": "returnOrder", "id": "RO-OB-1001-1"],
        "messageSource": "wms/LAX1", "messageId": "e-88", "messageType": "fulfillment.stock.adjust.v1",
        "key": "acme/LAX1", "topic": "fulfillment.inventory.commands.v1", "partition": 1, "offset": 4711,
    ]
}

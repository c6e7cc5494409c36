/// What is sent to inventory.
enum StockCommandExamples {
    static let receive: JSONValue = [
        "merchantId": "acme", "warehouseId": "LAX1", "receiptId": "ASN-77",
        "lines": [["sku": "SKU-1", "quantity": 500], ["sku": "SKU-7", "quantity": 40]],
    ]

    static let adjust: JSONValue = [
        "merchantId": "acme", "warehouseId": "LAX1", "adjustmentId": "ADJ-31", "sku": "SKU-1", "delta": 2,
        "reasonCode": "inspected", "actor": "m.liang", "caseId": "shop-de/1001/c1", "outboundOrderId": "OB-1001-1",
        "from": "quarantine",
    ]

    static let move: JSONValue = [
        "merchantId": "acme", "warehouseId": "LAX1", "outboundOrderId": "OB-1001-1",
        "lines": [["sku": "SKU-1", "quantity": 2], ["sku": "SKU-7", "quantity": 1]], "caseId": "shop-de/1001/c1",
        "replyTo": ["storeId": "shop-de", "storeOrderId": "1001"],
    ]

    static let issue = move.adding(["again": true])

    static let release: JSONValue = [
        "merchantId": "acme", "warehouseId": "LAX1", "releaseId": "REL-9", "outboundOrderId": "OB-1001-1",
        "lines": [["sku": "SKU-1", "quantity": 2], ["sku": "SKU-7", "quantity": 1]], "caseId": "shop-de/1001/c1",
        "replyTo": ["storeId": "shop-de", "storeOrderId": "1001"],
    ]

    static let unhold: JSONValue = [
        "merchantId": "acme", "warehouseId": "LAX1", "outboundOrderId": "OB-1001-1", "caseId": "shop-de/1001/c1",
        "replyTo": ["storeId": "shop-de", "storeOrderId": "1001"],
    ]

    static let shorten: JSONValue = [
        "merchantId": "acme", "warehouseId": "LAX1", "outboundOrderId": "OB-1001-1",
        "lines": [
            ["sku": "SKU-1", "quantity": 1, "reason": "notFound"],
            ["sku": "SKU-7", "quantity": 1, "reason": "damaged", "freed": true],
        ],
        "replyTo": ["storeId": "shop-de", "storeOrderId": "1001"], "issued": true,
    ]

    static let reverse: JSONValue = [
        "merchantId": "acme", "warehouseId": "LAX1", "outboundOrderId": "OB-1001-1",
        "returnOrderId": "RO-OB-1001-1", "receiptId": "rc-1", "caseId": "shop-de/1001/c1",
        "lines": [
            ["sku": "SKU-1", "quantity": 3, "handling": "putAway", "neverLeft": 2, "found": 1],
            ["sku": "SKU-7", "quantity": 1, "handling": "dispose", "missing": true],
        ],
        "replyTo": ["storeId": "shop-de", "storeOrderId": "1001"],
    ]

    static let restore: JSONValue = [
        "merchantId": "acme", "warehouseId": "LAX1", "outboundOrderId": "OB-1001-1",
        "returnOrderId": "RO-OB-1001-1", "receiptId": "rc-1", "caseId": "shop-de/1001/c1",
        "lines": [
            ["sku": "SKU-1", "quantity": 2, "handling": "putAway", "found": 1],
            ["sku": "SKU-7", "quantity": 1, "handling": "dispose", "missing": true],
        ],
        "sentFrom": "LAX1", "arrivesAt": "NYC2", "complete": true,
        "replyTo": ["storeId": "shop-de", "storeOrderId": "1001"],
    ]
}

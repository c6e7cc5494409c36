/// A cancellation request and its answers, as in CONTRACTS.md.
enum CancellationExamples {
    static let requested: JSONValue = [
        "requestId": "r-5001", "storeId": "shop-de", "storeOrderId": "1001", "reason": "buyerChangedMind",
        "requestedBy": "buyer", "requestedAt": "2026-11-24T08:05:00.000Z",
        "lines": [["sku": "SKU-1", "quantity": 1]], "outboundOrderIds": ["OB-1001-1"], "note": "ordered twice",
    ]

    static let changed: JSONValue = [
        "caseId": "shop-de/1001/c2", "requestId": "r-5001", "storeId": "shop-de", "storeOrderId": "1001",
        "revision": 2, "state": "cancelled", "final": true, "code": "cancelledBeforeWork",
        "stage": "awaitingOutbound", "nextAction": "none", "labelVoided": nil,
        "outboundOrders": [
            [
                "outboundOrderId": "OB-1001-1", "warehouseId": "LAX1", "status": "cancelled",
                "code": "cancelledBeforeWork", "stage": "awaitingOutbound", "nextAction": "none",
                "quantities": allCancelled,
                "parcels": [
                    [
                        "parcelId": "OB-1001-1-B1", "trackingNumber": "00340434161094042557", "custody": "warehouse",
                        "labelVoided": true,
                    ]
                ],
            ]
        ],
        "quantities": allCancelled,
        "coveredBy": ["shop-de/1001/c1"], "changedAt": "2026-11-24T08:05:00.012Z",
    ]

    private static let allCancelled: JSONValue = [
        "requested": 3, "cancelled": 3, "refused": 0, "intercepted": 0, "restored": 0, "quarantined": 0,
        "writtenOff": 0, "pending": 0,
    ]

    static let contradicted: JSONValue = [
        "caseId": "shop-de/1001/c1", "requestId": "r-5001", "storeId": "shop-de", "storeOrderId": "1001",
        "outboundOrderId": "OB-1001-2", "code": "laterPart", "quantity": 3, "followedBy": "shop-de/1001/c2",
        "carrier": "DHL", "trackingNumber": "00340434161094042557", "nextAction": "wait",
        "reportedAt": "2026-11-24T10:00:00.000Z",
    ]
}

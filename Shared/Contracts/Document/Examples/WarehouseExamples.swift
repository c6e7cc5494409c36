/// Reports of the warehouse and the carrier, and the warehouse's tasks.
enum WarehouseExamples {
    static let progressed: JSONValue = report([
        "status": "shipped", "carrier": "DHL", "trackingNumber": "00340434161094042557",
        "lines": [["sku": "SKU-1", "quantity": 2]],
        "short": [["sku": "SKU-7", "quantity": 1, "reason": "damaged", "freed": true]], "parcelId": "OB-1001-1-B1",
    ])
    static let goodsVerified: JSONValue = report([
        "found": "inWarehouse", "trackingNumber": "00340434161094042557", "parcelId": "OB-1001-1-B1",
    ])
    static let parcelIntercepted: JSONValue = report([
        "succeeded": false, "reason": "already on the truck", "trackingNumber": "00340434161094042557",
        "parcelId": "OB-1001-1-B1",
    ])
    static let labelVoided: JSONValue = report([
        "succeeded": false, "trackingNumber": "00340434161094042557", "reason": "the carrier's site was down",
        "parcelId": "OB-1001-1-B1",
    ])
    static let carrierScanned: JSONValue = report([
        "status": "pickedUp", "trackingNumber": "00340434161094042557", "parcelId": "OB-1001-1-B1",
    ])

    private static func report(_ own: KeyValuePairs<String, JSONValue>) -> JSONValue {
        let outboundOrder: JSONValue = [
            "outboundOrderId": "OB-1001-1", "storeId": "shop-de", "storeOrderId": "1001", "warehouseId": "LAX1",
        ]
        return outboundOrder.adding(own).adding(["reportedAt": "2026-11-24T09:30:00.000Z", "reportedBy": "m.liang"])
    }

    static let task: JSONValue = [
        "taskId": "t-9b1f", "kind": "interceptParcel", "caseId": "shop-de/1001/c1", "outboundOrderId": "OB-1001-1",
        "storeId": "shop-de", "storeOrderId": "1001", "warehouseId": "LAX1",
        "lines": [["sku": "SKU-1", "quantity": 2], ["sku": "SKU-7", "quantity": 1]],
        "trackingNumber": "00340434161094042557", "dueAt": "2026-11-24T13:30:00.000Z",
    ]
}

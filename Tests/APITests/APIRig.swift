import Contracts
import Foundation
import Fulfillment
import Operations
import ReadModel
import Streams
import TestPlant
import Testing

@testable import API

/// The API over a running plant.
final class APIRig {
    let plant: LivePlant
    let model: ReadModel
    let api: ConsoleAPI
    let router: HTTPRouter

    static let stock = WarehouseKey(merchantId: "acme", warehouseId: "LAX1")

    init(hosts: [String] = [], access: AccessControl = .open) throws {
        plant = try LivePlant()
        model = try ReadModel(
            plant.log, ReadModel.Settings(directory: "\(plant.directory)/view"), topics: plant.topics,
            logger: plant.logger, health: plant.health.register("view"))
        api = ConsoleAPI(
            health: plant.health, metrics: MetricsRegistry(), logger: plant.logger, hosts: hosts, access: access)
        try api.open(plant.log, topics: plant.topics, model: model)
        router = api.router()
    }

    func stop() {
        api.close()
        model.stop(until: .now + .seconds(30))
        plant.stop()
    }

    /// An answer, and its body as text.
    struct Answer {
        let status: Int
        let headers: HTTPHeaders
        let text: String

        var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:] }
        func rows(_ name: String) -> [[String: Any]] { json[name] as? [[String: Any]] ?? [] }
    }

    func send(
        _ method: String, _ target: String, headers: HTTPHeaders = [:], body: [UInt8] = []
    ) throws -> Answer {
        let request = try #require(HTTPRequest(method: method, target: target, headers: headers, body: body))
        let response = router.respond(to: request)
        guard case .bytes(let bytes) = response.body else {
            return Answer(status: response.status, headers: response.headers, text: "a stream")
        }
        return Answer(status: response.status, headers: response.headers, text: String(decoding: bytes, as: UTF8.self))
    }

    func get(_ target: String, headers: HTTPHeaders = [:]) throws -> Answer {
        try send("GET", target, headers: headers)
    }

    func post(
        _ target: String, _ body: String, type: String? = "application/json", headers: HTTPHeaders = [:]
    ) throws -> Answer {
        var headers = headers
        if let type { headers.add("Content-Type", type) }
        return try send("POST", target, headers: headers, body: Array(body.utf8))
    }

    static func event(_ type: String, _ id: String, _ data: String) -> String {
        #"{"specversion":"1.0","id":"\#(id)","source":"/test","type":"fulfillment.\#(type).v1","data":\#(data)}"#
    }

    static func receipt(_ id: String, _ sku: String = "SKU-1", _ quantity: Int = 10) -> String {
        event(
            "stock.receive", id,
            #"{"merchantId":"acme","warehouseId":"LAX1","receiptId":"\#(id)","lines":[{"sku":"\#(sku)","quantity":\#(quantity)}]}"#
        )
    }

    static func submission(_ number: String, _ quantity: Int = 2) -> String {
        event(
            "outbound-order.submitted", "s-\(number)",
            #"{"outboundOrderId":"OB-\#(number)","storeId":"shop-de","storeOrderId":"\#(number)","merchantId":"acme","warehouseId":"LAX1","lines":[{"sku":"SKU-1","quantity":\#(quantity)}],"submittedAt":"2026-11-24T08:00:00Z"}"#
        )
    }

    static func request(_ id: String, _ number: String) -> String {
        #"{"requestId":"\#(id)","storeId":"shop-de","storeOrderId":"\#(number)","reason":"buyerChangedMind","requestedBy":"buyer","requestedAt":"2026-11-24T08:05:00Z"}"#
    }

    static let structured = "application/cloudevents+json"

    /// Asks until the answer is as wanted.
    func eventually(_ target: String, _ wanted: (Answer) -> Bool) throws -> Answer {
        try LivePlant.eventually(target) {
            let answer = try get(target)
            return wanted(answer) ? answer : nil
        } state: {
            String(((try? get(target).text) ?? "").prefix(2_000))
        }
    }
}

import Contracts
import Foundation
import Fulfillment
import Operations
import Streams
import TestPlant
import Testing

@testable import ReadModel

/// A read model over a running plant.
final class ModelRig {
    let plant: LivePlant
    let model: ReadModel

    static let stock = WarehouseKey(merchantId: "acme", warehouseId: "LAX1")

    init(policies: Policies = Policies()) throws {
        plant = try LivePlant(policies: policies)
        model = try Self.model(of: plant, policies: policies)
    }

    /// One more read model of the same topics.
    static func model(of plant: LivePlant, name: String = "view", policies: Policies = Policies()) throws -> ReadModel {
        try ReadModel(
            plant.log, ReadModel.Settings(directory: "\(plant.directory)/\(name)", policies: policies),
            topics: plant.topics, logger: plant.logger, health: Health().register("view"))
    }

    func stop() {
        model.stop(until: .now + .seconds(30))
        plant.stop()
    }

    /// An order that is awaiting outbound in its warehouse, with one line.
    func awaiting(_ number: String, sku: String = "SKU-1", quantity: Int = 2, stock: Int = 100) throws -> StoreOrderKey
    {
        let key = StoreOrderKey(storeId: "shop-de", storeOrderId: number)
        try plant.receive(sku, stock, Self.stock, id: "RC-\(number)")
        try plant.submit("OB-\(number)", key, [Line(sku, quantity)], Self.stock)
        _ = try status(key, .awaitingOutbound)
        return key
    }

    /// Waits until an outbound order stands there.
    @discardableResult
    func status(_ key: StoreOrderKey, _ status: OutboundStatus) throws -> OrderView {
        try LivePlant.eventually("\(key) is \(status.rawValue)") {
            let view = try model.order(key)
            return view?.outboundOrders.first?.now.status == status ? view : nil
        } state: {
            "\(String(describing: try? model.order(key)?.outboundOrders.map(\.now.status)))"
        }
    }

    /// Waits until a case stands there.
    @discardableResult
    func state(_ key: StoreOrderKey, _ state: CancellationState, number: Int = 1) throws -> CaseView {
        try LivePlant.eventually("case \(number) of \(key) is \(state.rawValue)") {
            let view = try model.cancellationCase("\(key)/c\(number)")
            return view?.summary.state == state ? view : nil
        } state: {
            "\(String(describing: try? model.cancellationCase("\(key)/c\(number)")?.summary))"
        }
    }
}

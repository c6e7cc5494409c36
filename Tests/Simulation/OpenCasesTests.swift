import Foundation
import Fulfillment
import Testing

@testable import Processors
@testable import Streams

/// What the simulation has found in a service that starts.
@Suite("Open cases at the start of orders")
struct OpenCasesTests {
    @Test func aCaseThatWentOverIntoAnotherIsNotCountedAndDoesNoHarm() throws {
        let directory = try Directory.temporary()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try StateStore(directory: directory + "/0")
        defer { store.close() }
        let now = Timestamp(milliseconds: 1_000)
        var order = StoreOrder(key: StoreOrderKey(storeId: "shop", storeOrderId: "1"))
        let waiting = CancellationCase(id: "shop/1/c1", requestIds: ["r-1"], openedAt: now)
        var merged = CancellationCase(id: "shop/1/c2", requestIds: ["r-2"], openedAt: now)
        merged.mergedInto = waiting.id
        order.cases = [waiting, merged]
        let key = StoreOrder.stateKey(order.key)
        store.put(key, touchedAt: 1_000, order.encodeState)
        let timers = try Timers(store)
        timers.set(key, at: 2_000)
        try store.commit(offset: 1)
        let open = try OrdersProcessor(policies: Policies()).openCases(in: store)
        #expect(open.map(\.id) == ["shop/1/c1"])
    }
}

import Contracts
import Fulfillment
import Testing

@testable import Replay
@testable import turnback

@Suite struct GeneratedDayTests {
    @Test(arguments: [1 as UInt64, 2, 3]) func theShapeIsTheRealData(seed: UInt64) {
        var model = WarehouseModel()
        model.seed = seed
        let orders = GeneratedDay(orders: 2_000, model).orders
        let sizes = orders.map(\.lines.count).sorted()
        #expect((12...14).contains(sizes[1_000]) && (200...240).contains(sizes[1_980]) && sizes[1_999] > 1_000)
        #expect(orders.allSatisfy { order in Set(order.lines.map(\.sku)).count == order.lines.count })
        var popularity: [String: Int] = [:]
        for order in orders { for line in order.lines { popularity[line.sku, default: 0] += 1 } }
        let counts = popularity.values.sorted(by: >)
        #expect(counts[0] > 3 * counts[500] && counts[500] > 2 * counts[2_000])
    }

    @Test func cancellationsAreSpreadOverAllStages() {
        let model = WarehouseModel()
        var stages: [Int: Int] = [:]
        for order in GeneratedDay(orders: 2_000, model).orders {
            guard let request = order.requests.first else { continue }
            let parcel = Parcel(orderId: order.id, orderedAt: order.orderedAt, model)
            let bounds = parcel.marks.map(\.at) + [parcel.leaves, parcel.scanned, parcel.delivered]
            stages[bounds.count { $0 <= request.at }, default: 0] += 1
        }
        #expect(stages.count == 9 && stages.values.allSatisfy { $0 > 20 })
    }

    @Test func theSameSeedGivesTheSameDay() {
        func day(_ seed: UInt64) -> [String] {
            var model = WarehouseModel()
            model.seed = seed
            return GeneratedDay(orders: 50, model).orders.map { "\($0)" }
        }
        #expect(day(7) == day(7) && day(7) != day(8))
    }

    @Test(arguments: [1, 2, 7]) func anyNumberOfOrders(count: Int) {
        #expect(GeneratedDay(orders: count, WarehouseModel()).orders.count == count)
    }
}

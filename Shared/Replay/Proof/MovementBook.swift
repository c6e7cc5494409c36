import Contracts
import Fulfillment

/// Adds up the movements of a run, from the topic alone: what the balances must be, without any service's state.
struct MovementBook: Sendable {
    /// A SKU of one merchant.
    struct Place: Hashable, Sendable, Comparable, CustomStringConvertible {
        var merchant: String
        var sku: String
        static func < (a: Place, b: Place) -> Bool { (a.merchant, a.sku) < (b.merchant, b.sku) }
        var description: String { "SKU \(sku) of \(merchant)" }
    }

    /// The numbers of a balance.
    struct Balance: Equatable, Sendable, CustomStringConvertible {
        var onHand = 0
        var allocated = 0
        var quarantined = 0
        var description: String { "\(onHand) on hand, \(allocated) allocated, \(quarantined) quarantined" }
    }

    private(set) var sums: [Place: Balance] = [:]
    private(set) var movements = 0
    private(set) var units: [StockMovement.Kind: Int] = [:]
    /// The first movement whose balance is not the sum of the deltas so far, and the first whose balance cannot be.
    private(set) var firstWrongSum: String?
    private(set) var firstImpossible: String?

    /// Takes in the movements in the order of their topic.
    mutating func take(_ moved: StockMoved) {
        let movement = moved.movement
        movements += 1
        units[movement.kind, default: 0] += movement.quantity
        let place = Place(merchant: moved.warehouse.merchantId, sku: movement.sku)
        let sum = add(movement, to: place)
        let said = Balance(
            onHand: movement.balance.onHand, allocated: movement.balance.allocated,
            quarantined: movement.balance.quarantined)
        if firstWrongSum == nil, said != sum {
            firstWrongSum = "\(place): movement \(moved.movementId) says \(said), its deltas add up to \(sum)"
        }
        if firstImpossible == nil,
            !(0...max(0, sum.onHand)).contains(sum.allocated) || sum.onHand < 0 || sum.quarantined < 0
        {
            firstImpossible = "\(place): \(sum) after movement \(moved.movementId)"
        }
    }

    private mutating func add(_ movement: StockMovement, to place: Place) -> Balance {
        var sum = sums[place] ?? Balance()
        sum.onHand += movement.onHandDelta
        sum.allocated += movement.allocatedDelta
        sum.quarantined += movement.quarantinedDelta
        sums[place] = sum
        return sum
    }
}

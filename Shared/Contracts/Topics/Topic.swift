/// The topics of Turnback: names, keys, and how long they keep what they hold.
public enum Topic: String, Sendable, CaseIterable {
    case cancellationRequests = "fulfillment.cancellations.requests.v1"
    case cancellationOutcomes = "fulfillment.cancellations.outcomes.v1"
    case orderCommands = "fulfillment.orders.commands.v1"
    case orderEvents = "fulfillment.orders.events.v1"
    case warehouseReports = "fulfillment.warehouse.reports.v1"
    case warehouseTasks = "fulfillment.warehouse.tasks.v1"
    case inventoryCommands = "fulfillment.inventory.commands.v1"
    /// What Turnback's own services ask of inventory, and what others sent to `inventoryCommands`, in one order.
    case inventoryOwnCommands = "fulfillment.inventory.own-commands.v1"
    case inventoryReplies = "fulfillment.inventory.replies.v1"
    case inventoryMovements = "fulfillment.inventory.movements.v1"
    case returnCommands = "fulfillment.returns.commands.v1"
    case returnEvents = "fulfillment.returns.events.v1"
    case rejections = "fulfillment.rejections.v1"
    case deadLetters = "fulfillment.dead-letters.v1"
    /// Orders whose texts and tracking numbers are to be removed wherever Turnback has copied them.
    case erasures = "fulfillment.erasures.v1"
    case ordersReroutes = "fulfillment.orders.reroutes.v1"
    case inventoryReroutes = "fulfillment.inventory.reroutes.v1"
    case returnsReroutes = "fulfillment.returns.reroutes.v1"
    case ordersState = "fulfillment.orders.state.v1"
    case inventoryState = "fulfillment.inventory.state.v1"
    case returnsState = "fulfillment.returns.state.v1"

    public var name: String { rawValue }

    /// By its place among the cases: hashing its name costs more than most of what is looked up by it.
    public func hash(into hasher: inout Hasher) { unsafe hasher.combine(unsafeBitCast(self, to: UInt8.self)) }

    /// Keeps the newest record of each key for ever, instead of all records for some time.
    public var isCompacted: Bool {
        switch self {
        case .ordersState, .inventoryState, .returnsState: true
        default: false
        }
    }

    /// The only topic on which a message may come without CloudEvents attributes.
    public var takesBareMessages: Bool { self == .cancellationRequests }
}

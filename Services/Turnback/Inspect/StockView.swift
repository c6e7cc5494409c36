import Contracts
import Fulfillment
import Operations

/// One merchant's stock in one warehouse, as the movements tell it: each SKU's balance, or one SKU with its movements.
struct StockView {
    let key: WarehouseKey
    /// The SKU whose movements are kept; nil keeps all balances and no movements.
    let sku: String?
    /// The newest movement of each SKU, which says its balance.
    private var newest: [String: StockMoved] = [:]
    private(set) var movements: [Told<StockMoved>] = []
    /// Balances as the console has them.
    private var given: [String: Stock] = [:]
    /// Who made an adjustment, by its id.
    private var actors: [String: String] = [:]

    init(_ key: WarehouseKey, sku: String? = nil) {
        self.key = key
        self.sku = sku
    }

    /// Nothing was published about it.
    var isEmpty: Bool { newest.isEmpty && given.isEmpty }

    /// The balances, by SKU.
    var balances: [Stock] {
        given.merging(newest.mapValues(\.movement.balance)) { given, _ in given }.values.sorted { $0.sku < $1.sku }
    }

    /// Takes the balance of a SKU as the console has it.
    mutating func take(_ balance: Stock) { given[balance.sku] = balance }

    /// Takes a message in by its type and the JSON text of its data.
    /// - Parameter principal: who was authenticated behind it, where that stands in the text already.
    mutating func take(_ type: MessageType, _ data: [UInt8], principal: String? = nil) {
        guard type == .stockMoved, let message = Message.told(type, data) else { return }
        take(message, data, principal: principal)
    }

    mutating func take(_ message: Message, _ data: [UInt8], principal: String? = nil) {
        guard case .stockMoved(let moved) = message, moved.warehouse == key else { return }
        guard sku == nil || sku == moved.movement.sku else { return }
        newest[moved.movement.sku] = moved
        if sku != nil { movements.append(Told(moved, data, principal: principal)) }
    }

    /// An adjustment says who made it, its movements do not; the first message under an id counts.
    mutating func takeActor(_ message: Message) {
        guard case .stockCommand(let command) = message, command.warehouse == key,
            case .adjust(let adjustment) = command.action, actors[adjustment.adjustmentId] == nil
        else { return }
        actors[adjustment.adjustmentId] = adjustment.actor
    }

    /// Who made a movement, where a person did.
    func actor(of movement: StockMovement) -> String? {
        movement.actor ?? (movement.cause.type == .adjustment ? actors[movement.cause.id] : nil)
    }

    /// The stock as HTTP and `--json` tell it.
    func encode(_ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("merchantId", key.merchantId)
            writer.field("warehouseId", key.warehouseId)
            if let sku {
                balances.first.map { Self.encode($0, &writer) } ?? writer.field("sku", sku)
                writer.field("movements", texts: movements.map(\.json))
            } else {
                writer.key("items")
                writer.array { writer in
                    for balance in balances { writer.object { Self.encode(balance, &$0) } }
                }
            }
        }
    }

    private static func encode(_ balance: Stock, _ writer: inout JSONWriter) {
        writer.field("sku", balance.sku)
        writer.field("onHand", balance.onHand)
        writer.field("allocated", balance.allocated)
        writer.field("quarantined", balance.quarantined)
        writer.field("available", balance.available)
    }
}

import Contracts
import Fulfillment
import Operations

/// One return order, as commands and events tell it.
struct ReturnView {
    let key: StoreOrderKey
    let id: String
    private(set) var newest: Told<ReturnOrder>?
    private var heard: [(receipt: Told<ReturnOrderReceived>, identity: Fingerprint)] = []
    /// Messages that were refused.
    private var refused: Set<Fingerprint> = []

    init(_ key: StoreOrderKey, id: String) {
        self.key = key
        self.id = id
    }

    /// Nothing was published about it.
    var isEmpty: Bool { newest == nil }

    /// What came back, in order; neither refused ones nor ones that were sent again.
    var receipts: [Told<ReturnOrderReceived>] {
        var seen: Set<String> = []
        return heard.filter { !refused.contains($0.identity) && seen.insert($0.receipt.value.receiptId).inserted }
            .map(\.receipt)
    }

    mutating func take(_ logged: LoggedMessage) {
        switch logged.message {
        case .returnOrderChanged(let order) where order.created.storeOrder == key && order.created.returnOrderId == id:
            if order.revision >= newest?.value.revision ?? 0 { newest = Told(order, logged.data) }
        case .returnOrderCommand(.receive(let receipt)) where receipt.storeOrder == key && receipt.returnOrderId == id:
            heard.append((Told(receipt, logged.data), logged.envelope.identity))
        case .rejected(let rejected):
            var identity = Fingerprint()
            identity.add(rejected.messageSource)
            identity.add(rejected.messageId)
            refused.insert(identity)
        default: break
        }
    }

    /// The newest change, and the receipts.
    func encode(_ writer: inout JSONWriter) {
        writer.object { writer in
            if let newest { writer.fields(of: newest.data) }
            writer.field("receipts", texts: receipts.map(\.data))
        }
    }
}

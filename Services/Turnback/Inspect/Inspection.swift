import Contracts
import Fulfillment
import Operations
import Streams

/// Makes views from the beginning of the topics up to now, reading only the partitions in which a key's records may be.
struct Inspection {
    let log: any Log
    let names: TopicNames
    var isOver: () -> Bool = { false }
    /// Counts the messages that were read, others' too.
    var progress: ProgressLine?

    init(
        log: any Log, names: TopicNames, isOver: @escaping () -> Bool = { false }, progress: ProgressLine? = nil
    ) {
        self.log = log
        self.names = names
        self.isOver = isOver
        self.progress = progress
    }

    /// Of the common topics alone.
    init(log: any Log, partitions: [Topic: Int32]) { self.init(log: log, names: TopicNames(common: partitions)) }

    /// The order, then the movements of the stocks that it takes from.
    func order(_ key: StoreOrderKey) throws(LogError) -> OrderView {
        var view = OrderView(key)
        try read([.orderEvents, .cancellationOutcomes, .warehouseTasks], key.description) {
            view.take($0.message, $0.data, principal: $0.envelope.principal)
        }
        for warehouse in view.warehouses {
            try read([.inventoryMovements], warehouse.description) {
                view.take($0.message, $0.data, principal: $0.envelope.principal)
            }
        }
        return view
    }

    func stock(_ key: WarehouseKey, sku: String?) throws(LogError) -> StockView {
        var view = StockView(key, sku: sku)
        try read([.inventoryMovements], key.description) {
            view.take($0.message, $0.data, principal: $0.envelope.principal)
        }
        if sku != nil { try read([.inventoryCommands], key.description) { view.takeActor($0.message) } }
        return view
    }

    /// Receipts that came to a wrong partition are in the service's reroutes.
    func returnOrder(_ key: StoreOrderKey, id: String) throws(LogError) -> ReturnView {
        var view = ReturnView(key, id: id)
        try read([.returnEvents, .returnCommands, .returnsReroutes, .rejections], key.description) { view.take($0) }
        return view
    }

    private func read(_ topics: [Topic], _ key: String, each: (LoggedMessage) -> Void) throws(LogError) {
        try records(topics, key) { record in if let logged = try? LoggedMessage(record) { each(logged) } }
    }

    /// The records of a key in these topics.
    func records(_ topics: [Topic], _ key: String, each: (Record) -> Void) throws(LogError) {
        let bytes = Array(key.utf8)
        let places = names.places(of: bytes, in: topics)
        // One after the other: what is in a later one was written later.
        for partition in Set(places.map(\.partition)).sorted() {
            try LogScan(log: log).read(places.filter { $0.partition == partition }, until: isOver) { record in
                progress?.advance()
                // Most records are others': they are not decoded.
                guard let place = record.body.keyRange, record.body.bytes[place].elementsEqual(bytes) else { return }
                each(record)
            }
        }
    }
}

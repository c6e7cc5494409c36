internal import Contracts
internal import Fulfillment
internal import ReadModel

/// How what the read model answers is written.
extension JSONWriter {
    /// The fields of a message's data, into the object in hand.
    mutating func fields(of message: Message) {
        var writer = JSONWriter()
        message.encodeData(&writer)
        raw(writer.bytes.dropFirst().dropLast())
    }

    mutating func field(_ name: StaticString, _ message: Message) {
        key(name)
        message.encodeData(&self)
    }

    mutating func field(_ name: StaticString, at time: Timestamp?) { field(name, ifPresent: time?.rfc3339) }

    mutating func field(_ name: StaticString, flag: Bool?) { if let flag { field(name, flag) } }

    mutating func field(_ name: StaticString, number: Int64) {
        key(name)
        integer(number)
    }

    mutating func field(_ name: StaticString, object: (inout JSONWriter) -> Void) {
        key(name)
        self.object(object)
    }

    /// An array of objects.
    mutating func list<Element>(
        _ name: StaticString, _ elements: some Sequence<Element>, _ encode: (inout JSONWriter, Element) -> Void
    ) {
        key(name)
        array { writer in for element in elements { writer.object { encode(&$0, element) } } }
    }

    /// An array of messages' data.
    mutating func list(_ name: StaticString, messages: some Sequence<Message>) {
        key(name)
        array { writer in for message in messages { message.encodeData(&writer) } }
    }

    /// A page of a list.
    mutating func page<Row>(
        _ name: StaticString, _ page: Page<Row>, _ encode: (inout JSONWriter, Row) -> Void
    ) {
        object { writer in
            writer.list(name, page.rows, encode)
            writer.field("next", ifPresent: page.next)
        }
    }

    mutating func storeOrder(_ key: StoreOrderKey) {
        field("storeId", key.storeId)
        field("storeOrderId", key.storeOrderId)
    }

    mutating func warehouse(_ key: WarehouseKey) {
        field("merchantId", key.merchantId)
        field("warehouseId", key.warehouseId)
    }

    mutating func lines(_ name: StaticString, _ lines: [Line]) {
        list(name, lines) { writer, line in
            writer.field("sku", line.sku)
            writer.field("quantity", line.quantity)
        }
    }

    mutating func place(_ place: LogPosition) {
        field("topic", place.name)
        field("partition", Int(place.partition))
        field("offset", number: place.offset)
    }

    mutating func quantities(_ units: CaseQuantities) {
        field("quantities") { writer in
            writer.field("requested", units.requested)
            writer.field("cancelled", units.cancelled)
            writer.field("refused", units.refused)
            writer.field("intercepted", units.intercepted)
            writer.field("restored", units.restored)
            writer.field("quarantined", units.quarantined)
            writer.field("writtenOff", units.writtenOff)
            writer.field("pending", units.pending)
        }
    }
}

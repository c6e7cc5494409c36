internal import Contracts
internal import Fulfillment
internal import Streams

/// State is kept as JSON, so that it can be read on the state topic with any tool. Fields are added, never reused:
/// an older record has to be readable by a newer version.
///
/// Names are short, because a name is written with each record and weighs more than most values; `names.json` beside this file says
/// what each stands for. A reader knows both: earlier versions wrote the long ones.
extension StateStore {
    /// Reads an entity by its decoder; nil where there is none.
    func entity<Entity>(
        _ key: [UInt8], _ decode: (inout JSONReader) throws(DecodeError) -> Entity
    ) throws(ProcessingError) -> Entity? {
        if let known: Entity = decoded(key) { return known }
        let stored: [UInt8]?
        do { stored = try get(key) } catch { throw .log(error) }
        guard let stored else { return nil }
        do {
            let entity = try Self.read(stored, decode)
            keep(key, decoded: entity, bytes: stored.count)
            return entity
        } catch { throw .unreadable(entity: key, reason: error.description) }
    }

    private static func read<Entity>(
        _ bytes: [UInt8], _ decode: (inout JSONReader) throws(DecodeError) -> Entity
    ) throws(DecodeError) -> Entity {
        var reader = JSONReader(bytes)
        reader.isOwn = true
        return try decode(&reader)
    }

    /// Writes an entity, and keeps it decoded beside what is written; one that comes to an end also says when it was touched.
    ///
    /// - Parameters:
    ///   - encode: its encoder.
    ///   - decode: its decoder, which gives the same entity back.
    func put<Entity: Equatable>(
        _ key: [UInt8], touchedAt: Int64? = nil, _ entity: Entity,
        _ encode: @escaping (Entity) -> (inout JSONWriter) -> Void,
        _ decode: (inout JSONReader) throws(DecodeError) -> Entity
    ) {
        assert(
            (try? Self.read(Self.value(touchedAt: touchedAt, encode(entity)), decode)) == entity,
            "\(entity) is not what is read back")
        put(key, decoded: entity) { Self.value(touchedAt: touchedAt, encode(entity)) }
    }

    /// Writes an entity by its encoder; one that comes to an end also says when it was touched.
    func put(_ key: [UInt8], touchedAt: Int64? = nil, _ encode: (inout JSONWriter) -> Void) {
        put(key, Self.value(touchedAt: touchedAt, encode))
    }

    /// The stored form of an entity.
    static func value(touchedAt: Int64?, _ encode: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            encode(&writer)
            if let touchedAt { writer.field(Self.touchedField, Int(touchedAt)) }
        }
        return writer.bytes
    }
}

extension JSONReader {
    /// A fingerprint, written as a hexadecimal text.
    mutating func fingerprint() throws(DecodeError) -> Fingerprint {
        Fingerprint(value: try hexadecimal())
    }

    mutating func fingerprints() throws(DecodeError) -> [Fingerprint] {
        var all: [Fingerprint] = []
        try array { _, reader throws(DecodeError) in all.append(try reader.fingerprint()) }
        return all
    }

    mutating func strings() throws(DecodeError) -> [String] {
        var all: [String] = []
        try array { _, reader throws(DecodeError) in all.append(try reader.string()) }
        return all
    }

    mutating func int() throws(DecodeError) -> Int { Int(try integer()) }

    mutating func timestamp() throws(DecodeError) -> Timestamp { Timestamp(milliseconds: try integer()) }

    /// Elements that are objects.
    mutating func list<Element>(
        _ element: (inout JSONReader) throws(DecodeError) -> Element
    ) throws(DecodeError) -> [Element] {
        var all: [Element] = []
        try array { _, reader throws(DecodeError) in all.append(try element(&reader)) }
        return all
    }

    /// Lines in the short form of the state: `[["SKU-1",2],…]`.
    mutating func shortLines() throws(DecodeError) -> [Line] {
        try list { reader throws(DecodeError) in
            var line = Line("", 0)
            try reader.array { index, reader throws(DecodeError) in
                if index == 0 { line.sku = try reader.string() } else { line.quantity = try reader.int() }
            }
            return line
        }
    }
}

/// Messages that were accepted, as their two fields come.
struct SeenFields {
    private var names: [Fingerprint] = []
    private var contents: [Fingerprint] = []

    var messages: SeenMessages { SeenMessages(names: names, contents: contents.suffix(names.count).map(\.value)) }

    mutating func take(_ key: JSONReader.Key, _ reader: inout JSONReader) throws(DecodeError) {
        switch key {
        case "n", "seen": names = try reader.fingerprints()
        default: contents = try reader.fingerprints()
        }
    }
}

extension JSONWriter {
    mutating func field(_ name: StaticString, _ print: Fingerprint) {
        key(name)
        hexadecimal(print.value)
    }

    mutating func field(_ name: StaticString, _ prints: [Fingerprint]) {
        key(name)
        array { writer in for print in prints { writer.hexadecimal(print.value) } }
    }

    /// Messages that were accepted. Their contents stand beside their names, for an older version wrote these alone.
    mutating func seen(_ seen: SeenMessages) {
        key("n")
        array { writer in for one in seen.messages { writer.hexadecimal(one.name.value) } }
        // Those of an earlier version come first, and have none.
        guard seen.messages.contains(where: { $0.content != nil }) else { return }
        key("c")
        array { writer in for one in seen.messages { if let content = one.content { writer.hexadecimal(content) } } }
    }

    mutating func field(_ name: StaticString, at time: Timestamp) {
        key(name)
        integer(time.milliseconds)
    }

    /// Writes objects.
    mutating func list<Element>(
        _ name: StaticString, _ elements: [Element], _ fields: (Element, inout JSONWriter) -> Void
    ) {
        key(name)
        array { writer in
            for element in elements { writer.object { fields(element, &$0) } }
        }
    }

    mutating func stateObject(_ name: StaticString, _ fields: (inout JSONWriter) -> Void) {
        key(name)
        object(fields)
    }

    /// Lines in the short form of the state.
    mutating func shortLines(_ name: StaticString, _ lines: [Line]) {
        key(name)
        array { writer in
            for line in lines {
                writer.array {
                    $0.string(line.sku)
                    $0.integer(Int64(line.quantity))
                }
            }
        }
    }
}

internal import Contracts
internal import Fulfillment

/// The search over ids.
extension ReadModel {
    public func search(
        _ text: String, kinds: [SearchHit.Kind]?, storeId: String?, limit: Int
    ) throws(ReadModelError) -> [SearchHit] {
        let text = SearchText(text)
        guard !text.isEmpty else { return [] }
        let limit = min(max(1, limit), ReadLimits.searchHits)
        return try pool.read { database throws(SQLiteError) in
            let search = Search(database: database, kinds: kinds, storeId: storeId)
            // What costs least comes first; what is enough ends it.
            var found = try search.exact(text.whole, limit: limit)
            func add(_ more: [Search.Found]) {
                let known = Set(found.map(\.row))
                found += more.filter { !known.contains($0.row) }.prefix(limit - found.count)
            }
            for beginning in [text.whole, text.whole.uppercased()] where found.count < limit {
                add(try search.beginning(with: beginning, limit: limit))
            }
            guard let phrase = text.phrase else { return found }
            // A word that may go on is looked for among all words that it begins: the whole word is found sooner.
            for words in [phrase, phrase + " *"] where found.count < limit {
                add(try search.words(words, limit: limit))
            }
            return found
        }.map(\.hit)
    }
}

/// What somebody typed or scanned.
struct SearchText {
    /// Without white space and control characters at its ends.
    let whole: String

    init(_ text: String) {
        let scalars = text.unicodeScalars
        let isEdge: (Unicode.Scalar) -> Bool = {
            $0.properties.isWhitespace || $0.properties.generalCategory == .control
        }
        let start = scalars.drop(while: isEdge)
        let end = start.lastIndex { !isEdge($0) }
        let kept = end.map { start[...$0] } ?? scalars[scalars.endIndex...]
        var bytes = 0
        whole = String(
            String.UnicodeScalarView(
                kept.prefix { scalar in
                    bytes += Unicode.UTF8.width(scalar)
                    return bytes <= ReadLimits.searchBytes
                }))
    }

    var isEmpty: Bool { whole.isEmpty }

    /// It as a phrase of FTS5: quoted, so that nothing in it is a command. nil where it has no letter and no digit.
    var phrase: String? {
        guard whole.unicodeScalars.contains(where: { $0.properties.isAlphabetic || $0.properties.numericType != nil })
        else {
            return nil
        }
        return "\"" + whole.replacingQuotes + "\""
    }
}

extension String {
    /// Quotes doubled, as FTS5 needs them within a string.
    fileprivate var replacingQuotes: String {
        var text = ""
        for character in self { text += character == "\"" ? "\"\"" : String(character) }
        return text
    }
}

/// A search in one state of the tables.
struct Search {
    let database: SQLiteConnection
    let kinds: [SearchHit.Kind]?
    let storeId: String?

    struct Found {
        let row: Int64
        let hit: SearchHit
    }

    private var columns: String {
        """
        t.id, t.kind, t.text, o.store, o.number, t.outbound, s.merchant, s.warehouse
        """
    }

    private var joins: String { "LEFT JOIN orders o ON o.id = t.order_id LEFT JOIN stock s ON s.id = t.stock_id" }

    private var conditions: String {
        // Numbers of kinds alone: nothing of it comes from outside.
        let ofKind = kinds.map { "AND t.kind IN (\($0.map { String($0.number) }.joined(separator: ", ")))" } ?? ""
        return ofKind + (storeId == nil ? "" : " AND (o.store = ?3 OR t.order_id = 0)")
    }

    func exact(_ text: String, limit: Int) throws(SQLiteError) -> [Found] {
        try database.statement(
            composed:
                "SELECT \(columns) FROM terms t \(joins) WHERE t.text = ?1 \(conditions) ORDER BY t.kind, t.id LIMIT ?2"
        ).all(.text(text), .integer(limit), .text(storeId)) { found($0, isExact: true) }
    }

    /// Ids that begin with a text, by the index alone.
    func beginning(with text: String, limit: Int) throws(SQLiteError) -> [Found] {
        try database.statement(
            composed: """
                SELECT \(columns) FROM (SELECT id FROM terms WHERE text > ?1 AND text < ?4 ORDER BY text LIMIT 1000) w
                CROSS JOIN terms t ON t.id = w.id \(joins) WHERE 1 \(conditions) LIMIT ?2
                """
        ).all(.text(text), .integer(limit * 2), .text(storeId), .text(text + "\u{10FFFF}")) {
            found($0, isExact: false)
        }
    }

    func words(_ phrase: String, limit: Int) throws(SQLiteError) -> [Found] {
        // The newest first: an id that is asked for is mostly one of today.
        try database.statement(
            composed: """
                SELECT \(columns) FROM (SELECT rowid AS id FROM words WHERE words MATCH ?1 ORDER BY rowid DESC LIMIT 1000) w
                CROSS JOIN terms t ON t.id = w.id \(joins) WHERE 1 \(conditions) LIMIT ?2
                """
        ).all(.text(phrase), .integer(limit * 2), .text(storeId)) { found($0, isExact: false) }
    }

    private func found(_ row: SQLiteRow, isExact: Bool) -> Found {
        let order = row.textIfAny(3).map { StoreOrderKey(storeId: $0, storeOrderId: row.text(4)) }
        let stock = row.textIfAny(6).map { WarehouseKey(merchantId: $0, warehouseId: row.text(7)) }
        return Found(
            row: row.integer(0),
            hit: SearchHit(
                kind: SearchHit.Kind(number: row.integer(1)), text: row.text(2), isExact: isExact, storeOrder: order,
                outboundOrderId: row.textIfAny(5), warehouse: stock))
    }
}

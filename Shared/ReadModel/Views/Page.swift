/// A page of a list.
public struct Page<Row: Sendable>: Sendable {
    public var rows: [Row]
    /// What to give as `after` for the rows that follow; nil at the end.
    public var next: String?

    public init(rows: [Row], next: String?) {
        self.rows = rows
        self.next = next
    }
}

extension Page: Equatable where Row: Equatable {}

/// Which page of a list is asked for.
public struct PageRequest: Sendable, Equatable {
    /// At most so many rows.
    public var limit: Int
    /// `next` of the page before; nil for the first page.
    public var after: String?

    /// - Parameter limit: kept within 1…`ReadLimits.pageRows`.
    public init(limit: Int = ReadLimits.defaultPageRows, after: String? = nil) {
        self.limit = min(max(1, limit), ReadLimits.pageRows)
        self.after = after
    }
}

/// What a query holds itself to. Named here and nowhere else.
public enum ReadLimits {
    /// Rows of a page at most.
    public static let pageRows = 500
    /// Rows of a page unless asked otherwise.
    public static let defaultPageRows = 50
    /// Hits of a search at most.
    public static let searchHits = 50
    /// Bytes of a search text that are looked at.
    public static let searchBytes = 256
    /// Entries of a timeline at most: the newest are kept.
    public static let timelineEntries = 2_000
    /// Changes that are kept for those who come back with the id of the last one they saw.
    public static let changesKept = 20_000
    /// Late cases that the summary of operations names, the first due first; it counts all.
    public static let lateCases = 50
}

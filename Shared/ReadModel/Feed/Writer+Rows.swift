internal import Fulfillment

/// The numbers of rows that lists are sorted by.
extension ReadModelWriter {
    /// The bits of a number that tell apart what came at the same millisecond.
    private static let nameBits: Int64 = 20

    /// A number that is free in a table: the later, the larger, and the same whenever the topics are read again. They are
    /// read partition by partition, so the sequence in which rows are written is another one each time.
    func freeRow(_ table: StaticString, at milliseconds: Int64, _ names: String...) throws(SQLiteError) -> Int64 {
        var name = Fingerprint()
        for one in names { name.add(one) }
        let most: Int64 = (.max >> Self.nameBits) - 1
        let time = min(max(0, milliseconds), most) << Self.nameBits
        var row = time | Int64(truncatingIfNeeded: name.value & UInt64((1 << Self.nameBits) - 1))
        while try database.statement(composed: "SELECT 1 FROM \(table) WHERE id = ?1")
            .first(.integer(row), read: { $0.flag(0) }) != nil
        {
            row += 1
        }
        return row
    }
}

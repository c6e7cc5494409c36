/// What can be kept in a snapshot and go on from it.
protocol Archived {
    /// Writes all that it holds, or becomes what was written.
    mutating func archive(_ archive: inout Archive)
}

/// Units of an outbound order that came back to another warehouse than the one that sent them: claimed at the one, and not
/// yet booked at the other.
public struct ArrivingReceipt: Sendable, Equatable {
    /// Return order and receipt: `RET-1/rr-1`.
    public var name: String
    public var lines: [Line]

    public init(name: String, lines: [Line]) {
        self.name = name
        self.lines = lines
    }
}

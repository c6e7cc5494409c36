/// Which entities of a service come to an end, and how long they are remembered after it.
public struct Retention: Sendable {
    /// How the keys of entities that come to an end begin, such as `order/`.
    public var kinds: [String]
    /// The shortest time for which any is remembered, in milliseconds: one that was touched since needs no look.
    public var shortest: Int64
    /// The shortest time after which any loses what is needed no more while it is still remembered, in milliseconds; nil where
    /// none does.
    public var thinning: Int64?
    /// Milliseconds for which it is remembered that a message was refused.
    public var refusals: Int64

    public init(
        kinds: [String] = [], shortest: Int64 = Self.usual, thinning: Int64? = nil, refusals: Int64 = Self.usual
    ) {
        self.thinning = thinning
        self.kinds = kinds
        self.shortest = shortest
        self.refusals = refusals
    }

    /// 180 days.
    public static let usual: Int64 = 15_552_000_000

    /// How an entity stands.
    public enum Standing: Sendable, Equatable {
        /// Something of it is still to happen: it is never forgotten.
        case open
        /// It is remembered for so many milliseconds after it was last touched.
        case ended(keep: Int64)
    }
}

extension StateStore {
    /// The field of an entity's JSON with the time, by the runtime's clock, at which it was written last.
    public static let touchedField: StaticString = "t"
    /// The same in records of earlier versions.
    static let formerTouchedField: StaticString = "touchedAt"
}

/// Stores, merchants or warehouses that a principal acts for.
public enum Names: Sendable, Equatable {
    /// `"*"`: all of them.
    case all
    /// These; none where it is empty.
    case some(Set<String>)

    /// None.
    public static let none = Names.some([])

    /// Whether this one is among them.
    public func contains(_ name: String) -> Bool {
        switch self {
        case .all: true
        case .some(let names): names.contains(name)
        }
    }

    /// The names in order; nil where it is all of them.
    public var sorted: [String]? {
        switch self {
        case .all: nil
        case .some(let names): names.sorted()
        }
    }
}

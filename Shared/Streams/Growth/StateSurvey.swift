/// What the state of a service has that is to be moved.
public struct StateSurvey: Sendable, Equatable {
    /// Entities, timers and what else belongs to entities.
    public internal(set) var records = 0
    /// Those of them that lie where another count put them.
    public internal(set) var toMove = 0
    /// Refusals, which are copied.
    public internal(set) var refusals = 0
    /// The counts with which the records may have been placed where they lie.
    var candidates: [Int32]
    /// The count that is written down with the state; nil where none is.
    public let written: Int32?
    /// The count with which the state was written, as far as it is known.
    public private(set) var former: Int32
    private let target: Int32

    /// The state is complete, and says so.
    public var isDone: Bool { written == target }

    /// Nothing protects the state while it is moved: no count is written down with it.
    public var isUnmarked: Bool { written == nil && (records > 0 || refusals > 0) }

    /// - Throws: `.mismatch` where several counts are written down, or the target is not a multiple of the one that is.
    init(written: Set<Int32>, former: Int32?, target: Int32, of service: String) throws(LogError) {
        self.target = target
        let known = written.filter { $0 > 0 }
        guard known.count <= 1 else {
            let listed = known.sorted().map(String.init).joined(separator: " and ")
            throw LogError(
                .mismatch,
                "the state of \(service) says that it was written for \(listed) partitions; nothing was moved")
        }
        if let count = known.first ?? former, target % count != 0 {
            throw LogError(
                .mismatch,
                "the state of \(service) is that of \(count) partitions: \(target) is not a multiple of that; nothing was moved"
            )
        }
        self.written = known.first ?? written.first
        let count = known.first ?? former
        candidates = count.map { [$0] } ?? (1...target).filter { target % $0 == 0 }.reversed()
        self.former = count ?? target
    }

    /// All was looked at.
    mutating func settle(_ service: String) throws(LogError) {
        former = candidates.first ?? target
        guard isDone, toMove > 0 else { return }
        throw LogError(
            .mismatch,
            "\(toMove) records of the state of \(service) lie in other partitions than their keys, although it was written for \(target); nothing was moved"
        )
    }
}

/// What a reconciliation comes to: each invariant with how often it was checked, and the first that offends.
public struct ReconcileReport: Sendable {
    /// How much of what was read.
    public struct Counts: Sendable {
        /// Messages of all topics.
        public var messages: Int
        /// What became of the requests.
        public var requests: RequestCounts
        /// Cases without an end.
        public var openCases: Int
        /// Tasks that were not closed.
        public var openTasks: Int
    }

    let findings: Findings
    /// How much was read.
    public let counts: Counts
    /// The cases without an end, by what they wait for.
    public let open: [OpenCases]
    /// What limits the proof.
    public let notes: [String]
    /// The offending messages themselves, by their place, where they were read once more.
    public var messages: [Place: String] = [:]

    init(findings: Findings, counts: Counts, open: [OpenCases], notes: [String]) {
        self.findings = findings
        self.counts = counts
        self.open = open
        self.notes = notes
    }

    /// Every invariant holds.
    public var holds: Bool { broken.isEmpty }
    /// How many things break an invariant.
    public func problems(_ invariant: Invariant) -> Int { findings.broken[invariant.rawValue] }
    /// How many things it was checked of.
    public func checked(_ invariant: Invariant) -> Int { findings.checked[invariant.rawValue] }
    /// The first that breaks it.
    public func first(_ invariant: Invariant) -> Finding? { findings.first[invariant.rawValue] }
    /// The invariants that do not hold.
    public var broken: [Invariant] { Invariant.allCases.filter { problems($0) > 0 } }
}

/// How many request messages ended in what.
public struct RequestCounts: Sendable, Equatable {
    /// All of them.
    public var messages = 0
    /// Those with an outcome.
    public var outcomes = 0
    /// Those that were rejected.
    public var rejections = 0
    /// Those that nobody could read.
    public var deadLetters = 0
    /// Those that nothing was heard of.
    public var unanswered = 0
    /// Requests that were published and have no final outcome yet.
    public var open = 0
}

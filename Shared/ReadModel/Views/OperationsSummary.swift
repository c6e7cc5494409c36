public import Fulfillment

/// Whether anything is stuck, and who has it.
public struct OperationsSummary: Sendable, Equatable {
    /// Open cases by their state; states without any are left out.
    public var open: [CancellationState: Int]
    /// Cases for which an answer is overdue, by whoever owes it, the one who owes most first.
    public var late: [LateDebtor]
    /// The latest of them, the first due first; `ReadLimits.lateCases` at most.
    public var lateCases: [CaseSummary]
    /// How long answers took in the last seven days, by warehouse and task.
    public var answers: [AnswerTimes]
    /// Refused since the start of the day (UTC).
    public var rejectedToday: Int
    /// Dead letters that were not sent again.
    public var unreadable: Int

    /// Who owes answers.
    public struct LateDebtor: Sendable, Equatable {
        public var debtor: CaseDue.Debtor
        public var cases: Int
        /// Since when the oldest answer is overdue.
        public var oldest: Timestamp

        public init(debtor: CaseDue.Debtor, cases: Int, oldest: Timestamp) {
            self.debtor = debtor
            self.cases = cases
            self.oldest = oldest
        }
    }

    public init(
        open: [CancellationState: Int] = [:], late: [LateDebtor] = [], lateCases: [CaseSummary] = [],
        answers: [AnswerTimes] = [], rejectedToday: Int, unreadable: Int
    ) {
        self.open = open
        self.late = late
        self.lateCases = lateCases
        self.answers = answers
        self.rejectedToday = rejectedToday
        self.unreadable = unreadable
    }
}

/// How long a warehouse took to answer.
public struct AnswerTimes: Sendable, Equatable {
    public var warehouseId: String
    public var task: WarehouseTask.Kind
    public var count: Int
    /// Half of the answers took at most so long, in milliseconds; right to one part in twenty.
    public var p50: Int64
    /// 95 of a hundred took at most so long, in milliseconds.
    public var p95: Int64

    public init(warehouseId: String, task: WarehouseTask.Kind, count: Int, p50: Int64, p95: Int64) {
        self.warehouseId = warehouseId
        self.task = task
        self.count = count
        self.p50 = p50
        self.p95 = p95
    }
}

/// How many cases were open at a moment, by their state.
public struct OpenCasesAt: Sendable, Equatable {
    public var at: Timestamp
    public var open: [CancellationState: Int]

    public init(at: Timestamp, open: [CancellationState: Int] = [:]) {
        self.at = at
        self.open = open
    }
}

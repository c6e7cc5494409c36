internal import Contracts
public import Fulfillment

/// What operations asks.
extension ReadModel {
    public func operations(now: Timestamp) throws(ReadModelError) -> OperationsSummary {
        try pool.read { database throws(SQLiteError) in
            let late = CaseList(
                database: database, filter: CaseFilter(dueBefore: now, order: .due), limit: ReadLimits.lateCases)
            let cases = try late.due(after: nil).map { place throws(SQLiteError) in
                try CaseRow.summary(place.row, database, policies)
            }
            return OperationsSummary(
                open: try CaseCounts.open(database), late: try lateDebtors(now, database),
                lateCases: cases.compactMap(\.self),
                answers: try AnswerReading.times(
                    since: now.adding(milliseconds: -7 * AnswerReading.day), database),
                rejectedToday: try database.statement("SELECT count(*) FROM rejections WHERE recorded_at >= ?1").first(
                    .integer(now.milliseconds / AnswerReading.day * AnswerReading.day)
                ) { $0.int(0) } ?? 0,
                unreadable: try database.statement("SELECT count(*) FROM dead_letters WHERE replayed = 0")
                    .first { $0.int(0) } ?? 0)
        }
    }

    private func lateDebtors(
        _ now: Timestamp, _ database: SQLiteConnection
    ) throws(SQLiteError) -> [OperationsSummary.LateDebtor] {
        // Each from an index alone: there may be tens of thousands.
        var tasks: [OperationsSummary.LateDebtor] = []
        for warehouse in try TaskList.warehouses(isOpen: true, database) {
            let late = try database.statement(
                """
                SELECT count(DISTINCT case_id), min(due_at) FROM tasks INDEXED BY tasks_owed
                WHERE warehouse = ?1 AND due_at < ?2 AND closed_at IS NULL AND kind <> 'stopWork'
                """
            ).first(.text(warehouse), .integer(now.milliseconds)) { ($0.int(0), $0.integerIfAny(1)) }
            guard let (count, due) = late, let due else { continue }
            tasks.append(.init(debtor: .warehouse(warehouse), cases: count, oldest: Timestamp(milliseconds: due)))
        }
        let orders = try database.statement(
            """
            SELECT store, count(*), min(grace_at) FROM cases INDEXED BY cases_grace
            WHERE grace_at IS NOT NULL AND grace_at < ?1 GROUP BY store
            """
        ).all(.integer(now.milliseconds)) { row in
            OperationsSummary.LateDebtor(
                debtor: .store(row.text(0)), cases: row.int(1), oldest: Timestamp(milliseconds: row.integer(2)))
        }
        return (tasks + orders).sorted { ($0.cases, $1.oldest) > ($1.cases, $0.oldest) }
    }

    public func answerTimes(since: Timestamp) throws(ReadModelError) -> [AnswerTimes] {
        try pool.read { database throws(SQLiteError) in try AnswerReading.times(since: since, database) }
    }

    public func changes(after number: Int64, epoch: String, limit: Int) throws(ReadModelError) -> [ReadChange]? {
        guard epoch == self.epoch else { return nil }
        if let newest = tail.changes(after: number, limit: limit) { return newest }
        return try pool.read { database throws(SQLiteError) -> [ReadChange]? in
            let newest =
                try database.statement("SELECT value FROM meta WHERE name = 'change'").first { $0.integer(0) } ?? 0
            let oldest = try database.statement("SELECT min(number) FROM changes").first { $0.integerIfAny(0) } ?? nil
            // One that was never given, or whose successors are not kept any more.
            guard number <= newest, number == newest || oldest.map({ $0 <= number + 1 }) ?? false else { return nil }
            return try database.statement("SELECT * FROM changes WHERE number > ?1 ORDER BY number LIMIT ?2")
                .all(.integer(number), .integer(limit)) { ReadChange($0) }
        }
    }
}

extension ReadModel: ReadQueries {}

enum AnswerReading {
    static let day: Int64 = 86_400_000

    static func times(since: Timestamp, _ database: SQLiteConnection) throws(SQLiteError) -> [AnswerTimes] {
        struct Bucket {
            var warehouse: String
            var kind: String
            var bucket: Int
            var count: Int
        }
        let buckets = try database.statement(
            """
            SELECT warehouse, kind, bucket, sum(count) FROM answer_times WHERE day >= ?1
            GROUP BY warehouse, kind, bucket ORDER BY warehouse, kind, bucket
            """
        ).all(.integer(since.milliseconds / day)) {
            Bucket(warehouse: $0.text(0), kind: $0.text(1), bucket: $0.int(2), count: $0.int(3))
        }
        var times: [AnswerTimes] = []
        var start = buckets.startIndex
        while start < buckets.endIndex {
            let first = buckets[start]
            let end =
                buckets[start...].firstIndex { $0.warehouse != first.warehouse || $0.kind != first.kind }
                ?? buckets.endIndex
            let own = buckets[start..<end]
            let count = own.reduce(0) { $0 + $1.count }
            func percentile(_ part: Double) -> Int64 {
                var seen = 0
                let wanted = max(1, Int((Double(count) * part).rounded(.up)))
                for one in own {
                    seen += one.count
                    if seen >= wanted { return TimeBucket.upperBound(one.bucket) }
                }
                return 0
            }
            if let kind = WarehouseTask.Kind(rawValue: first.kind) {
                times.append(
                    AnswerTimes(
                        warehouseId: first.warehouse, task: kind, count: count, p50: percentile(0.5),
                        p95: percentile(0.95)))
            }
            start = end
        }
        return times
    }
}

extension ReadChange {
    init(_ row: SQLiteRow) {
        let order = row.textIfAny(3).map { StoreOrderKey(storeId: $0, storeOrderId: row.text(4)) }
        let warehouse = row.textIfAny(6).map { WarehouseKey(merchantId: row.text(5), warehouseId: $0) }
        self.init(
            number: row.integer(0), kind: Kind(rawValue: row.text(1)) ?? .order,
            recordedAt: Timestamp(milliseconds: row.integer(2)), storeOrder: order, warehouse: warehouse,
            id: row.text(7), state: row.textIfAny(8), caseId: row.textIfAny(9))
    }
}

internal import Contracts
internal import Fulfillment
internal import Glibc

/// Cases and tasks.
extension ReadModelWriter {
    /// A case as the tables have it.
    private struct Known {
        var id: Int64
        var revision: Int
        var state: String
    }

    func take(_ changed: CancellationChanged) throws(SQLiteError) {
        let (order, event) = try event(changed.storeOrder)
        try answer(changed, order, event)
        let state = changed.state.rawValue
        // Each request that waits for its order has its grace, also one that joined: from when it was processed, as
        // this was written.
        let grace =
            changed.state == .waitingForOrder
            ? record.timestamp + policies.defaults.unknownOrderGraceSeconds * 1_000 : nil
        let known = try database.statement("SELECT id, revision, state FROM cases WHERE case_id = ?1")
            .first(.text(changed.caseId)) { Known(id: $0.integer(0), revision: $0.int(1), state: $0.text(2)) }
        let id: Int64
        if let known {
            id = known.id
            // Later messages of a revision answer requests that joined: the case has not changed.
            if changed.revision > known.revision {
                try database.statement(
                    """
                    UPDATE cases SET revision = ?2, state = ?3, code = ?4, changed_at = ?5, newest = ?6, grace_at = ?7,
                    ended_at = CASE WHEN ?8 THEN COALESCE(ended_at, max(opened_at, ?5)) END WHERE id = ?1
                    """
                ).run(
                    .integer(id), .integer(changed.revision), .text(state), .text(changed.code.rawValue),
                    .integer(changed.changedAt.milliseconds), .integer(event), .integer(grace),
                    .flag(changed.state.isFinal))
                if state != known.state {
                    try database.statement("UPDATE case_parts SET state = ?2 WHERE case_ref = ?1")
                        .run(.integer(id), .text(state))
                    try flow(from: known.state, to: state)
                }
            } else if let grace {
                try database.statement("UPDATE cases SET grace_at = max(COALESCE(grace_at, 0), ?2) WHERE id = ?1")
                    .run(.integer(id), .integer(grace))
            }
        } else {
            id = try freeRow("cases", at: changed.changedAt.milliseconds, changed.caseId)
            try database.statement(
                """
                INSERT INTO cases(id, order_id, case_id, store, revision, state, code, opened_at, changed_at, ended_at,
                grace_at, newest) VALUES(?11, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9, ?10)
                """
            ).run(
                .integer(order), .text(changed.caseId), .text(changed.storeOrder.storeId), .integer(changed.revision),
                .text(state), .text(changed.code.rawValue), .integer(changed.changedAt.milliseconds),
                .integer(changed.state.isFinal ? changed.changedAt.milliseconds : nil), .integer(grace),
                .integer(event), .integer(id))
            try flow(from: nil, to: state)
            try term(.cancellationCase, changed.caseId, order)
        }
        for part in changed.outboundOrders { try self.part(part, of: id, order, state) }
        // What it waits for changes with its state; of a task, the task itself says so.
        if state != known?.state || grace != nil { try setDue(changed.caseId, order) }
        try self.changed(
            .cancellationCase, changed.caseId, order: changed.storeOrder,
            warehouseId: changed.outboundOrders.first?.warehouseId, state: state, caseId: changed.caseId)
    }

    /// A request is answered. Where another case answers it than before, that one has taken it over.
    private func answer(_ changed: CancellationChanged, _ order: Int64, _ event: Int64) throws(SQLiteError) {
        try makeRequest(changed.requestId, changed.storeOrder, order)
        let store = changed.storeOrder.storeId
        let before =
            try database.statement("SELECT case_id FROM requests WHERE request = ?1 AND store = ?2")
            .first(.text(changed.requestId), .text(store)) { $0.textIfAny(0) } ?? nil
        let isMoved = before != nil && before != changed.caseId
        try database.statement(
            """
            UPDATE requests SET case_id = ?3, answer = ?4, revision = ?5
            WHERE request = ?1 AND store = ?2 AND (revision <= ?5 OR ?6)
            """
        ).run(
            .text(changed.requestId), .text(store), .text(changed.caseId), .integer(event), .integer(changed.revision),
            .flag(isMoved))
        guard isMoved, let before else { return }
        let isAnswering = try database.statement("SELECT 1 FROM requests WHERE order_id = ?1 AND case_id = ?2 LIMIT 1")
            .first(.integer(order), .text(before)) { $0.flag(0) }
        guard isAnswering == nil else { return }
        let state = try database.statement("SELECT state FROM cases WHERE case_id = ?1").first(.text(before)) {
            $0.text(0)
        }
        guard let state, state != Self.merged else { return }
        try database.statement(
            """
            UPDATE cases SET state = ?2, ended_at = max(opened_at, ?3), merged_into = ?4, grace_at = NULL, due_at = NULL
            WHERE case_id = ?1
            """
        ).run(
            .text(before), .text(Self.merged), .integer(changed.changedAt.milliseconds), .text(changed.caseId))
        try database.statement(
            "UPDATE case_parts SET state = ?2 WHERE case_ref = (SELECT id FROM cases WHERE case_id = ?1)"
        ).run(.text(before), .text(Self.merged))
        try flow(from: state, to: Self.merged)
    }

    /// The state, in the tables alone, of a case whose requests another one answers.
    static let merged = "merged"

    private func part(
        _ part: CancellationChanged.Part, of id: Int64, _ order: Int64, _ state: String
    ) throws(SQLiteError) {
        let isKnown = try database.statement("SELECT 1 FROM case_parts WHERE case_ref = ?1 AND outbound = ?2")
            .first(.integer(id), .text(part.outboundOrderId)) { $0.flag(0) }
        guard isKnown == nil else { return }
        let merchant = try database.statement(
            "SELECT merchant FROM outbound_orders WHERE outbound = ?1 AND order_id = ?2"
        )
        .first(.text(part.outboundOrderId), .integer(order)) { $0.text(0) }
        try database.statement("INSERT INTO case_parts VALUES(?1, ?2, ?3, ?4, ?5)").run(
            .integer(id), .text(part.outboundOrderId), .text(merchant ?? ""), .text(part.warehouseId), .text(state))
    }

    /// Counts how many cases are in which state, by the hour.
    private func flow(from before: String?, to after: String) throws(SQLiteError) {
        let hour = record.timestamp / 3_600_000
        for (state, delta) in [(before, -1), (after, 1)] {
            guard let state, let word = CancellationState(rawValue: state), !word.isFinal else { continue }
            try database.statement(
                """
                INSERT INTO case_flow VALUES(?1, ?2, ?3)
                ON CONFLICT(hour, state) DO UPDATE SET delta = delta + excluded.delta
                """
            ).run(.integer(hour), .text(state), .integer(delta))
        }
    }

    /// When what a case waits for is due: the first of its open tasks, or its order. Work that is to be stopped is not what a
    /// case waits for.
    private func setDue(_ caseId: String, _ order: Int64) throws(SQLiteError) {
        try database.statement(
            """
            UPDATE cases SET due_at = CASE WHEN ended_at IS NULL THEN (
                SELECT min(due) FROM (
                    SELECT due_at AS due FROM tasks WHERE order_id = ?2 AND case_id = ?1 AND closed_at IS NULL
                    AND kind <> 'stopWork' UNION ALL SELECT grace_at))
            END WHERE case_id = ?1
            """
        ).run(.text(caseId), .integer(order))
    }

    func take(_ contradicted: CancellationContradicted) throws(SQLiteError) {
        try event(contradicted.storeOrder)
        try database.statement("UPDATE cases SET contradicted = 1 WHERE case_id = ?1").run(.text(contradicted.caseId))
        try changed(
            .cancellationCase, contradicted.caseId, order: contradicted.storeOrder,
            state: contradicted.code.rawValue, caseId: contradicted.caseId)
    }

    func take(_ task: WarehouseTask) throws(SQLiteError) {
        let (order, event) = try event(task.storeOrder)
        let at = (envelope.time?.milliseconds ?? record.timestamp)
        let opened = try database.statement("SELECT opened_at, closed_at, id FROM tasks WHERE task = ?1 AND order_id = ?2")
            .first(.text(task.taskId), .integer(order)) {
                (at: $0.integerIfAny(0), isClosed: !$0.isNull(1), id: $0.integer(2))
            }
        let id: Int64
        if let opened {
            id = opened.id
            try database.statement("UPDATE tasks SET closed_at = ?2, newest = ?3, due_at = ?4 WHERE id = ?1")
                .run(
                    .integer(id), .integer(task.result == nil ? nil : at), .integer(event),
                    .integer(task.dueAt.milliseconds))
            if let started = opened.at, !opened.isClosed, let result = task.result, result != .superseded {
                try answered(task, after: at - started, at)
            }
            try database.statement("DELETE FROM held_lines WHERE task_ref = ?1").run(.integer(id))
        } else {
            id = try freeRow("tasks", at: at, task.storeOrder.description, task.taskId)
            try database.statement(
                """
                INSERT INTO tasks(id, order_id, task, case_id, outbound, warehouse, kind, due_at, opened_at, closed_at, newest)
                VALUES(?11, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                """
            ).run(
                .integer(order), .text(task.taskId), .text(task.caseId), .text(task.outboundOrderId),
                .text(task.warehouseId), .text(task.kind.rawValue), .integer(task.dueAt.milliseconds),
                .integer(task.result == nil ? at : nil), .integer(task.result == nil ? nil : at), .integer(event),
                .integer(id))
        }
        try hold(task, id)
        try setDue(task.caseId, order)
        try changed(
            .task, task.taskId, order: task.storeOrder, warehouseId: task.warehouseId,
            state: task.result?.rawValue ?? "open", caseId: task.caseId)
    }

    /// What an open task is about is held for its case. Work that is to be stopped holds nothing.
    private func hold(_ task: WarehouseTask, _ id: Int64) throws(SQLiteError) {
        guard task.result == nil, task.kind != .stopWork else { return }
        for line in task.lines.merged() {
            try database.statement("INSERT INTO held_lines VALUES(?1, ?2, ?3, ?4)")
                .run(.text(task.warehouseId), .text(line.sku), .integer(id), .integer(line.quantity))
        }
    }

    /// Counts how long a warehouse took to answer.
    private func answered(_ task: WarehouseTask, after milliseconds: Int64, _ at: Int64) throws(SQLiteError) {
        try database.statement(
            """
            INSERT INTO answer_times VALUES(?1, ?2, ?3, ?4, 1)
            ON CONFLICT(day, warehouse, kind, bucket) DO UPDATE SET count = count + 1
            """
        ).run(
            .integer(at / 86_400_000), .text(task.warehouseId), .text(task.kind.rawValue),
            .integer(TimeBucket.of(milliseconds)))
    }
}

/// Times in buckets that grow by a twentieth: a percentile is right to that.
enum TimeBucket {
    private static let steps = 14.0

    /// The bucket of so many milliseconds: 14 to each doubling.
    static func of(_ milliseconds: Int64) -> Int { Int(log2(Double(max(1, milliseconds))) * steps) }

    /// The most milliseconds that a bucket holds.
    static func upperBound(_ bucket: Int) -> Int64 { Int64(exp2(Double(bucket + 1) / steps)) }
}

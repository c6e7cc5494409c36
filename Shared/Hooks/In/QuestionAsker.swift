internal import Connect
internal import Contracts
internal import Fulfillment
internal import Operations
internal import ReadModel
internal import Threads

/// Asks the look-ups that calls have left open, one after the other, and keeps what they answer.
final class QuestionAsker: Sendable {
    private let intake: HookIntake
    private let logger: Logger
    private let clock: @Sendable () -> Int64

    init(_ intake: HookIntake, logger: Logger, clock: @escaping @Sendable () -> Int64) {
        self.intake = intake
        self.logger = logger
        self.clock = clock
    }

    /// Runs until it is over.
    func run(until isOver: () -> Bool) {
        while !isOver() {
            let woken = intake.wake.withLock { $0 }
            let due: [HookStore.Kept]
            do { due = try intake.store.due(.question ... .unnamed, now: clock(), limit: 20) } catch {
                logger.error("the file cannot be read", metadata: ["reason": .string(error.message)])
                due = []
            }
            for one in due {
                if isOver() { return }
                do throws(SQLiteError) { try ask(one) } catch {
                    logger.error("the file cannot be written", metadata: ["reason": .string(error.message)])
                }
            }
            if due.isEmpty { intake.wake.wait(until: .now + .milliseconds(500)) { $0 != woken } }
        }
    }

    private func ask(_ kept: HookStore.Kept) throws(SQLiteError) {
        guard let connection = intake.connections.connection(kept.connection) else {
            return try later(kept, "the connections file does not name \(kept.connection) any more")
        }
        if kept.kind == .question { try askQuestion(kept, connection) } else { try name(kept, connection) }
    }

    private func askQuestion(_ kept: HookStore.Kept, _ connection: Connection) throws(SQLiteError) {
        guard let lookUp = connection.lookUp, let question = try? KeptPayload.question(kept.payload) else {
            return try later(kept, "the connection has no lookUp any more")
        }
        var facts = question.facts
        facts["question"] = question.kind
        facts["storeId"] = connection.store
        let cancellations: [ShopCancellation]
        do {
            let answer = try LookUpClient().ask(lookUp, facts)
            cancellations = try LookUpAnswer.cancellations(answer, to: question, connection)
        } catch let trouble as LookUpClient.Trouble { return try later(kept, trouble.reason) } catch {
            return try later(kept, "the answer of the look-up: \(error)")
        }
        intake.metrics.looked.increment()
        try intake.takeAnswer(cancellations, to: kept, connection)
    }

    /// Names the outbound orders of a request whose time is not that of the cancellation.
    private func name(_ kept: HookStore.Kept, _ connection: Connection) throws(SQLiteError) {
        guard var request = try? KeptPayload.request(kept.payload) else {
            return try intake.store.writer.write(HookStore.forget([kept.id]))
        }
        var problem: String?
        if let lookUp = connection.outboundOrders {
            do {
                let facts = ["storeId": request.storeOrder.storeId, "storeOrderId": request.storeOrder.storeOrderId]
                request.outboundOrderIds = try LookUpAnswer.outboundOrders(try LookUpClient().ask(lookUp, facts))
                intake.metrics.looked.increment()
            } catch let trouble as LookUpClient.Trouble { problem = trouble.reason } catch { problem = "\(error)" }
        }
        if let problem {
            guard clock() - kept.made >= HookLimits.outboundOrderPatience else { return try later(kept, problem) }
            // Goods that leave meanwhile cannot be stopped: it goes as it is, and says so.
            request.note = [request.note, "its outbound orders could not be looked up"].compactMap(\.self).joined(separator: "; ")
        }
        let named = HookStore.Kept(
            connection: kept.connection, name: kept.name, kind: .request, payload: KeptPayload.bytes(request), made: kept.made)
        let (forget, keep) = (HookStore.forget([kept.id]), HookStore.keep(named, next: clock()))
        try intake.store.writer.write { (database) throws(SQLiteError) in
            try forget(database)
            try keep(database)
        }
        intake.wake.withLock { $0 += 1 }
    }

    /// Asks again, a while later; after days it is left to somebody to look at.
    private func later(_ kept: HookStore.Kept, _ problem: String) throws(SQLiteError) {
        intake.metrics.lookUpsFailed.increment()
        let now = clock()
        if kept.kind == .question, now - kept.made > HookLimits.questionPatience {
            let call = UnreadableCall(
                connection: kept.connection, at: now, reason: "the look-up gave no answer for days: \(problem)", headers: "",
                body: kept.payload, bytes: kept.payload.count)
            let (forget, keep) = (HookStore.forget([kept.id]), HookStore.keepUnreadable(call))
            return try intake.store.writer.write { (database) throws(SQLiteError) in
                try forget(database)
                try keep(database)
            }
        }
        let pauses = HookLimits.lookUpPauses
        let pause = min(pauses.lowerBound << Int64(min(kept.attempts, 20)), pauses.upperBound)
        logger.warning(
            "a look-up gave no answer: it is asked again",
            metadata: ["connection": .string(kept.connection), "reason": .string(problem)])
        try intake.store.writer.write(HookStore.postpone(kept.id, until: now + pause, problem))
    }
}

import Contracts
import Fulfillment
import Testing

@testable import ReadModel
@testable import TestWorld

/// What a cancellation would do is forecast from what was published. Here it is compared with what one does.
@Suite("The forecast", .timeLimit(.minutes(15)))
struct ForecastTests {
    /// Histories of an honest floor, and how often each is looked at.
    private static let seeds: UInt64 = 1_200
    private static let looks = 24
    /// One in so many may be forecast otherwise.
    private static let rarely = 1_000

    @Test("is what a request then does, in some ten thousand states of an honest floor")
    func holds() {
        var tally = Tally()
        for seed in 0..<Self.seeds {
            var honest = HonestWorld(seed: 5_000 + seed, keepsHistory: true)
            var last = -1
            for look in 0..<Self.looks {
                honest.run(steps: 1 + Int(seed % 5))
                guard honest.world.history.count != last else { continue }
                last = honest.world.history.count
                for (key, order) in honest.world.orders {
                    tally.look(at: order, key, honest.world, "seed \(5_000 + seed), look \(look)")
                }
            }
        }
        print(
            "\(tally.wrong.count) of \(tally.states) forecast otherwise, \(tally.wrongDivided.count) of "
                + "\(tally.dividedStates) in separate boxes, \(tally.replayed) from a replay")
        #expect(tally.states >= 10_000, "\(tally.states)")
        // It is right except for what nobody has published, of several boxes that are distinguished as well.
        #expect(
            tally.wrong.count * Self.rarely <= tally.states,
            "\(tally.wrong.count) of \(tally.states): \(tally.wrong.prefix(40).joined(separator: "\n"))")
        #expect(
            tally.wrongDivided.count * Self.rarely <= tally.dividedStates,
            "\(tally.wrongDivided.count) of \(tally.dividedStates): \(tally.wrongDivided.prefix(40).joined(separator: "\n"))"
        )
        #expect(tally.dividedStates >= 1_000, "\(tally.dividedStates)")
        // Each of them is seen often enough to say something.
        #expect(Set(tally.seen.keys).isSuperset(of: ["cancel", "verify", "refuse", "covered"]), "\(tally.seen)")
    }
}

/// What was compared, and what was not as it was forecast.
private struct Tally {
    var states = 0
    var wrong: [String] = []
    /// Those whose parcels are distinguished.
    var dividedStates = 0
    var wrongDivided: [String] = []
    var seen: [String: Int] = [:]
    /// Those that a replay shows.
    var replayed = 0

    mutating func look(at order: StoreOrder, _ key: StoreOrderKey, _ world: World, _ name: String) {
        let reading = OrderReading(recorded: world, key)
        let isReplayed = OrderReplay(reading) != nil
        for outbound in reading.outboundOrders {
            let id = outbound.outboundOrderId
            let told = reading.forecast(lines: nil, ids: [id])
            guard told.count == 1, let forecast = told.first else {
                wrong.append("\(name) \(id): \(told.count) forecasts")
                continue
            }
            let real = Self.outcome(of: order, id, world.policies)
            let isDivided = order.outboundOrders.filter { $0.id == id }.count > 1
            if isDivided { dividedStates += 1 } else { states += 1 }
            seen[forecast.step.word, default: 0] += 1
            replayed += isReplayed ? 1 : 0
            // Parcels that were distinguished are decided each by itself.
            if !real.contains(where: { $0.isAlike(forecast.step) }) {
                let text =
                    "\(name) \(id) \(isReplayed) \(outbound.status) \(outbound.custody): \(forecast.step), did \(real)"
                if isDivided { wrongDivided.append(text) } else { wrong.append(text) }
            }
        }
    }

    /// What a request for all of an outbound order does: a step for each of its parcels that is decided by itself.
    private static func outcome(of order: StoreOrder, _ id: String, _ policies: Policies) -> [CancellationForecast.Step]
    {
        let now = Timestamp(milliseconds: Sample.now.milliseconds + 1_000_000_000)
        let request = CancellationRequested(
            requestId: "probe", storeOrder: order.key, reason: "other", requestedBy: "staff", requestedAt: now,
            outboundOrderIds: [id])
        var after = order
        var identity = Fingerprint()
        identity.add("probe")
        let effects: [StoreOrderEffect]
        do throws(Rejection) {
            effects = try after.handle(
                .requested(request), identity: MessageIdentity(name: identity, content: 1), at: now, policies: policies)
        } catch { return [] }
        if after.cases.count > order.cases.count, let opened = after.cases.last {
            return opened.parts.filter { $0.outboundOrderId == id }.map { step(of: $0, policies) }
        }
        for case .cancellationChanged(let answer) in effects where answer.requestId == "probe" {
            return [.covered(caseId: answer.caseId, code: answer.code)]
        }
        return []
    }

    private static func step(of part: CasePart, _ policies: Policies) -> CancellationForecast.Step {
        switch part.state {
        case .releasing: .cancel(available: part.lines.units)
        case .cancelled, .left: .cancel(available: 0)
        case .verifying: .verify(seconds: policies.defaults.verifySeconds)
        case .intercepting, .restocking, .restocked: .putBack(seconds: 0)
        case .refused(let code): .refuse(code)
        }
    }
}

extension CancellationForecast.Step {
    fileprivate var word: String {
        switch self {
        case .cancel: "cancel"
        case .verify: "verify"
        case .putBack: "putBack"
        case .refuse: "refuse"
        case .covered: "covered"
        }
    }

    /// The same answer: how many units are free, or how long it takes, is another matter.
    fileprivate func isAlike(_ other: CancellationForecast.Step) -> Bool {
        switch (self, other) {
        case (.cancel, .cancel), (.verify, .verify), (.putBack, .putBack): true
        case (.refuse(let one), .refuse(let two)): one == two
        case (.covered(let one, _), .covered(let two, _)): one == two
        default: false
        }
    }
}

extension OrderReading {
    /// What was published about an order of the world, as the read model keeps it.
    init(recorded world: World, _ key: StoreOrderKey) {
        var said: [TimelineEntry] = []
        var movements: [MovementRow] = []
        for (index, written) in world.history.enumerated() {
            let at = Timestamp(milliseconds: Int64(index))
            let madeAt = written.time ?? Sample.now
            switch written.content {
            case .sent(.order(let message)) where message.key == key:
                if let message = Message(message) { said.append(TimelineEntry(message, at, index, madeAt)) }
            case .effect(let effect, key):
                if let message = Message(effect, key) { said.append(TimelineEntry(message, at, index, madeAt)) }
            case .returnOrder(let order) where order.created.storeOrder == key:
                said.append(TimelineEntry(.returnOrderChanged(order), at, index, madeAt))
            case .moved(let movement, let stock):
                let moved = StockMoved(movementId: "m-\(index)", warehouse: stock, movement: movement, movedAt: madeAt)
                movements.append(
                    MovementRow(
                        moved: moved, recordedAt: at,
                        place: LogPosition(topic: .inventoryMovements, partition: 0, offset: Int64(index))))
            default: break
            }
        }
        let own = Set(said.compactMap(\.outboundOrderId))
        self.init(
            key, world.policies, said: said,
            movements: movements.filter { own.contains($0.moved.movement.outboundOrderId ?? "") })
    }
}

extension TimelineEntry {
    fileprivate init(_ message: Message, _ at: Timestamp, _ index: Int, _ madeAt: Timestamp) {
        self.init(
            message: message, at: at, madeAt: madeAt, recordedAt: at, sender: "test", messageId: "\(index)",
            place: LogPosition(topic: message.type.topic, partition: 0, offset: Int64(index)), caseId: message.caseId,
            outboundOrderId: message.outboundOrderId, person: message.person)
    }
}

extension Message {
    fileprivate init?(_ message: StoreOrderMessage) {
        switch message {
        case .submitted(let submitted): self = .outboundOrderSubmitted(submitted)
        case .requested(let request): self = .cancellationRequested(request)
        case .reported(let report): self = .warehouseReported(report)
        case .stockReplied: return nil
        }
    }

    fileprivate init?(_ effect: StoreOrderEffect, _ key: StoreOrderKey) {
        switch effect {
        case .outboundOrderChanged(let order): self = .outboundOrderChanged(OutboundOrderChanged(order, of: key))
        case .cancellationChanged(let change): self = .cancellationChanged(change)
        case .taskOpened(let task), .taskClosed(let task): self = .task(task)
        case .contradicted(let contradicted): self = .cancellationContradicted(contradicted)
        case .stock, .returnOrder, .refused: return nil
        }
    }
}

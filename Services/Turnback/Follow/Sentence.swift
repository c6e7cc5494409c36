import Contracts
import Fulfillment
import Operations
import Streams

/// What a message says, in one sentence.
struct Sentence: Equatable {
    var text: String
    var tone = Tone.plain

    init(_ text: String, _ tone: Tone = .plain) {
        self.text = text
        self.tone = tone
    }

    /// In the colour of its tone.
    func styled(_ style: TextStyle) -> String {
        switch tone {
        case .plain: text
        case .good: style.green(text)
        case .bad: style.red(text)
        case .look: style.yellow(text)
        }
    }

    init(_ message: Message) {
        switch message {
        case .outboundOrderSubmitted(let submitted):
            self.init(
                "\(PlainText.of(submitted.outboundOrderId)) submitted to \(PlainText.of(submitted.warehouseId)) for "
                    + "\(PlainText.of(submitted.merchantId)): \(Words.lines(submitted.lines))"
                    + (submitted.replaces.map { ", replaces \(PlainText.of($0))" } ?? ""))
        case .cancellationRequested(let request): self.init(request)
        case .warehouseReported(let report): self.init(report)
        case .outboundOrderChanged(let changed): self.init(changed)
        case .cancellationChanged(let changed): self.init(changed)
        case .cancellationContradicted(let contradicted):
            self.init(
                "\(PlainText.of(contradicted.caseId)) for \(PlainText.of(contradicted.requestId)) contradicted, "
                    + "\(contradicted.code.rawValue): \(Words.contradiction(contradicted)) (next action "
                    + "\(contradicted.code.nextAction.rawValue))", Tone(contradicted.code))
        case .task(let task): self.init(task)
        case .stockCommand(let command): self.init(command)
        case .stockReply(let reply): self.init(reply)
        case .stockMoved(let moved): self.init(moved)
        case .returnOrderCommand(let command): self.init(command)
        case .returnOrderChanged(let order): self.init(order)
        case .rejected(let rejected):
            self.init(
                "\(rejected.messageType) \(PlainText.of(rejected.messageId)) refused: \(rejection(rejected.rejection))",
                .bad)
        }
    }

    init(_ letter: DeadLetterRecord) {
        if let dismissal = letter.dismissal {
            self.init(
                "dead letter \(dismissal.letter) was \(dismissal.isSent ? "corrected and sent" : "dismissed") by \(PlainText.of(dismissal.by)): "
                    + PlainText.of(dismissal.why))
            return
        }
        let origin = letter.origin.map { " (\(Topic.short($0.topic)) \($0.partition)@\($0.offset))" } ?? ""
        self.init("no valid message: \(PlainText.of(letter.code)), \(PlainText.of(letter.message))\(origin)", .bad)
    }

    init(_ request: CancellationRequested) {
        let named = PlainText.of((request.outboundOrderIds ?? []).joined(separator: ", "))
        let what =
            (request.lines.map { Words.lines($0) } ?? (named.isEmpty ? "the whole order" : "all"))
            + (named.isEmpty ? "" : " of \(named)")
        self.init(
            "\(PlainText.of(request.requestId)): cancel \(what) (\(PlainText.of(request.requestedBy)), "
                + "\(PlainText.of(request.reason)))")
    }

    init(_ report: WarehouseReport) {
        let id = PlainText.of(report.outboundOrderId)
        func because(_ reason: String?) -> String { reason.map { ": \(PlainText.of($0))" } ?? "" }
        func with(_ parts: String?...) -> String {
            let given = parts.compactMap(\.self)
            return given.isEmpty ? "" : ", " + PlainText.of(given.joined(separator: " "))
        }
        switch report.fact {
        case .progressed(let status, let carrier, let tracking):
            self.init("\(id) is \(status.rawValue)\(with(carrier, tracking))")
        case .goodsVerified(let found):
            self.init("\(id): the goods are \(found.rawValue)", found == .missing ? .bad : .plain)
        case .parcelIntercepted(let succeeded, let reason):
            self.init(
                "\(id): parcel \(succeeded ? "intercepted" : "not intercepted\(because(reason))")",
                succeeded ? .good : .bad)
        case .labelVoided(let succeeded, let tracking, let reason):
            self.init(
                "\(id): label \(succeeded ? "voided" : "not voided\(because(reason))")\(with(tracking))",
                succeeded ? .good : .bad)
        case .carrierScanned(let scan, let tracking): self.init("\(id): carrier scan \(scan.rawValue)\(with(tracking))")
        }
    }

    init(_ changed: OutboundOrderChanged) {
        let left = changed.lines.isEmpty ? "nothing left to send" : Words.lines(changed.lines)
        self.init(
            "\(PlainText.of(changed.outboundOrderId)) is \(changed.status.rawValue), custody \(changed.custody.rawValue): \(left)",
            changed.status.isStopped ? .good : changed.status == .backordered ? .look : .plain)
    }

    init(_ changed: CancellationChanged) {
        let end =
            changed.state.isFinal
            ? "final, next action \(changed.nextAction.rawValue)" : "next action \(changed.nextAction.rawValue)"
        let others = PlainText.of(changed.coveredBy.joined(separator: ", "))
        self.init(
            "\(PlainText.of(changed.caseId)) for \(PlainText.of(changed.requestId)): \(changed.state.rawValue), "
                + "\(changed.code.rawValue) (\(end)): \(Words.quantities(changed.quantities))"
                + (others.isEmpty ? "" : "; the rest is answered by \(others)"), Tone(changed.state))
    }

    init(_ task: WarehouseTask) {
        let what =
            "task \(task.kind.rawValue) of \(PlainText.of(task.outboundOrderId)) in \(PlainText.of(task.warehouseId))"
        if let result = task.result {
            self.init("\(what) closed: \(result.rawValue)", result == .failed ? .bad : .plain)
        } else {
            self.init("\(what) opened, due \(task.dueAt.rfc3339): \(Words.lines(task.lines))", .look)
        }
    }
}

/// Why something was refused.
func rejection(_ rejection: Rejection) -> String {
    "\(rejection.code.rawValue), \(rejection.path.map { "\(PlainText.of($0)): " } ?? "")\(PlainText.of(rejection.message))"
}

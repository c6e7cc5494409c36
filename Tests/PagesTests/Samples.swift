import Contracts
import Fulfillment
import Operations
import ReadModel

@testable import Pages

/// Values of the read model in which every text is the same one: so a page shows what it does to any text in any place.
struct Samples {
    var text = "X-1"
    var language = Language.english
    var now = Timestamp(milliseconds: 1_796_004_000_000)

    var context: PageContext {
        PageContext(
            viewer: Viewer(language: language, name: text), now: now, path: Path("orders", text).query("q", text),
            formCode: "code", status: ReadStatus(epoch: "e1", change: 7, isCaughtUp: true, progress: 1, checkedAt: now))
    }

    func later(_ minutes: Int64) -> Timestamp { now.adding(seconds: minutes * 60) }

    var key: StoreOrderKey { StoreOrderKey(storeId: text, storeOrderId: text) }
    var warehouse: WarehouseKey { WarehouseKey(merchantId: text, warehouseId: text) }
    /// Ids have no slash in them; a case's has two.
    var caseId: String { "\(text)/\(text)/c1" }
    var lines: [Line] { [Line(text, 2), Line(text + "2", 1)] }
    var place: LogPosition { LogPosition(topic: .orderEvents, partition: 0, offset: 1) }

    func statement(_ fact: WarehouseReport.Fact, _ minutes: Int64 = -89) -> Statement {
        Statement(
            fact: fact, source: fact.source, reportedBy: text, warehouseId: text, reportedAt: later(minutes),
            recordedAt: later(minutes), sender: text)
    }

    func parcel(_ custody: Custody = .unknown) -> ParcelView {
        ParcelView(
            number: 1, parcelId: text, trackingNumber: text, carrier: text, lines: lines, custody: custody,
            label: .notVoided,
            isPulled: false, isReturning: false,
            custodyBecause: statement(
                custody == .carrier
                    ? .carrierScanned(.pickedUp, trackingNumber: text)
                    : .progressed(.shipped, carrier: text, trackingNumber: text)),
            contradicting: [statement(.goodsVerified(.inWarehouse), -120)], labelReason: text)
    }

    func outbound(
        _ status: OutboundStatus = .shipped, _ custody: Custody = .unknown,
        _ step: CancellationForecast.Step = .verify(seconds: 14_400)
    ) -> OutboundOrderView {
        OutboundOrderView(
            now: OutboundOrderChanged(
                outboundOrderId: text, storeOrder: key, merchantId: text, warehouseId: text, revision: 3,
                status: status,
                custody: custody, lines: lines, carrier: text, trackingNumber: text, caseId: caseId, changedAt: now),
            submitted: OutboundOrderSubmitted(
                outboundOrderId: text, storeOrder: key, merchantId: text, warehouseId: text, lines: lines,
                submittedAt: now),
            parcels: [parcel(custody), parcel(custody)],
            shippedUnscanned: statement(.progressed(.shipped, carrier: nil, trackingNumber: nil)),
            forecast: CancellationForecast(outboundOrderId: text, step: step, units: 3),
            units: [custody == .carrier ? .left : .allocated: 3])
    }

    var quantities: CaseQuantities {
        var quantities = CaseQuantities()
        (quantities.requested, quantities.intercepted, quantities.restored, quantities.quarantined) = (3, 3, 1, 1)
        quantities.writtenOff = 1
        return quantities
    }

    func summary(
        _ state: CancellationState = .verifying, _ code: CancellationCode = .awaitingVerification, due: CaseDue? = nil,
        _ units: CaseQuantities? = nil
    ) -> CaseSummary {
        CaseSummary(
            caseId: caseId, storeOrder: key, merchantIds: [text], warehouseIds: [text], revision: 2, state: state,
            code: code,
            stage: .shipped, nextAction: code.nextAction, quantities: units ?? quantities, openedAt: later(-20),
            changedAt: later(-10),
            endedAt: state.isFinal ? later(-10) : nil,
            due: state.isFinal
                ? nil
                : due ?? CaseDue(debtor: .warehouse(text), task: .verifyGoods, at: later(120), decidedAt: later(360)),
            isContradicted: false)
    }

    func changed(_ state: CancellationState, _ code: CancellationCode, _ units: CaseQuantities? = nil)
        -> CancellationChanged
    {
        CancellationChanged(
            caseId: caseId, requestId: text, storeOrder: key, revision: 2, state: state, code: code, stage: .shipped,
            nextAction: code.nextAction, labelVoided: true,
            outboundOrders: [
                .init(
                    outboundOrderId: text, warehouseId: text, status: .shipped, code: code,
                    quantities: units ?? quantities)
            ],
            quantities: units ?? quantities, changedAt: now)
    }

    func request(_ result: RequestView.Result) -> RequestView {
        RequestView(
            requestId: text, storeOrder: key,
            request: CancellationRequested(
                requestId: text, storeOrder: key, reason: text, requestedBy: "buyer", requestedAt: later(-20),
                lines: lines, note: text),
            recordedAt: later(-20), sender: Sender.source(of: text), result: result)
    }

    var rejection: RejectionRow {
        RejectionRow(
            id: "0@1",
            rejected: MessageRejected(
                rejection: Rejection(
                    .alreadyRestored, text, path: text, claimedBy: RestockClaim(by: .adjustment, id: text)),
                key: text, messageSource: text, messageId: text, messageType: text, topic: Topic.returnCommands.name,
                partition: 0,
                offset: 1), recordedAt: now, storeOrder: key, warehouse: warehouse)
    }

    func task(_ kind: WarehouseTask.Kind, result: WarehouseTask.Result? = nil) -> TaskRow {
        TaskRow(
            task: WarehouseTask(
                taskId: text, kind: kind, caseId: caseId, outboundOrderId: text, storeOrder: key, warehouseId: text,
                lines: lines,
                trackingNumber: text, dueAt: later(-30), result: result), merchantId: text, parcelId: text,
            openedAt: later(-60),
            closedAt: result == nil ? nil : now, status: .shipped, custody: .unknown)
    }

    var movement: MovementRow {
        var balance = Stock(sku: text)
        (balance.onHand, balance.allocated, balance.quarantined) = (50, 9, 2)
        return MovementRow(
            moved: StockMoved(
                movementId: text, warehouse: warehouse,
                movement: StockMovement(
                    kind: .adjusted, sku: text, quantity: 1, onHandDelta: -1, allocatedDelta: 0, quarantinedDelta: 0,
                    balance: balance,
                    cause: .init(.adjustment, text), outboundOrderId: text, actor: text, reasonCode: text), movedAt: now
            ),
            storeOrder: key, recordedAt: now, place: place)
    }

    var stockRow: StockRow {
        StockRow(
            warehouse: warehouse, balance: movement.moved.movement.balance, held: 1, movedAt: now, isOversold: true)
    }

    var stockItem: StockItemView {
        StockItemView(
            row: stockRow, holders: [.init(caseId: caseId, outboundOrderId: text, quantity: 1)], movementCount: 1)
    }

    var returnOrder: ReturnOrder {
        var order = ReturnOrder(
            ReturnOrderCreated(
                returnOrderId: text, storeOrder: key, outboundOrderId: text, warehouse: warehouse,
                origin: .interception, caseId: caseId,
                handling: .putAway, lines: lines, trackingNumbers: [text]), at: now)
        order.discrepancies = ReturnOrder.Discrepancy.Kind.allCases.map {
            .init(kind: $0, sku: text, quantity: 1, receiptId: text)
        }
        return order
    }

    var returnSummary: ReturnOrderSummary {
        ReturnOrderSummary(
            returnOrderId: text, storeOrder: key, outboundOrderId: text, warehouse: warehouse, caseId: caseId,
            origin: .interception,
            state: .partlyReceived, expected: 3, received: 1, booked: 1, changedAt: now)
    }

    /// One entry for each kind of message, and for each thing that a warehouse or a carrier says.
    var timeline: [TimelineEntry] {
        let facts: [WarehouseReport.Fact] =
            [OutboundStatus.picking, .picked, .packed, .labelled, .shipped].map {
                .progressed($0, carrier: text, trackingNumber: text)
            }
            + WarehouseReport.Found.allCases.map { .goodsVerified($0) }
            + WarehouseReport.Scan.allCases.map { .carrierScanned($0, trackingNumber: text) }
            + [true, false].flatMap {
                [
                    .parcelIntercepted(succeeded: $0, reason: text),
                    .labelVoided(succeeded: $0, trackingNumber: text, reason: text),
                ]
            }
        var messages: [Message] = facts.map {
            .warehouseReported(
                WarehouseReport(
                    outboundOrderId: text, storeOrder: key, warehouseId: text, reportedAt: now, reportedBy: text,
                    fact: $0,
                    short: [.init(Line(text, 1), .damaged)]))
        }
        messages += [
            .outboundOrderSubmitted(outbound().submitted!), .cancellationRequested(request(.inHand).request!),
            .outboundOrderChanged(outbound(.intercepted).now), .stockMoved(movement.moved),
            .returnOrderChanged(returnOrder),
            .returnOrderCommand(.create(returnOrder.created)), .rejected(rejection.rejected),
            .returnOrderCommand(
                .receive(
                    ReturnOrderReceived(
                        returnOrderId: text, storeOrder: key, receiptId: text,
                        lines: [.init(Line(text, 1), condition: .damaged)],
                        complete: false))), .returnOrderCommand(.cancel(returnOrderId: text, storeOrder: key)),
            .stockCommand(
                StockCommand(
                    warehouse: warehouse,
                    action: .adjust(
                        StockAdjustment(adjustmentId: text, sku: text, delta: -1, reasonCode: text, actor: text)))),
        ]
        messages += CancellationCode.allCases.map { .cancellationChanged(changed(.verifying, $0)) }
        messages += ContradictionCode.allCases.map { .cancellationContradicted(contradiction($0)) }
        messages += WarehouseTask.Kind.allCases.flatMap { kind in
            [nil, .superseded].map { .task(task(kind, result: $0).task) }
        }
        return messages.map {
            TimelineEntry(
                message: $0, at: now, recordedAt: now, sender: text, messageId: text, place: place, caseId: caseId,
                outboundOrderId: text,
                person: text)
        }
    }

    func contradiction(_ code: ContradictionCode) -> CancellationContradicted {
        CancellationContradicted(
            caseId: caseId, requestId: text, storeOrder: key, outboundOrderId: text, code: code, quantity: 2,
            followedBy: caseId,
            carrier: text, trackingNumber: text, reportedAt: now)
    }

    var order: OrderView {
        OrderView(
            key: key, outboundOrders: [outbound(), outbound(.awaitingOutbound, .warehouse, .cancel(available: 3))],
            cases: [summary(.refused, .inTransit)],
            requests: [request(.inHand), request(.rejected(rejection))], openTasks: [task(.interceptParcel)],
            returnOrders: [returnSummary],
            timeline: timeline)
    }

    func caseView(
        _ state: CancellationState, _ code: CancellationCode, due: CaseDue? = nil, units: CaseQuantities? = nil,
        parts: [CasePartView]? = nil, contradictions: [CancellationContradicted] = [],
        returns: [ReturnOrderSummary] = []
    ) -> CaseView {
        let change = changed(state, code, units)
        return CaseView(
            summary: summary(state, code, due: due, units), newest: change, requests: [request(.answered(change))],
            parts: parts ?? [
                CasePartView(part: change.outboundOrders[0], outboundOrder: outbound(.inTransit, .carrier), due: nil)
            ],
            contradictions: contradictions, tasks: [task(.verifyGoods)], returnOrders: returns, movements: [movement],
            timeline: timeline)
    }

    var balance: BalanceView {
        BalanceView(
            storeOrder: key,
            rows: BalanceView.Place.allCases.map {
                .init(outboundOrderId: text, sku: text, quantity: 1, place: $0, because: movement, caseId: caseId)
            },
            ordered: 6, addsUp: false, wrong: [text],
            skus: [.init(warehouse: warehouse, balance: stockRow.balance, addsUp: true)])
    }

    var operations: OperationsSummary {
        OperationsSummary(
            open: [.verifying: 3, .escalated: 1],
            late: [
                .init(debtor: .warehouse(text), cases: 2, oldest: later(-60)),
                .init(debtor: .store(text), cases: 1, oldest: later(-5)),
            ],
            lateCases: [summary(.escalated, .escalated)],
            answers: [AnswerTimes(warehouseId: text, task: .verifyGoods, count: 3, p50: 60_000, p95: 600_000)],
            rejectedToday: 1, unreadable: 2)
    }

    var deadLetter: DeadLetterView {
        let value = Array("{\"lines\":[{\"sku\":\"\(text.filter { $0 != "\"" && $0 != "\u{0}" })\"}]}".utf8)
        let row = DeadLetterRow(
            id: "0@7", code: "missingField", message: "lines[0].quantity: is missing", path: "lines[0].quantity",
            origin: LogPosition(topic: .warehouseReports, partition: 0, offset: 3), service: text, recordedAt: now,
            key: text, size: value.count,
            isReplayed: false)
        return DeadLetterView(
            row: row, original: RecordBody(key: Array(text.utf8), headers: [Header(text, text)], value: value), alike: 3
        )
    }
}

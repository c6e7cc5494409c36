import Contracts
import Fulfillment
import TestSupport

/// Messages of every type, with odd but allowed values.
struct MessageGenerator {
    var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func message(_ type: MessageType) -> Message {
        switch type {
        case .outboundOrderSubmitted:
            .outboundOrderSubmitted(
                OutboundOrderSubmitted(
                    outboundOrderId: id(), storeOrder: key(), merchantId: id(), warehouseId: id(), lines: lines(),
                    submittedAt: time(), replaces: maybe { $0.id() }))
        case .cancellationRequested:
            .cancellationRequested(
                CancellationRequested(
                    requestId: id(), storeOrder: key(), reason: text(),
                    requestedBy: random.pick(["buyer", "seller", "staff", "system"]), requestedAt: time(),
                    lines: maybe { $0.lines() }, outboundOrderIds: maybe { $0.ids() },
                    note: maybe { $0.text() }))
        case .warehouseProgressed:
            report(
                .progressed(
                    random.pick([.picking, .picked, .packed, .labelled, .shipped]), carrier: maybe { $0.text() },
                    trackingNumber: maybe { $0.text() }))
        case .goodsVerified: report(.goodsVerified(random.pick(WarehouseReport.Found.allCases)))
        case .parcelIntercepted: report(.parcelIntercepted(succeeded: random.chance(50), reason: maybe { $0.text() }))
        case .labelVoided:
            report(
                .labelVoided(
                    succeeded: random.chance(50), trackingNumber: maybe { $0.text() }, reason: maybe { $0.text() }))
        case .carrierScanned:
            report(.carrierScanned(random.pick(WarehouseReport.Scan.allCases), trackingNumber: maybe { $0.text() }))
        case .outboundOrderChanged:
            .outboundOrderChanged(
                OutboundOrderChanged(
                    outboundOrderId: id(), storeOrder: key(), merchantId: id(), warehouseId: id(),
                    revision: random.below(99),
                    status: random.pick(OutboundStatus.allCases), custody: random.pick(Custody.allCases),
                    lines: lines(),
                    carrier: maybe { $0.text() }, trackingNumber: maybe { $0.text() }, caseId: maybe { $0.caseId() },
                    changedAt: time()))
        case .cancellationChanged: .cancellationChanged(outcome())
        case .cancellationContradicted:
            .cancellationContradicted(
                CancellationContradicted(
                    caseId: caseId(), requestId: id(), storeOrder: key(), outboundOrderId: id(),
                    code: random.pick(ContradictionCode.allCases), quantity: random.below(1_000_000),
                    followedBy: maybe { $0.caseId() }, carrier: maybe { $0.text() }, trackingNumber: maybe { $0.text() },
                    reportedAt: time()))
        case .taskOpened: .task(task(nil))
        case .taskClosed: .task(task(random.pick(WarehouseTask.Result.allCases)))
        case .stockReceive: stock(.receive(receiptId: id(), lines: lines()))
        case .stockAdjust: stock(.adjust(adjustment()))
        case .stockAllocate: stock(.allocate(move()))
        case .stockRelease: stock(.release(release()))
        case .stockIssue: stock(.issue(issue()))
        case .stockRestore: stock(.restore(restore()))
        case .stockHold: stock(.hold(hold(lines())))
        case .stockUnhold: stock(.unhold(hold([])))
        case .stockShorten:
            stock(
                .shorten(
                    StockShort(
                        outboundOrderId: id(),
                        lines: lines().map {
                            StockShort.ShortLine(
                                $0, random.pick(StockShort.Reason.allCases), freed: random.chance(50))
                        }, replyTo: key(), issued: random.chance(30))))
        case .stockReverse: stock(.reverse(reversal()))
        case .stockReversed: reply(.reversed(claim()))
        case .stockShortened: reply(.shortened)
        case .stockAllocated: reply(.allocated)
        case .stockBackordered: reply(.backordered)
        case .stockReleased: reply(.released)
        case .stockIssued: reply(.issued)
        case .stockHeld: reply(.held)
        case .stockRestored: reply(.restored(claim()))
        case .stockClaimed: reply(.claimed(claim()))
        case .stockRefused:
            reply(
                .refused(
                    random.pick(Rejection.Code.allCases), message: text(), claimedBy: maybe { $0.claim() },
                    returnOrderId: maybe { $0.id() }, receiptId: maybe { $0.id() }))
        case .stockMoved: .stockMoved(moved())
        case .returnOrderCreate: .returnOrderCommand(.create(created()))
        case .returnOrderReceive: .returnOrderCommand(.receive(received()))
        case .returnOrderCancel: .returnOrderCommand(
                .cancel(
                    returnOrderId: id(), storeOrder: key(),
                    supersededBy: maybe {
                        SupersededBy(
                            by: $0.random.pick(SupersededBy.Way.allCases), id: $0.id(),
                            writtenOff: $0.random.chance(30) ? $0.lines() : [])
                    }))
        case .receiptReversed:
            .returnOrderCommand(
                .reverse(
                    ReceiptReversed(
                        returnOrderId: id(), storeOrder: key(), receiptId: id(), warehouseId: maybe { $0.id() },
                        reason: maybe { $0.text() })))
        case .returnOrderChanged: .returnOrderChanged(returnOrder())
        case .messageRejected:
            .rejected(
                MessageRejected(
                    rejection: Rejection(
                        random.pick(Rejection.Code.allCases), text(), path: maybe { $0.text() },
                        claimedBy: maybe { $0.claim() }),
                    key: text(), messageSource: text(), messageId: text(), messageType: text(), topic: text(),
                    partition: Int32(random.below(100)), offset: Int64(random.below(1 << 40))))
        }
    }

    // MARK: Parts

    private mutating func maybe<Value>(_ make: (inout MessageGenerator) -> Value) -> Value? {
        random.chance(50) ? make(&self) : nil
    }

    mutating func id() -> String {
        random.pick(["a", "SKU 1", "é", "出库单", "각", "😀", "x\"y\\z", "~!"]) + "\(random.below(1000))"
    }
    private mutating func text() -> String {
        random.pick(["", "a", "\"\\/\n\u{0}", "😀 é", "null", "\u{2028}"]) + "\(random.below(9))"
    }
    private mutating func key() -> StoreOrderKey { StoreOrderKey(storeId: id(), storeOrderId: id()) }
    private mutating func ids() -> [String] { (0...random.below(3)).map { "\($0)" + id() } }
    private mutating func warehouse() -> WarehouseKey { WarehouseKey(merchantId: id(), warehouseId: id()) }
    private mutating func caseId() -> String { "\(key())/c\(random.below(9) + 1)" }
    private mutating func time() -> Timestamp { Timestamp(milliseconds: Int64(random.next() % 250_000_000_000_000)) }
    private mutating func quantity() -> Int { random.pick([1, 2, 999_999, 1_000_000]) }
    private mutating func lines() -> [Line] {
        (0...random.below(4)).map { Line("S\($0)" + id(), quantity()) }
    }

    private mutating func shorts() -> [StockShort.ShortLine] {
        lines().map { StockShort.ShortLine($0, random.pick(StockShort.Reason.allCases), freed: random.chance(50)) }
    }

    private mutating func report(_ fact: WarehouseReport.Fact) -> Message {
        var (mayBeShort, mayHaveLines, carriesNumber) = (false, false, true)
        switch fact {
        case .progressed(let status, _, _):
            mayBeShort = [.picked, .packed, .shipped].contains(status) && random.chance(50)
            mayHaveLines = [.packed, .labelled, .shipped].contains(status) && random.chance(50)
        case .goodsVerified, .parcelIntercepted: carriesNumber = false
        case .labelVoided, .carrierScanned: break
        }
        let parcel = ParcelName(parcelId: maybe { $0.id() }, trackingNumber: carriesNumber ? nil : maybe { $0.text() })
        return .warehouseReported(
            WarehouseReport(
                outboundOrderId: id(), storeOrder: key(), warehouseId: id(), reportedAt: time(),
                reportedBy: maybe { $0.text() }, fact: fact, short: mayBeShort ? shorts() : [],
                parcel: parcel, lines: mayHaveLines ? lines() : []))
    }

    private mutating func stock(_ action: StockCommand.Action) -> Message {
        .stockCommand(StockCommand(warehouse: warehouse(), action: action))
    }

    private mutating func adjustment() -> StockAdjustment {
        let brings = random.chance(50)
        return StockAdjustment(
            adjustmentId: id(), sku: id(), delta: random.pick([-1_000_000, -1, 1, 1_000_000]),
            reasonCode: text(), actor: text(), caseId: brings ? caseId() : nil, outboundOrderId: brings ? id() : nil,
            from: random.pick([nil, .quarantine]))
    }

    private mutating func move() -> StockMove { StockMove(outboundOrderId: id(), lines: lines(), replyTo: key()) }

    private mutating func issue() -> StockMove {
        var move = move()
        move.again = random.chance(20)
        return move
    }

    private mutating func release() -> StockMove {
        var move = move()
        move.releaseId = maybe { $0.id() }
        return move
    }

    private mutating func hold(_ lines: [Line]) -> StockMove {
        StockMove(outboundOrderId: id(), lines: lines, caseId: caseId(), replyTo: key())
    }

    private mutating func restore() -> StockRestore {
        StockRestore(
            outboundOrderId: id(), returnOrderId: id(), receiptId: id(), caseId: maybe { $0.caseId() },
            lines: lines().map {
                StockRestore.RestoreLine($0, random.pick(Handling.allCases), missing: random.chance(20))
            },
            replyTo: key(), elsewhere: maybe { ArrivalElsewhere(sentFrom: $0.id(), arrivesAt: $0.id()) },
            complete: maybe { $0.random.chance(50) })
    }

    private mutating func reversal() -> StockReversal {
        StockReversal(
            outboundOrderId: id(), returnOrderId: id(), receiptId: id(), caseId: maybe { $0.caseId() },
            lines: lines().map { line in
                let neverLeft = random.below(2)
                return StockReversal.BookedLine(
                    line, random.pick(Handling.allCases), missing: random.chance(20), neverLeft: neverLeft,
                    found: random.below(line.quantity - neverLeft + 1))
            }, replyTo: key())
    }

    private mutating func claim() -> RestockClaim { RestockClaim(by: random.pick(RestockClaim.Way.allCases), id: id()) }

    private mutating func reply(_ answer: StockReply.Answer) -> Message {
        .stockReply(
            StockReply(
                outboundOrderId: id(), storeOrder: key(), caseId: maybe { $0.caseId() },
                lines: lines().map { line in
                    StockReply.ReplyLine(
                        line, handling: maybe { $0.random.pick(Handling.allCases) }, found: random.below(2),
                        reason: answer == .shortened ? random.pick(StockShort.Reason.allCases) : nil, freed: random.chance(30),
                        neverLeft: random.below(2), destroyed: random.chance(20))
                },
                answer: answer, receiptId: answer.mayNameReceipt ? maybe { $0.id() } : nil,
                command: maybe { $0.random.pick(StockReply.Command.allCases) }, adjustmentId: maybe { $0.id() },
                complete: answer.mayBeComplete ? maybe { $0.random.chance(50) } : nil))
    }

    private mutating func moved() -> StockMoved {
        var balance = Stock(sku: id())
        balance.onHand = random.below(1_000_000) - 10
        balance.allocated = random.below(1_000)
        balance.quarantined = random.below(10)
        return StockMoved(
            movementId: id(), warehouse: warehouse(),
            movement: StockMovement(
                kind: random.pick(StockMovement.Kind.allCases), sku: balance.sku, quantity: quantity(),
                onHandDelta: random.below(9) - 4, allocatedDelta: random.below(9) - 4,
                quarantinedDelta: random.below(9) - 4,
                balance: balance, cause: .init(random.pick(StockMovement.Cause.Document.allCases), id()),
                outboundOrderId: maybe { $0.id() }, caseId: maybe { $0.caseId() }, actor: maybe { $0.text() },
                reasonCode: maybe { $0.text() }, oversold: random.chance(20),
                sentFrom: maybe { $0.id() }), movedAt: time())
    }

    private mutating func created() -> ReturnOrderCreated {
        ReturnOrderCreated(
            returnOrderId: id(), storeOrder: key(), outboundOrderId: id(), warehouse: warehouse(),
            fromWarehouseId: maybe { $0.id() }, origin: random.pick(ReturnOrder.Origin.allCases), caseId: maybe { $0.caseId() },
            handling: random.pick(Handling.allCases), lines: lines(),
            trackingNumbers: (0..<random.below(3)).map { _ in text() }, contentsUnknown: random.chance(20),
            writtenOff: random.chance(20) ? lines() : [])
    }

    private mutating func received() -> ReturnOrderReceived {
        ReturnOrderReceived(
            returnOrderId: id(), storeOrder: key(), receiptId: id(), warehouseId: maybe { $0.id() },
            lines: lines().map { line in
                ReturnOrderReceived.ReceivedLine(
                    line, condition: random.pick(ReturnOrderReceived.Condition.allCases),
                    handling: maybe { $0.random.pick(Handling.allCases) })
            }, complete: random.chance(50))
    }

    private mutating func returnOrder() -> ReturnOrder {
        var order = ReturnOrder(created(), at: time())
        order.state = random.pick(ReturnOrder.State.allCases)
        order.revision = random.below(9)
        order.entries[0].received = random.below(9)
        order.entries[0].putAway = random.below(9)
        order.entries[0].booked = random.below(9)
        order.reversed = (0..<random.below(3)).map { _ in id() }
        order.lost = random.chance(20) ? lines() : []
        order.discrepancies = [
            .init(kind: random.pick(ReturnOrder.Discrepancy.Kind.allCases), sku: id(), quantity: 1, receiptId: id())
        ]
        return order
    }

    private mutating func task(_ result: WarehouseTask.Result?) -> WarehouseTask {
        WarehouseTask(
            taskId: id(), kind: random.pick(WarehouseTask.Kind.allCases), caseId: caseId(), outboundOrderId: id(),
            storeOrder: key(), warehouseId: id(), lines: lines(), trackingNumber: maybe { $0.text() }, dueAt: time(),
            result: result)
    }

    private mutating func quantities() -> CaseQuantities {
        var quantities = CaseQuantities()
        quantities.requested = random.below(100)
        quantities.pending = random.below(100)
        return quantities
    }

    private mutating func parcel() -> CancellationChanged.Parcel {
        CancellationChanged.Parcel(
            parcelId: text(), trackingNumber: maybe { $0.text() }, custody: random.pick(Custody.allCases),
            labelVoided: maybe { $0.random.chance(50) })
    }

    private mutating func outcome() -> CancellationChanged {
        CancellationChanged(
            caseId: caseId(), requestId: id(), storeOrder: key(), revision: random.below(9),
            state: random.pick(CancellationState.allCases), code: random.pick(CancellationCode.allCases),
            stage: maybe { $0.random.pick(OutboundStatus.allCases) }, nextAction: random.pick(NextAction.allCases),
            labelVoided: maybe { $0.random.chance(50) },
            outboundOrders: (0..<random.below(3)).map { _ in
                .init(
                    outboundOrderId: id(), warehouseId: id(), status: random.pick(OutboundStatus.allCases),
                    code: random.pick(CancellationCode.allCases),
                    stage: maybe { $0.random.pick(OutboundStatus.allCases) },
                    nextAction: maybe { $0.random.pick(NextAction.allCases) }, quantities: maybe { $0.quantities() },
                    parcels: (0..<random.below(3)).map { _ in parcel() })
            }, quantities: quantities(), coveredBy: (0..<random.below(3)).map { _ in caseId() }, changedAt: time())
    }
}

extension StockReply.Answer {
    /// Its reply may say whether more is to come.
    fileprivate var mayBeComplete: Bool {
        switch self {
        case .restored, .refused: true
        case .allocated, .backordered, .released, .issued, .held, .shortened, .claimed, .reversed: false
        }
    }

    /// Its reply names a receipt beside what it says itself.
    fileprivate var mayNameReceipt: Bool {
        switch self {
        case .restored, .claimed, .reversed: true
        case .allocated, .backordered, .released, .issued, .held, .shortened, .refused: false
        }
    }
}

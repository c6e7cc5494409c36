internal import Contracts
internal import Fulfillment

extension CancellationCase {
    func encodeState(_ writer: inout JSONWriter) {
        writer.field("id", id)
        writer.field("revision", revision)
        writer.field("requestIds", requestIds)
        writer.list("parts", parts) { $0.encodeState(&$1) }
        if let waitingLines { writer.shortLines("waitingLines", waitingLines) }
        if !waitingFor.isEmpty { writer.field("waitingFor", waitingFor) }
        writer.field("mergedInto", ifPresent: mergedInto)
        writer.field("follows", ifPresent: follows)
        deadline?.encodeState(&writer)
        if gaveUp { writer.field("gaveUp", true) }
        if !contradictions.isEmpty { writer.list("contradictions", contradictions) { $0.encodeState(&$1) } }
        writer.field("openedAt", at: openedAt)
        writer.field("changedAt", at: changedAt)
    }

    /// - Parameter former: what an earlier version wrote of it.
    static func decodeState(
        _ reader: inout JSONReader, _ former: inout FormerState.Case
    ) throws(DecodeError) -> CancellationCase {
        var id = ""
        var formerly = FormerState.Case()
        var rest = CancellationCase(id: "", requestIds: [], openedAt: Timestamp(milliseconds: 0))
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "id": id = try reader.string()
            case "revision": rest.revision = try reader.int()
            case "requestIds": rest.requestIds = try reader.strings()
            case "parts":
                rest.parts = try reader.list { reader throws(DecodeError) in
                    var part: FormerState.Part?
                    let read = try CasePart.decodeState(&reader, &part)
                    formerly.parts.append(part)
                    return read
                }
            case "wantsWholeOrder": formerly.wantsWholeOrder = try reader.bool()
            case "waitingLines": rest.waitingLines = try reader.shortLines()
            case "waitingFor": rest.waitingFor = try reader.strings()
            case "mergedInto": rest.mergedInto = try reader.string()
            case "follows": rest.follows = try reader.string()
            case "deadline", "lag": try rest.deadline.decodeState(key, &reader)
            case "gaveUp": rest.gaveUp = try reader.bool()
            case "contradictions": rest.contradictions = try reader.list(Contradiction.decodeState)
            case "openedAt": rest.openedAt = try reader.timestamp()
            case "changedAt": rest.changedAt = try reader.timestamp()
            default: try reader.skip()
            }
        }
        var one = CancellationCase(
            id: id, requestIds: rest.requestIds, waitingLines: rest.waitingLines, openedAt: rest.openedAt)
        one.revision = rest.revision
        one.parts = rest.parts
        one.waitingFor = rest.waitingFor
        one.mergedInto = rest.mergedInto
        one.follows = rest.follows
        one.deadline = rest.deadline
        one.gaveUp = rest.gaveUp
        one.contradictions = rest.contradictions
        one.changedAt = rest.changedAt
        former = formerly
        return one
    }
}

extension CancellationCase.Contradiction {
    fileprivate func encodeState(_ writer: inout JSONWriter) {
        writer.field("outboundOrderId", outboundOrderId)
        writer.field("code", code)
        writer.shortLines("lines", lines)
        writer.field("followedBy", ifPresent: followedBy)
        if nextAction != code.nextAction { writer.field("nextAction", nextAction) }
        writer.field("reportedAt", at: reportedAt)
    }

    fileprivate static func decodeState(
        _ reader: inout JSONReader
    ) throws(DecodeError) -> CancellationCase.Contradiction {
        var nextAction: NextAction?
        var one = CancellationCase.Contradiction(
            outboundOrderId: "", code: .lateShipment, lines: [], reportedAt: Timestamp(milliseconds: 0))
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "outboundOrderId": one.outboundOrderId = try reader.string()
            case "code": one.code = try reader.word(ContradictionCode.self)
            case "lines": one.lines = try reader.shortLines()
            case "nextAction": nextAction = try reader.word(NextAction.self)
            case "followedBy": one.followedBy = try reader.string()
            case "reportedAt": one.reportedAt = try reader.timestamp()
            default: try reader.skip()
            }
        }
        one.nextAction = nextAction ?? one.code.nextAction
        return one
    }
}

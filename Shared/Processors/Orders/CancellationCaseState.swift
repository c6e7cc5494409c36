internal import Contracts
internal import Fulfillment

extension CancellationCase {
    func encodeState(_ writer: inout JSONWriter) {
        writer.field("i", id)
        writer.field("r", revision)
        writer.field("rr", requestIds)
        writer.list("p", parts) { $0.encodeState(&$1) }
        if let waitingLines { writer.shortLines("wl", waitingLines) }
        if !waitingFor.isEmpty { writer.field("wf", waitingFor) }
        writer.field("mi", ifPresent: mergedInto)
        writer.field("fl", ifPresent: follows)
        if let deadline { writer.field("dl", at: deadline) }
        if gaveUp { writer.field("gv", true) }
        if !contradictions.isEmpty { writer.list("cd", contradictions) { $0.encodeState(&$1) } }
        writer.field("op", at: openedAt)
        if changedAt != openedAt { writer.field("ch", at: changedAt) }
    }

    /// - Parameter former: what an earlier version wrote of it.
    static func decodeState(
        _ reader: inout JSONReader, _ former: inout FormerState.Case
    ) throws(DecodeError) -> CancellationCase {
        var id = ""
        var formerly = FormerState.Case()
        var changedAt: Timestamp?
        var rest = CancellationCase(id: "", requestIds: [], openedAt: Timestamp(milliseconds: 0))
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "i", "id": id = try reader.string()
            case "r", "revision": rest.revision = try reader.int()
            case "rr", "requestIds": rest.requestIds = try reader.strings()
            case "p", "parts":
                rest.parts = try reader.list { reader throws(DecodeError) in
                    var part: FormerState.Part?
                    let read = try CasePart.decodeState(&reader, &part)
                    formerly.parts.append(part)
                    return read
                }
            case "wantsWholeOrder": formerly.wantsWholeOrder = try reader.bool()
            case "wl", "waitingLines": rest.waitingLines = try reader.shortLines()
            case "wf", "waitingFor": rest.waitingFor = try reader.strings()
            case "mi", "mergedInto": rest.mergedInto = try reader.string()
            case "fl", "follows": rest.follows = try reader.string()
            case "dl", "deadline", "lg", "lag": try rest.deadline.decodeDeadline(key, &reader)
            case "gv", "gaveUp": rest.gaveUp = try reader.bool()
            case "cd", "contradictions": rest.contradictions = try reader.list(Contradiction.decodeState)
            case "op", "openedAt": rest.openedAt = try reader.timestamp()
            case "ch", "changedAt": changedAt = try reader.timestamp()
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
        one.changedAt = changedAt ?? rest.openedAt
        former = formerly
        return one
    }
}

extension CancellationCase.Contradiction {
    fileprivate func encodeState(_ writer: inout JSONWriter) {
        writer.field("b", outboundOrderId)
        writer.field("k", code)
        writer.shortLines("l", lines)
        writer.field("fb", ifPresent: followedBy)
        if nextAction != code.nextAction { writer.field("na", nextAction) }
        writer.field("rd", at: reportedAt)
    }

    fileprivate static func decodeState(
        _ reader: inout JSONReader
    ) throws(DecodeError) -> CancellationCase.Contradiction {
        var nextAction: NextAction?
        var one = CancellationCase.Contradiction(
            outboundOrderId: "", code: .lateShipment, lines: [], reportedAt: Timestamp(milliseconds: 0))
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "b", "outboundOrderId": one.outboundOrderId = try reader.string()
            case "k", "code": one.code = try reader.word(ContradictionCode.self)
            case "l", "lines": one.lines = try reader.shortLines()
            case "na", "nextAction": nextAction = try reader.word(NextAction.self)
            case "fb", "followedBy": one.followedBy = try reader.string()
            case "rd", "reportedAt": one.reportedAt = try reader.timestamp()
            default: try reader.skip()
            }
        }
        one.nextAction = nextAction ?? one.code.nextAction
        return one
    }
}

internal import Contracts
internal import Fulfillment

extension CancellationCase {
    func encodeState(_ writer: inout JSONWriter) {
        writer.field("id", id)
        writer.field("revision", revision)
        writer.field("requestIds", requestIds)
        writer.list("parts", parts) { $0.encodeState(&$1) }
        if wantsWholeOrder { writer.field("wantsWholeOrder", true) }
        if let waitingLines { writer.shortLines("waitingLines", waitingLines) }
        writer.field("mergedInto", ifPresent: mergedInto)
        deadline?.encodeState(&writer)
        if gaveUp { writer.field("gaveUp", true) }
        writer.field("openedAt", at: openedAt)
        writer.field("changedAt", at: changedAt)
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> CancellationCase {
        var id = ""
        var rest = CancellationCase(id: "", requestIds: [], openedAt: Timestamp(milliseconds: 0))
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "id": id = try reader.string()
            case "revision": rest.revision = try reader.int()
            case "requestIds": rest.requestIds = try reader.strings()
            case "parts": rest.parts = try reader.list(CasePart.decodeState)
            case "wantsWholeOrder": rest.wantsWholeOrder = try reader.bool()
            case "waitingLines": rest.waitingLines = try reader.shortLines()
            case "mergedInto": rest.mergedInto = try reader.string()
            case "deadline", "lag": try rest.deadline.decodeState(key, &reader)
            case "gaveUp": rest.gaveUp = try reader.bool()
            case "openedAt": rest.openedAt = try reader.timestamp()
            case "changedAt": rest.changedAt = try reader.timestamp()
            default: try reader.skip()
            }
        }
        var one = CancellationCase(
            id: id, requestIds: rest.requestIds, waitingLines: rest.waitingLines, openedAt: rest.openedAt)
        one.revision = rest.revision
        one.parts = rest.parts
        one.wantsWholeOrder = rest.wantsWholeOrder
        one.mergedInto = rest.mergedInto
        one.deadline = rest.deadline
        one.gaveUp = rest.gaveUp
        one.changedAt = rest.changedAt
        return one
    }
}

extension CasePart {
    /// The words of its states.
    private enum Word: String, CaseIterable {
        case releasing, verifying, intercepting, restocking, cancelled, restocked, refused
    }

    private var word: Word {
        switch state {
        case .releasing: .releasing
        case .verifying: .verifying
        case .intercepting: .intercepting
        case .restocking: .restocking
        case .cancelled: .cancelled
        case .restocked: .restocked
        case .refused: .refused
        }
    }

    func encodeState(_ writer: inout JSONWriter) {
        writer.field("outboundOrderId", outboundOrderId)
        writer.shortLines("lines", lines)
        writer.field("stage", stage)
        writer.field("state", word)
        if case .refused(let code) = state { writer.field("code", code) }
        writer.field("label", label)
        writer.field("parcelPulled", parcelPulled)
        writer.field("restored", restored)
        writer.field("quarantined", quarantined)
        writer.field("writtenOff", writtenOff)
        if let dueAt { writer.field("dueAt", at: dueAt) }
        deadline?.encodeState(&writer)
        if isEscalated { writer.field("isEscalated", true) }
        if workReported { writer.field("workReported", true) }
        if shippedAnyway { writer.field("shippedAnyway", true) }
        if let restockedBy {
            writer.key("restockedBy")
            writer.object { restockedBy.encode(&$0) }
        }
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> CasePart {
        var outboundOrderId = ""
        var lines: [Line] = []
        var stage = OutboundStatus.allocating
        var word = Word.releasing
        var code = CancellationCode.inTransit
        var rest = CasePart(outboundOrderId: "", lines: [], stage: stage, state: .releasing)
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "outboundOrderId": outboundOrderId = try reader.string()
            case "lines": lines = try reader.shortLines()
            case "stage": stage = try reader.word(OutboundStatus.self)
            case "state": word = try reader.word(Word.self)
            case "code": code = try reader.word(CancellationCode.self)
            case "label": rest.label = try reader.word(Label.self)
            case "parcelPulled": rest.parcelPulled = try reader.bool()
            case "restored": rest.restored = try reader.int()
            case "quarantined": rest.quarantined = try reader.int()
            case "writtenOff": rest.writtenOff = try reader.int()
            case "restockedBy": rest.restockedBy = try RestockClaim.decode(&reader)
            case "dueAt": rest.dueAt = try reader.timestamp()
            case "deadline", "lag": try rest.deadline.decodeState(key, &reader)
            case "isEscalated": rest.isEscalated = try reader.bool()
            case "workReported": rest.workReported = try reader.bool()
            case "shippedAnyway": rest.shippedAnyway = try reader.bool()
            default: try reader.skip()
            }
        }
        let state: State =
            switch word {
            case .releasing: .releasing
            case .verifying: .verifying
            case .intercepting: .intercepting
            case .restocking: .restocking
            case .cancelled: .cancelled
            case .restocked: .restocked
            case .refused: .refused(code)
            }
        var part = CasePart(outboundOrderId: outboundOrderId, lines: lines, stage: stage, state: state)
        part.label = rest.label
        part.parcelPulled = rest.parcelPulled
        part.restored = rest.restored
        part.quarantined = rest.quarantined
        part.writtenOff = rest.writtenOff
        part.restockedBy = rest.restockedBy
        part.dueAt = rest.dueAt
        part.deadline = rest.deadline
        part.isEscalated = rest.isEscalated
        part.workReported = rest.workReported
        part.shippedAnyway = rest.shippedAnyway
        return part
    }
}

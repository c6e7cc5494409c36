internal import Contracts
internal import Fulfillment

extension CasePart {
    func encodeState(_ writer: inout JSONWriter) {
        writer.field("b", outboundOrderId)
        if consignment != 0 { writer.field("co", consignment) }
        writer.shortLines("l", lines)
        writer.field("sg", stage)
        state.encodeState(&writer)
        if !back.isEmpty { UnitsBack.encodeState("bk", back, &writer) }
        if let dueAt { writer.field("du", at: dueAt) }
        if let deadline { writer.field("dl", at: deadline) }
        if isEscalated { writer.field("es", true) }
        if !short.isEmpty { writer.shortLines("sh", short) }
        if isWorkedOn { writer.field("wo", true) }
        if let ending { writer.stateObject("e") { ending.encodeState(of: self, &$0) } }
        if let contradiction { writer.field("cx", contradiction) }
        if restarts != 0 { writer.field("rn", restarts) }
        if workStops != 0 { writer.field("ws", workStops) }
        if unansweredHolds != 0 { writer.field("uh", unansweredHolds) }
        if isReleaseEarly { writer.field("ey", true) }
        if let cancelledAt { writer.field("cc", at: cancelledAt) }
    }

    /// - Parameter former: what the record says of its parcel and its units, if an earlier version wrote it.
    static func decodeState(
        _ reader: inout JSONReader, _ former: inout FormerState.Part?
    ) throws(DecodeError) -> CasePart {
        var outboundOrderId = ""
        var lines: [Line] = []
        var stage = OutboundStatus.allocating
        var state = State.Fields()
        var ending: Ending.Fields?
        var rest = CasePart(outboundOrderId: "", lines: [], stage: stage, state: .releasing)
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "b", "outboundOrderId": outboundOrderId = try reader.string()
            case "co", "consignment": rest.consignment = try reader.int()
            case "l", "lines": lines = try reader.shortLines()
            case "sg", "stage": stage = try reader.word(OutboundStatus.self)
            case "bk", "back": rest.back = try UnitsBack.decodeState(&reader)
            case "du", "dueAt": rest.dueAt = try reader.timestamp()
            case "dl", "deadline", "lg", "lag": try rest.deadline.decodeDeadline(key, &reader)
            case "es", "isEscalated": rest.isEscalated = try reader.bool()
            case "sh", "short": rest.short = try reader.shortLines()
            case "wo", "isWorkedOn": rest.isWorkedOn = try reader.bool()
            case "e", "ending": ending = try Ending.Fields(&reader)
            case "cx", "contradiction": rest.contradiction = try reader.word(ContradictionCode.self)
            case "rn", "restarts": rest.restarts = try reader.int()
            case "ws", "workStops": rest.workStops = try reader.int()
            case "uh", "unansweredHolds": rest.unansweredHolds = try reader.int()
            case "ey", "isReleaseEarly": rest.isReleaseEarly = try reader.bool()
            case "cc", "cancelledAt": rest.cancelledAt = try reader.timestamp()
            default:
                if try state.take(key, &reader) { return }
                if try FormerState.Part.take(key, &reader, &former) { return }
                try reader.skip()
            }
        }
        let current = state.state ?? .releasing
        var part = CasePart(
            outboundOrderId: outboundOrderId, consignment: rest.consignment, lines: lines, stage: stage, state: current)
        part.back = rest.back
        part.dueAt = rest.dueAt
        part.deadline = rest.deadline
        part.isEscalated = rest.isEscalated
        part.short = rest.short
        part.isWorkedOn = rest.isWorkedOn
        part.ending = ending.map { Ending(state: $0.state ?? current, labelVoided: $0.labelVoided, back: $0.back ?? rest.back) }
        part.contradiction = rest.contradiction
        part.restarts = rest.restarts
        part.workStops = rest.workStops
        part.unansweredHolds = rest.unansweredHolds
        part.isReleaseEarly = rest.isReleaseEarly
        part.cancelledAt = rest.cancelledAt
        return part
    }
}

/// How it ended is said only where it is not as it stands now.
extension CasePart.Ending {
    fileprivate func encodeState(of part: CasePart, _ writer: inout JSONWriter) {
        if state != part.state { state.encodeState(&writer) }
        if let labelVoided { writer.field("lv", labelVoided) }
        if back != part.back { UnitsBack.encodeState("bk", back, &writer) }
    }

    fileprivate struct Fields {
        var state: CasePart.State?
        var labelVoided: Bool?
        var back: [String: UnitsBack]?

        init(_ reader: inout JSONReader) throws(DecodeError) {
            var fields = (state: CasePart.State.Fields(), labelVoided: Bool?.none, back: [String: UnitsBack]?.none)
            try reader.object { key, reader throws(DecodeError) in
                switch key {
                case "lv", "labelVoided": fields.labelVoided = try reader.bool()
                case "bk", "back": fields.back = try UnitsBack.decodeState(&reader)
                default: if try !fields.state.take(key, &reader) { try reader.skip() }
                }
            }
            (state, labelVoided, back) = (fields.state.state, fields.labelVoided, fields.back)
        }
    }
}

/// A state is two fields of what has it: its word, and the code of a refusal.
extension CasePart.State {
    private enum Word: String, CaseIterable {
        case releasing, verifying, intercepting, restocking, cancelled, restocked, refused, left
    }

    private var word: Word {
        switch self {
        case .releasing: .releasing
        case .verifying: .verifying
        case .intercepting: .intercepting
        case .restocking: .restocking
        case .cancelled: .cancelled
        case .restocked: .restocked
        case .refused: .refused
        case .left: .left
        }
    }

    fileprivate func encodeState(_ writer: inout JSONWriter) {
        writer.field("z", word)
        if case .refused(let code) = self { writer.field("k", code) }
    }

    /// The fields as they come.
    fileprivate struct Fields {
        private var word: Word?
        private var code = CancellationCode.inTransit

        /// Reads the field if it is one of these.
        mutating func take(_ key: JSONReader.Key, _ reader: inout JSONReader) throws(DecodeError) -> Bool {
            switch key {
            case "z", "state": word = try reader.word(Word.self)
            case "k", "code": code = try reader.word(CancellationCode.self)
            default: return false
            }
            return true
        }

        /// nil where none was named.
        var state: CasePart.State? {
            switch word {
            case nil: nil
            case .releasing?: .releasing
            case .verifying?: .verifying
            case .intercepting?: .intercepting
            case .restocking?: .restocking
            case .cancelled?: .cancelled
            case .restocked?: .restocked
            case .refused?: .refused(code)
            case .left?: .left
            }
        }
    }
}

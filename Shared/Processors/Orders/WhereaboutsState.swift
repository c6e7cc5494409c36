internal import Contracts
internal import Fulfillment

/// What is known of a parcel; what nobody said is left out.
extension Whereabouts {
    func encodeState(_ writer: inout JSONWriter) {
        if custody != .warehouse { writer.field("custody", custody) }
        if isPulled { writer.field("isPulled", true) }
        if isReturning { writer.field("isReturning", true) }
        if label != .none { writer.field("label", label) }
        inside?.encodeState("inside", &writer)
        outside?.encodeState("outside", &writer)
        pull?.encodeState("pull", &writer)
        labelled?.encodeState("labelled", &writer)
        scanned?.encodeState("scanned", &writer)
        missing?.encodeState("missing", &writer)
        if let backAt { writer.field("backAt", at: backAt) }
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> Whereabouts {
        var parcel = Whereabouts()
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "custody": parcel.custody = try reader.word(Custody.self)
            case "isPulled": parcel.isPulled = try reader.bool()
            case "isReturning": parcel.isReturning = try reader.bool()
            case "label": parcel.label = try reader.word(Label.self)
            case "inside": parcel.inside = try Fact.decodeState(&reader)
            case "outside": parcel.outside = try Fact.decodeState(&reader)
            case "pull": parcel.pull = try Fact.decodeState(&reader)
            case "labelled": parcel.labelled = try Fact.decodeState(&reader)
            case "scanned": parcel.scanned = try Fact.decodeState(&reader)
            case "missing": parcel.missing = try Fact.decodeState(&reader)
            case "backAt": parcel.backAt = try reader.timestamp()
            default: try reader.skip()
            }
        }
        return parcel
    }
}

/// A fact is its source and its date: `["warehouse",1795507200000]`.
extension Whereabouts.Fact {
    fileprivate func encodeState(_ name: StaticString, _ writer: inout JSONWriter) {
        writer.key(name)
        writer.array {
            $0.string(source.rawValue)
            $0.integer(reportedAt.milliseconds)
        }
    }

    fileprivate static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> Whereabouts.Fact {
        var fact = Whereabouts.Fact(source: .warehouse, reportedAt: Timestamp(milliseconds: 0))
        try reader.array { index, reader throws(DecodeError) in
            switch index {
            case 0: fact.source = try reader.word(Whereabouts.Source.self)
            case 1: fact.reportedAt = try reader.timestamp()
            default: try reader.skip()
            }
        }
        return fact
    }
}

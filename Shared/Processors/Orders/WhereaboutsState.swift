internal import Contracts
internal import Fulfillment

/// What is known of a parcel; what nobody said is left out.
extension Whereabouts {
    func encodeState(_ writer: inout JSONWriter) {
        if custody != .warehouse { writer.field("cu", custody) }
        if isPulled { writer.field("pl", true) }
        if isReturning { writer.field("rg", true) }
        if label != .none { writer.field("la", label) }
        inside?.encodeState("is", &writer)
        outside?.encodeState("os", &writer)
        pull?.encodeState("pu", &writer)
        labelled?.encodeState("ld", &writer)
        scanned?.encodeState("sc", &writer)
        missing?.encodeState("ms", &writer)
        if let backAt { writer.field("ba", at: backAt) }
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> Whereabouts {
        var parcel = Whereabouts()
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "cu", "custody": parcel.custody = try reader.word(Custody.self)
            case "pl", "isPulled": parcel.isPulled = try reader.bool()
            case "rg", "isReturning": parcel.isReturning = try reader.bool()
            case "la", "label": parcel.label = try reader.word(Label.self)
            case "is", "inside": parcel.inside = try Fact.decodeState(&reader)
            case "os", "outside": parcel.outside = try Fact.decodeState(&reader)
            case "pu", "pull": parcel.pull = try Fact.decodeState(&reader)
            case "ld", "labelled": parcel.labelled = try Fact.decodeState(&reader)
            case "sc", "scanned": parcel.scanned = try Fact.decodeState(&reader)
            case "ms", "missing": parcel.missing = try Fact.decodeState(&reader)
            case "ba", "backAt": parcel.backAt = try reader.timestamp()
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

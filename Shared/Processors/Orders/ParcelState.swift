internal import Contracts
internal import Fulfillment

/// A parcel of a consignment. The fields of a consignment in one parcel stand in the record of the outbound order, as in
/// records of earlier versions.
extension Parcel {
    func encodeState(_ writer: inout JSONWriter) {
        if number != 1 { writer.field("pn", number) }
        writer.field("pi", ifPresent: parcelId)
        writer.field("tn", ifPresent: trackingNumber)
        if whereabouts != Whereabouts() { writer.stateObject("wh", whereabouts.encodeState) }
        if let givenUp { writer.field("gu", givenUp) }
        if let status { writer.field("ra", status) }
        if holdsAll { writer.field("ha", true) }
        if let contentsAt { writer.field("cn", at: contentsAt) }
        if isEmpty { writer.field("em", true) }
    }

    /// Reads the field if it is one of these.
    mutating func take(_ key: JSONReader.Key, _ reader: inout JSONReader) throws(DecodeError) -> Bool {
        switch key {
        case "pn", "parcel": number = try reader.int()
        case "pi", "parcelId": parcelId = try reader.string()
        case "tn", "trackingNumber": trackingNumber = try reader.string()
        case "wh", "whereabouts": whereabouts = try Whereabouts.decodeState(&reader)
        case "gu", "givenUp": givenUp = try reader.word(GivenUp.self)
        case "ra", "reportedAs": status = try reader.word(OutboundStatus.self)
        case "ha", "holdsAll": holdsAll = try reader.bool()
        case "cn", "contentsAt": contentsAt = try reader.timestamp()
        case "em", "isEmpty": isEmpty = try reader.bool()
        default: return false
        }
        return true
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> Parcel {
        var parcel = Parcel()
        try reader.object { key, reader throws(DecodeError) in
            if try !parcel.take(key, &reader) { try reader.skip() }
        }
        return parcel
    }
}

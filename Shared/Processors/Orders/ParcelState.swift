internal import Contracts
internal import Fulfillment

/// A parcel of a consignment. Of a consignment in one parcel its fields stand in the record of the outbound order, as in
/// records of earlier versions.
extension Parcel {
    func encodeState(_ writer: inout JSONWriter) {
        if number != 1 { writer.field("parcel", number) }
        writer.field("parcelId", ifPresent: parcelId)
        writer.field("trackingNumber", ifPresent: trackingNumber)
        if whereabouts != Whereabouts() { writer.stateObject("whereabouts", whereabouts.encodeState) }
        if let givenUp { writer.field("givenUp", givenUp) }
        if let status { writer.field("reportedAs", status) }
        if holdsAll { writer.field("holdsAll", true) }
    }

    /// Reads the field if it is one of these.
    mutating func take(_ key: JSONReader.Key, _ reader: inout JSONReader) throws(DecodeError) -> Bool {
        switch key {
        case "parcel": number = try reader.int()
        case "parcelId": parcelId = try reader.string()
        case "trackingNumber": trackingNumber = try reader.string()
        case "whereabouts": whereabouts = try Whereabouts.decodeState(&reader)
        case "givenUp": givenUp = try reader.word(GivenUp.self)
        case "reportedAs": status = try reader.word(OutboundStatus.self)
        case "holdsAll": holdsAll = try reader.bool()
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

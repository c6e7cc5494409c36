/// The attributes that Turnback reads, by their names in lower case.
enum CloudEventsAttribute: String {
    case specversion, id, source, type, time, subject, correlationid, causationid, causationcount, principal,
        traceparent
    case tracestate

    /// The attribute of this name; nil where there is none. Its length leaves one or a few, of which one is compared.
    init?(_ bytes: [UInt8], _ name: Range<Int>) {
        func take(_ name: Range<Int>, _ text: StaticString, _ attribute: Self) -> Self? {
            bytes.isText(name, text) ? attribute : nil
        }
        let found: Self? =
            switch name.count {
            case 2: take(name, "id", .id)
            case 4: take(name, "type", .type) ?? take(name, "time", .time)
            case 6: take(name, "source", .source)
            case 7: take(name, "subject", .subject)
            case 9: take(name, "principal", .principal)
            case 10: take(name, "tracestate", .tracestate)
            case 11:
                take(name, "specversion", .specversion) ?? take(name, "causationid", .causationid)
                    ?? take(name, "traceparent", .traceparent)
            case 13: take(name, "correlationid", .correlationid)
            case 14: take(name, "causationcount", .causationcount)
            default: nil
            }
        guard let found else { return nil }
        self = found
    }
}

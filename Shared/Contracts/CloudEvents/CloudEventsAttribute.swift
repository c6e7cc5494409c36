/// The attributes that Turnback reads, by their names in lower case.
enum CloudEventsAttribute: String {
    case specversion, id, source, type, time, subject, correlationid, causationid, causationcount, principal,
        traceparent
    case tracestate

    /// The attribute of this name; nil where there is none.
    static func named(_ name: NameWords) -> Self? {
        switch name {
        case "id": .id
        case "type": .type
        case "time": .time
        case "source": .source
        case "subject": .subject
        case "principal": .principal
        case "tracestate": .tracestate
        case "specversion": .specversion
        case "causationid": .causationid
        case "traceparent": .traceparent
        case "correlationid": .correlationid
        case "causationcount": .causationcount
        default: nil
        }
    }
}

/// How much one store order may hold. Beyond it a message is refused by name (`tooManyForOrder`), so that nobody can fill an
/// order until its own cancellation no longer fits into a record, and so that one order's flood costs the others nothing.
///
/// Far above what a store order is in the field: the limits together bound its state to about half of what the state topic
/// takes, at the longest SKUs that a message may carry.
public enum StoreOrderLimits {
    public static let outboundOrders = 500
    /// Lines that were ordered, of all outbound orders.
    public static let lines = 4 * Limits.lines
    /// Of one outbound order.
    public static let parcels = 200
    /// Requests for a cancellation, answered ones too: a shop that repeats itself in a loop is seen with hundreds.
    public static let requests = 1_000
    /// Lines that the requests name.
    public static let requestedLines = 2 * Limits.lines
    /// Outbound orders that the cases decide about, each case's.
    public static let caseParts = 4_000
    /// Reports that wait for their outbound order.
    public static let waitingReports = 100
    /// Lines that these name.
    public static let waitingLines = 2 * Limits.lines
    /// Reports of one outbound order that say what is short.
    public static let shortReports = 500
}

extension StoreOrderLimits {
    /// What there may be too many of in a store order.
    enum Kind: String, CaseIterable {
        case outboundOrders = "outbound orders"
        case lines = "lines"
        case parcels = "parcels of one outbound order"
        case requests = "cancellation requests"
        case requestedLines = "lines of requests"
        case caseParts = "parts of cases"
        case waitingReports = "reports that wait for their outbound order"
        case waitingLines = "lines of reports that wait"
        case shortReports = "reports of units of one outbound order that are short"

        var limit: Int {
            switch self {
            case .outboundOrders: StoreOrderLimits.outboundOrders
            case .lines: StoreOrderLimits.lines
            case .parcels: StoreOrderLimits.parcels
            case .requests: StoreOrderLimits.requests
            case .requestedLines: StoreOrderLimits.requestedLines
            case .caseParts: StoreOrderLimits.caseParts
            case .waitingReports: StoreOrderLimits.waitingReports
            case .waitingLines: StoreOrderLimits.waitingLines
            case .shortReports: StoreOrderLimits.shortReports
            }
        }

        func count(in order: StoreOrder) -> Int {
            switch self {
            case .outboundOrders: order.outboundOrders.count
            case .lines: order.outboundOrders.reduce(0) { $0 + $1.ordered.count }
            case .parcels: order.outboundOrders.reduce(0) { max($0, $1.parcels.count) }
            case .requests: order.requests.count + order.forgottenRequests.count
            case .requestedLines: order.requests.reduce(0) { $0 + ($1.lines?.count ?? 0) }
            case .caseParts: order.cases.reduce(0) { $0 + $1.parts.count }
            case .waitingReports: order.waitingReports.count
            case .waitingLines:
                order.waitingReports.reduce(0) { $0 + $1.report.lines.count + $1.report.short.count }
            case .shortReports: order.outboundOrders.reduce(0) { max($0, $1.shortReports.count) }
            }
        }
    }
}

extension StoreOrder {
    /// Refuses what has made too many of something. What is there stays, and what makes no more of it goes on.
    ///
    /// - Parameter before: the store order as it was before the message.
    func mustHaveRoom(since before: StoreOrder) throws(Rejection) {
        for kind in StoreOrderLimits.Kind.allCases {
            let count = kind.count(in: self)
            guard count > kind.limit, count > kind.count(in: before) else { continue }
            throw Rejection(
                .tooManyForOrder,
                "store order \(key) would have \(count) \(kind.rawValue), and \(kind.limit) are allowed: this message is "
                    + "not taken, all that came before stands",
                path: "storeOrderId")
        }
    }
}

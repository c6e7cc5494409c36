import API
import Fulfillment
import Operations
import Pages
import ReadModel

/// How long the server needs for each page, from the request to the whole answer, without the network.
struct PageBench {
    let model: ReadModel
    let cases: Int
    /// Where the pages keep what is theirs.
    let directory: String

    /// So often each page is asked for, each time about another case.
    private static let rounds = 100

    func run(_ tell: (TableBench.Row) -> Void) throws(Failure) {
        let logger = Logger(label: "bench", format: .text, level: .error)
        let api = ConsoleAPI(health: Health(), metrics: MetricsRegistry(), logger: logger)
        api.open(reading: model)
        let site = try PageSite.site(of: api, directory: directory, logger: logger)
        let router = api.router { site.add(to: &$0) }
        var slowest = (name: "", time: Duration.zero)
        for (name, target) in Self.pages {
            var times: [Duration] = []
            for round in 0..<Self.rounds {
                let one = SyntheticCase((round * 7_919_111 + 13) % cases)
                guard let request = HTTPRequest(method: "GET", target: target(one)) else {
                    throw Failure(.software, "\(target(one)) is not a target")
                }
                let started = ContinuousClock.now
                let response = router.respond(to: request)
                times.append(ContinuousClock.now - started)
                // A request's page leads to its case.
                guard [200, 303].contains(response.status) else {
                    throw Failure(.software, "\(target(one)) answers \(response.status)")
                }
            }
            times.sort()
            // The hundredth is the first one: it reads from the disk what the others find in memory.
            let late = times[Self.rounds * 99 / 100 - 1]
            tell(.init(name: "page \(name): 99 of 100 within", value: late / .milliseconds(1), unit: "ms"))
            if late > slowest.time { slowest = (name, late) }
        }
        tell(
            .init(
                name: "the slowest page, \(slowest.name): 99 of 100 within", value: slowest.time / .milliseconds(1),
                unit: "ms"))
    }

    private static let pages: [(String, @Sendable (SyntheticCase) -> String)] = [
        ("start", { _ in "/" }), ("order", { "/orders/\($0.key)" }), ("cancel", { "/orders/\($0.key)/cancel" }),
        ("case", { "/cases/\($0.caseId)" }), ("cases", { _ in "/cases" }),
        ("late cases", { _ in "/cases?state=late" }),
        ("cases of a warehouse", { "/cases?warehouse=\($0.stock.warehouseId)" }),
        ("request", { "/requests/\($0.key.storeId)/r-\($0.number)" }), ("balance", { "/balance/\($0.key)" }),
        ("find", { "/find?q=\($0.tracking.prefix(8))" }), ("floor", { "/floor/\($0.stock.warehouseId)" }),
        ("stock", { "/stock/\($0.stock)" }), ("SKU", { "/stock/\($0.stock)/\($0.lines[0].sku)" }),
        ("operations", { _ in "/operations" }), ("times", { _ in "/operations/times" }),
        ("refused", { _ in "/operations/refused" }), ("unreadable", { _ in "/operations/unreadable" }),
    ]
}

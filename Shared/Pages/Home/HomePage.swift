internal import Fulfillment
internal import ReadModel

/// `/`: the one role a person has; with several, one tile each, with what is open now.
enum HomePage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/") { visit throws(PageFailure) in
            let roles = visit.context.principal.roles
            if roles.count == 1, let role = roles.first { return .seeOther(start(of: role)) }
            var summary: OperationsSummary?
            if roles.contains(.operations) {
                summary = try visit.read { (reads) throws(ReadModelError) in try reads.operations(now: visit.context.now) }
            }
            let places = try visit.read { (reads) throws(ReadModelError) in try reads.stockPlaces() }
            let floors = try Floors.counts(visit)
            return .page(page(visit.context, summary, stocks: places.count, floors))
        }
    }

    private static func start(of role: Person.Role) -> Path {
        switch role {
        case .desk: Path("cases").query("state", "open")
        case .floor: Path("floor")
        case .stock: Path("stock")
        case .operations: Path("operations")
        }
    }

    static func page(
        _ context: PageContext, _ summary: OperationsSummary?, stocks: Int, _ floors: [(id: String, count: TaskCount)]
    ) -> Layout {
        let open = summary?.open.values.reduce(0, +)
        let late = summary?.late.reduce(0) { $0 + $1.cases }
        let (tasks, lateTasks) = floors.reduce((0, 0)) { ($0.0 + $1.count.open, $0.1 + $1.count.late) }
        let tiles: [(role: Person.Role, name: Phrase, hint: Phrase, now: Phrase?)] = [
            (.desk, .navDesk, .homeDesk, open.map { .homeDeskNow(n: $0) }),
            (.floor, .navFloor, .homeFloor, .homeFloorNow(n: tasks, late: lateTasks)),
            (.stock, .navStock, .homeStock, .homeStockNow(n: stocks)),
            (.operations, .navOperations, .homeOperations, late.map { .homeOperationsNow(late: $0) }),
        ]
        let content =
            context.heading(context.say(.homeTitle))
            + tag("form", .attr("role", "search"), .attr("method", "get"), .action(Path("find"))) {
                tag("div", .class("field")) {
                    tag("label", .attr("for", "q")) { context.say(.findLabel) }
                    tag("div", .class("actions")) {
                        tag(
                            "input", .attr("type", "search"), .attr("name", "q"), .id("q"),
                            .attr("autocomplete", "off"), .class("wide"))
                        tag("button", .attr("type", "submit")) { context.say(.findButton) }
                    }
                }
            }
            + tag("ul", .class("tiles")) {
                for tile in tiles where context.principal.roles.contains(tile.role) {
                    tag("li") {
                        tag("div", .class("tile"), .attr("data-key", "tile-\(tile.role.rawValue)")) {
                            tag("a", .href(start(of: tile.role))) { context.say(tile.name) }
                            tag("p", .class("soft")) { context.say(tile.hint) }
                            if let now = tile.now { tag("p") { tag("strong") { context.say(now) } } }
                        }
                    }
                }
            }
        return Layout(
            context: context, title: context.say(.homeTitle), section: .home, follows: ["case", "task"],
            content: content)
    }
}

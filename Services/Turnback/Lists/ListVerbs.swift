import Contracts
import Fulfillment
import Operations

/// `turnback cases`: cancellation cases, as the console has them.
enum CasesVerb: ListVerb {
    static let command = Command(
        "cases", summary: "List cancellation cases: open ones, overdue ones, those of a store.",
        discussion: ListSourceText.discussion,
        options: [
            Option(
                "state", "STATE", defaultText: "all", help: "Only cases in this state.", repeated: true,
                rule: .oneOf(CancellationState.allCases.map(\.rawValue))),
            Option("store", "ID", defaultText: "all", help: "Only cases of this store."),
            Option("merchant", "ID", defaultText: "all", help: "Only cases with goods of this merchant."),
            Option("warehouse", "ID", defaultText: "all", help: "Only cases with goods in this warehouse."),
        ] + commonOptions,
        flags: [
            Flag("open", help: "Only cases that have not ended."),
            Flag(
                "overdue", help: "Only open cases that wait for something that is overdue; the longest overdue first."),
        ] + commonFlags, alternatives: alternatives)

    static let path = "/api/v1/cases"
    static let rows = "cases"
    static let columns = [
        ListColumn("case", "caseId"), ListColumn("state", "state"), ListColumn("code", "code"),
        ListColumn("units", "quantities", "requested", isNumber: true), ListColumn("waits for", "due", "task"),
        ListColumn("of", "due", "id"), ListColumn("due", "due", "at"), ListColumn("opened", "openedAt"),
        ListColumn("ended", "endedAt"),
    ]

    static func query(_ invocation: Invocation, now: Timestamp) -> [(name: String, value: String)] {
        var query = invocation.strings("state").map { (name: "state", value: $0) }
        query += filters(invocation, ["store": "storeId", "merchant": "merchantId", "warehouse": "warehouseId"])
        if invocation.flag("open") { query.append(("open", "true")) }
        if invocation.flag("overdue") { query += [("dueBefore", now.rfc3339), ("order", "due")] }
        return query
    }
}

/// `turnback tasks`: what warehouses are asked to do.
enum TasksVerb: ListVerb {
    static let command = Command(
        "tasks", summary: "List what warehouses are asked to do, by due time.",
        discussion: ListSourceText.discussion,
        options: [
            Option("warehouse", "ID", defaultText: "all", help: "Only tasks of this warehouse."),
            Option("merchant", "ID", defaultText: "all", help: "Only goods of this merchant."),
            Option(
                "kind", "KIND", defaultText: "all", help: "Only tasks of this kind.",
                rule: .oneOf(WarehouseTask.Kind.allCases.map(\.rawValue))),
        ] + commonOptions,
        flags: [
            Flag("overdue", help: "Only tasks that are overdue."),
            Flag("closed", help: "Closed tasks, the last first, instead of open ones."),
        ] + commonFlags, alternatives: alternatives)

    static let path = "/api/v1/tasks"
    static let rows = "tasks"
    static let columns = [
        ListColumn("task", "taskId"), ListColumn("kind", "kind"), ListColumn("warehouse", "warehouseId"),
        ListColumn("store") { $0["storeId"]?.text ?? "" }, ListColumn("order") { $0["storeOrderId"]?.text ?? "" },
        ListColumn("outbound order", "outboundOrderId"),
        ListColumn("units", isNumber: true) { $0.sum("lines", "quantity") },
        ListColumn("tracking number", "trackingNumber"), ListColumn("due", "dueAt"), ListColumn("result", "result"),
    ]

    static func query(_ invocation: Invocation, now: Timestamp) -> [(name: String, value: String)] {
        var query = filters(invocation, ["warehouse": "warehouseId", "merchant": "merchantId", "kind": "kind"])
        if invocation.flag("closed") { query.append(("open", "false")) }
        if invocation.flag("overdue") { query.append(("dueBefore", now.rfc3339)) }
        return query
    }
}

/// `turnback returns`: return orders.
enum ReturnsVerb: ListVerb {
    static let command = Command(
        "returns", summary: "List return orders, the newest first.",
        discussion: ListSourceText.discussion,
        options: [
            Option("warehouse", "ID", defaultText: "all", help: "Only those that arrive at this warehouse."),
            Option("merchant", "ID", defaultText: "all", help: "Only goods of this merchant."),
            Option(
                "state", "STATE", defaultText: "all", help: "Only those in this state.",
                rule: .oneOf(ReturnOrder.State.allCases.map(\.rawValue))),
        ] + commonOptions,
        flags: [Flag("open", help: "Only those to which something may still come.")] + commonFlags,
        alternatives: alternatives)

    static let path = "/api/v1/returns"
    static let rows = "returnOrders"
    static let columns = [
        ListColumn("return order", "returnOrderId"), ListColumn("store", "storeId"),
        ListColumn("order", "storeOrderId"),
        ListColumn("outbound order", "outboundOrderId"), ListColumn("warehouse", "warehouseId"),
        ListColumn("origin", "origin"), ListColumn("state", "state"),
        ListColumn("expected", "expected", isNumber: true), ListColumn("received", "received", isNumber: true),
        ListColumn("changed", "changedAt"),
    ]

    static func query(_ invocation: Invocation, now: Timestamp) -> [(name: String, value: String)] {
        var query = filters(invocation, ["warehouse": "warehouseId", "merchant": "merchantId", "state": "state"])
        if invocation.flag("open") { query.append(("open", "true")) }
        return query
    }
}

/// What the help says of where lists are read.
enum ListSourceText {
    static let discussion = """
        With --console or --data it is read from the console's view, at once for topics of any length. With --kafka the view is \
        made from the topics first, and removed afterwards.
        """
}

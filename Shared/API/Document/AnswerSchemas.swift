internal import Contracts
internal import Fulfillment
internal import ReadModel

/// What answers look like. What messages look like is in the contract's own schemas, which the document has beside these.
enum AnswerSchemas {
    static let all: KeyValuePairs<String, JSONValue> = [
        "Problem": problem,
        "Accepted": .answer(["topic": .text, "key": .text, "id": .text]),
        "CloudEvent": cloudEvent,
        "RequestToCancel": .all(
            .message(.cancellationRequested), .answer(["requestId": .named("Id")])),
        "Order": order,
        "Forecast": forecast,
        "Statement": .answer([
            "fact": .text, "source": .words(Whereabouts.Source.self), "reportedBy?": .text, "warehouseId": .text,
            "reportedAt": .time, "recordedAt": .time, "sender": .text,
        ]),
        "ParcelOfOrder": .answer([
            "number": .number, "parcelId?": .text, "trackingNumber?": .text, "carrier?": .text,
            "lines": .array(of: .named("Line")), "custody": .words(Custody.self),
            "label": .words(Whereabouts.Label.self),
            "pulled": .flag, "returning": .flag, "custodyBecause?": .named("Statement"),
            "contradicting?": .array(of: .named("Statement")), "labelReason?": .text,
        ]),
        "Request": request,
        "TimelineEntry": .answer([
            "type": .text, "at": .time, "recordedAt": .time, "sender": .text, "messageId": .text, "causationId?": .text,
            "caseId?": .text, "outboundOrderId?": .text, "person?": .text, "principal?": .text, "topic": .text, "partition": .number,
            "offset": .number, "data": ["type": "object"],
        ]),
        "Due": .answer([
            "by": ["type": "string", "enum": ["warehouse", "store"]], "id": .text,
            "task?": .words(WarehouseTask.Kind.self), "at": .time, "decidedAt?": .time,
        ]),
        "Case": summary,
        "CaseInFull": caseInFull,
        "Task": task,
        "ReturnOrder": returnOrder,
        "ReturnOrderInFull": .all(
            .message(.returnOrderChanged), .answer(["receipts": .array(of: ["type": "object"])])),
        "StockPlace": .answer(["merchantId": .text, "warehouseId": .text, "skus": .number]),
        "Balances": .answer([
            "sku": .text, "onHand": .number, "allocated": .number, "quarantined": .number, "available": .number,
        ]),
        "StockRow": .all(
            .named("Balances"), .answer(["held": .number, "movedAt": .time, "oversold?": .flag])),
        "Stock": .answer([
            "merchantId": .text, "warehouseId": .text, "items": .array(of: .named("StockRow")), "next?": .text,
        ]),
        "StockItem": .all(
            .named("StockRow"),
            .answer([
                "merchantId": .text, "warehouseId": .text,
                "holders": .array(of: .answer(["caseId": .text, "outboundOrderId": .text, "quantity": .number])),
                "movementCount": .number,
                "movements": .array(of: .all(.message(.stockMoved), .answer(["principal?": .text]))), "next?": .text,
            ])),
        "Balance": balance,
        "Rejection": .all(.message(.messageRejected), .answer(["id": .text, "recordedAt": .time])),
        "RejectionInFull": .all(.named("Rejection"), .answer(["refused?": .named("TimelineEntry")])),
        "DeadLetter": .answer([
            "id": .text, "code": .text, "message": .text, "path?": .text,
            "origin?": .answer(["topic": .text, "partition": .number, "offset": .number]), "service?": .text,
            "recordedAt": .time, "key?": .text, "size": .number, "sentAgain": .flag,
            "dismissed": .flag, "closing?": .answer(["by": .text, "why": .text, "at": .time]),
        ]),
        "DeadLetterInFull": .all(
            .named("DeadLetter"),
            .answer([
                "alike": .number, "headers": .array(of: .answer(["name": .text, "value?": .text])), "value?": .text,
            ])),
        "SearchHit": .answer([
            "kind": .words(SearchHit.Kind.self), "text": .text, "exact": .flag, "storeId?": .text,
            "storeOrderId?": .text, "outboundOrderId?": .text, "merchantId?": .text, "warehouseId?": .text,
        ]),
        "Operations": operations,
        "Status": .answer([
            "id": .text, "caughtUp": .flag, "percent": .number, "newest?": .time, "checkedAt?": .time,
        ]),
    ]

    private static let problem: JSONValue = [
        "type": "object",
        "description": "An error: a stable code, a sentence for a person, and the field it is about (RFC 9457).",
        "required": ["code", "message", "status", "title"],
        "properties": [
            "code": .text, "message": .text, "path": .text, "status": .number, "title": .text,
        ],
    ]

    private static let cloudEvent: JSONValue = [
        "type": "object", "description": "A CloudEvent 1.0 in structured mode. `data_base64` is not read.",
        "required": ["specversion", "id", "source", "type", "data"],
        "properties": [
            "specversion": ["const": "1.0"], "id": ["type": "string", "minLength": 1],
            "source": ["type": "string", "minLength": 1],
            "type": [
                "type": "string",
                "enum": .array(MessageType.allCases.filter(\.isSentByOthers).map { .string($0.rawValue) }),
            ],
            "time": ["type": ["string", "null"]], "subject": ["type": ["string", "null"]],
            "datacontenttype": ["type": ["string", "null"]], "data": ["type": "object"],
        ],
    ]

    private static let order: JSONValue = .answer([
        "storeId": .text, "storeOrderId": .text,
        "outboundOrders": .array(
            of: .all(
                .message(.outboundOrderChanged),
                .answer([
                    "submittedAt?": .time, "ordered?": .array(of: .named("Line")),
                    "parcels": .array(of: .named("ParcelOfOrder")), "shippedUnscannedSince?": .time,
                    "cancellationNow": .named("Forecast"),
                ]))),
        "cases": .array(
            of: .answer([
                "caseId": .text, "storeId": .text, "storeOrderId": .text, "revision": .number,
                "state": .words(CancellationState.self), "final": .flag, "code": .text, "stage": .text,
                "nextAction": .words(NextAction.self), "mergedInto?": .text, "requestIds": .array(of: .text),
                "openedAt": .time, "endedAt?": .time, "due?": .named("Due"),
                "history": .array(of: .message(.cancellationChanged)),
                "contradictions?": .array(of: .message(.cancellationContradicted)),
            ])),
        "requests": .array(of: .named("Request")), "tasks": .array(of: .message(.taskOpened)),
        "returnOrders": .array(of: .named("ReturnOrder")),
    ])

    private static let forecast: JSONValue = .answer([
        "outboundOrderId": .text, "units": .number,
        "step": [
            "type": "string", "enum": ["cancel", "verify", "putBack", "refuse", "covered"],
            "description": """
            cancel: at once. verify: the warehouse is asked to look. putBack: it lies pulled. refuse: with `code`. covered: the \
            case `caseId` answers.
            """,
        ],
        "available?": .number, "answerWithinSeconds?": .number, "code?": .text, "caseId?": .text,
    ])

    private static let request: JSONValue = .answer([
        "requestId": .text, "storeId": .text, "storeOrderId?": .text,
        "result": ["type": "string", "enum": ["inHand", "outcome", "rejection"]],
        "outcome?": .message(.cancellationChanged), "rejection?": .named("Rejection"),
        "request?": .message(.cancellationRequested), "recordedAt?": .time,
    ])

    private static let summary: JSONValue = .answer([
        "caseId": .text, "storeId": .text, "storeOrderId": .text, "merchantIds": .array(of: .text),
        "warehouseIds": .array(of: .text), "revision": .number, "state": .words(CancellationState.self), "final": .flag,
        "code": .text, "stage": .text, "nextAction": .words(NextAction.self), "quantities": .named("CaseQuantities"),
        "openedAt": .time, "changedAt": .time, "endedAt?": .time, "due?": .named("Due"), "contradicted": .flag,
        "mergedInto?": .text,
    ])

    private static let caseInFull: JSONValue = .all(
        .named("Case"),
        .answer([
            "addsUp": .flag, "requests": .array(of: .named("Request")),
            "parts": .array(
                of: .answer([
                    "outboundOrderId": .text, "warehouseId": .text, "status": .words(OutboundStatus.self),
                    "code": .text,
                    "stage?": .text, "nextAction?": .words(NextAction.self), "quantities?": .named("CaseQuantities"),
                    "due?": .named("Due"), "parcels": .array(of: .named("ParcelOfOrder")),
                ])),
            "contradictions": .array(of: .message(.cancellationContradicted)), "tasks": .array(of: .named("Task")),
            "returnOrders": .array(of: .named("ReturnOrder")), "movements": .array(of: .message(.stockMoved)),
            "coveredBy": .array(of: .text), "timeline": .array(of: .named("TimelineEntry")),
        ]))

    private static let task: JSONValue = .all(
        .message(.taskOpened),
        .answer([
            "result?": .words(WarehouseTask.Result.self), "merchantId?": .text, "parcelId?": .text, "openedAt": .time,
            "closedAt?": .time, "status?": .words(OutboundStatus.self), "custody?": .words(Custody.self),
        ]))

    private static let returnOrder: JSONValue = .answer([
        "returnOrderId": .text, "storeId": .text, "storeOrderId": .text, "outboundOrderId": .text, "merchantId": .text,
        "warehouseId": .text, "caseId?": .text, "origin": .words(ReturnOrder.Origin.self),
        "state": .words(ReturnOrder.State.self), "expected": .number, "received": .number, "booked": .number,
        "changedAt": .time,
    ])

    private static let balance: JSONValue = .answer([
        "storeId": .text, "storeOrderId": .text, "ordered": .number, "addsUp": .flag, "wrong": .array(of: .text),
        "units": .array(
            of: .answer([
                "outboundOrderId": .text, "sku": .text, "quantity": .number, "place": .words(BalanceView.Place.self),
                "caseId?": .text, "because?": .message(.stockMoved),
            ])),
        "skus": .array(
            of: .all(.named("Balances"), .answer(["merchantId": .text, "warehouseId": .text, "addsUp": .flag]))),
    ])

    private static let operations: JSONValue = .answer([
        "open": .array(of: .answer(["state": .words(CancellationState.self), "cases": .number])),
        "late": .array(
            of: .answer([
                "by": ["type": "string", "enum": ["warehouse", "store"]], "id": .text, "cases": .number,
                "oldest": .time,
            ])),
        "lateCases": .array(of: .named("Case")),
        "answers": .array(
            of: .answer([
                "warehouseId": .text, "task": .words(WarehouseTask.Kind.self), "count": .number,
                "p50Milliseconds": .number, "p95Milliseconds": .number,
            ])),
        "rejectedToday": .number, "unreadable": .number,
    ])
}

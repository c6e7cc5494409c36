import Fulfillment

/// Return orders (退货单).
enum ReturnOrderSchemas {
    static let create = Schema.object(
        order + [
            .optional("caseId", Schema.refOrNull(.caseId, "The case, where the origin is interception.")),
            handling, .required("lines", Schema.ref(.lines)),
            .optional(
                "trackingNumbers",
                [
                    "type": ["array", "null"], "items": Schema.freeText("A label's number."),
                    "description": "Of the parcels on their way.",
                ]),
        ],
        """
        Goods are expected back. The same returnOrderId with other content is rejected (returnOrderExists); one of origin \
        customer also where nothing of its lines is out (exceedsIssued, alreadyRestored).
        """)

    static let receive = Schema.object(
        ids + [
            .required("receiptId", Schema.ref(.id)),
            .optional(
                "warehouseId",
                Schema.refOrNull(
                    .id,
                    """
                    Where it came: that of the return order, else it is refused (unknownReturnOrder). Who may speak for \
                    certain warehouses alone, names it.
                    """)),
            .required("lines", receivedLines),
            .required(
                "complete",
                Schema.bool(
                    """
                    True closes the return order: what is still expected is missing. Of an interception it is written off; \
                    of a customer's return it changes no stock, and what comes later is still received.
                    """)),
        ],
        """
        Goods came back. A receiptId counts once. Without lines only where complete: nothing came, and nothing will. A \
        receipt that comes before its return order waits for it.
        """
    ).adding([
        "anyOf": [
            ["properties": ["complete": ["const": true]]], ["properties": ["lines": ["minItems": 1]]],
        ]
    ])

    static let cancel = Schema.object(
        ids + [.optional("supersededBy", ["anyOf": [supersededBy, ["type": "null"]]])],
        """
        Nothing is expected back any more. Only before anything arrived; one that Turnback opened itself only where nothing \
        can come to it any more (else notCancellable).
        """)

    static let receiptReversed = Schema.object(
        ids + [
            .required("receiptId", Schema.ref(.id)),
            .optional(
                "warehouseId",
                Schema.refOrNull(
                    .id,
                    """
                    Where it came: that of the return order, else it is refused (unknownReturnOrder). Who may speak for \
                    certain warehouses alone, names it.
                    """)),
            .optional("reason", Schema.freeTextOrNull("Why; for people.")),
        ],
        """
        A receipt was booked by mistake. Its units leave stock again, all of them, and the return order expects them again. \
        Rejected where some of them are not there any more (insufficientStock), later than other rejections; where there is no \
        such receipt (unknownReceipt); and where it cannot be taken back as one (notReversible). Said again it changes nothing.
        """)

    private static let supersededBy = Schema.object(
        [
            .required(
                "by",
                Schema.word(
                    SupersededBy.Way.self,
                    """
                    adjustment, returnOrder: the units came back by it; departure: the goods left after all; short: they are not \
                    sent.
                    """)),
            .required("id", Schema.ref(.returnOrderId)),
            .optional(
                "writtenOff",
                Schema.refOrNull(
                    .lines,
                    "Units that it expected and that were written off: a receipt brings them all the same, if they are there.")),
        ], "Why nothing more comes. The orders service says it; leave it out.")

    static let changed = Schema.object(
        order + [
            .optional("caseId", Schema.ref(.caseId)), handling,
            .optional("trackingNumbers", Schema.array(of: ["type": "string"])),
            .required("state", Schema.word(ReturnOrder.State.self, "Where it stands.")),
            .required("revision", Schema.count("Grows with every change of this return order.")),
            .required("lines", Schema.array(of: entry, "What physically happened to each SKU.")),
            .required("discrepancies", Schema.array(of: discrepancy, "What does not fit.")),
            .optional(
                "lost",
                Schema.refOrNull(
                    .lines,
                    """
                    Units that were written off when nothing more was expected, and that have not come since: it still takes a \
                    receipt for them.
                    """)),
            .optional("reversedReceipts", Schema.array(of: ["type": "string"], "Receipts that were taken back.")),
            .required("changedAt", Schema.ref(.time)),
        ], "A return order changed.")

    private static let ids: [Schema.Field] = [.required("returnOrderId", Schema.ref(.returnOrderId))] + .storeOrder

    private static let order: [Schema.Field] =
        ids + [.required("outboundOrderId", Schema.ref(.id))] + .warehouse + [
            .optional(
                "fromWarehouseId",
                Schema.refOrNull(.id, "The warehouse that sent the goods, where they arrive at another (warehouseId).")),
            .required(
                "origin",
                Schema.word(
                    ReturnOrder.Origin.self,
                    "interception: Turnback stopped the parcel; its id is RO-<outboundOrderId>.")),
            .optional(
                "contentsUnknown",
                [
                    "type": ["boolean", "null"],
                    "description": """
                    True: the lines are the most that can come: nobody has said what is in the parcel. What does not come \
                    is not missing.
                    """,
                ]),
            .optional(
                "writtenOff",
                Schema.refOrNull(
                    .lines,
                    """
                    Units of the parcel that were written off, and may be in it all the same: a receipt takes them in beside \
                    the lines.
                    """)),
        ]

    private static let handling = Schema.Field.required(
        "handling", Schema.word(Handling.self, "For good units whose line says nothing; others are quarantined."))

    private static let receivedLines: JSONValue = [
        "type": "array", "maxItems": .integer(Limits.lines),
        "items": Schema.object([
            .required("sku", Schema.ref(.id)), .required("quantity", Schema.ref(.quantity)),
            .required(
                "condition",
                Schema.word(
                    ReturnOrderReceived.Condition.self,
                    "How they came. wrongItem: something else came in their place; no unit of the SKU did.")),
            .optional("handling", Schema.wordOrNull(Handling.self, "What is done with them; wins over the order's.")),
        ]),
        "description": "The same SKU in the same condition with the same handling is one line with the sum.",
    ]

    private static let entry = Schema.object([
        .required("sku", Schema.ref(.id)), .required("expected", Schema.count("Units.")),
        .required("received", Schema.count("Units.")), .required("putAway", Schema.count("Units.")),
        .required("quarantined", Schema.count("Units.")), .required("disposed", Schema.count("Units.")),
        .required(
            "booked",
            Schema.count("Of those put away, quarantined and disposed of: what inventory has taken. It follows them.")),
    ])

    private static let discrepancy = Schema.object([
        .required(
            "kind",
            Schema.word(
                ReturnOrder.Discrepancy.Kind.self,
                """
                alreadyRestored, refusedByInventory: inventory did not raise stock. wrongItem: something else came in place \
                of the SKU, which is still expected or missing.
                """)),
        .required("sku", Schema.ref(.id)), .required("quantity", Schema.count("Units.")),
        .required("receiptId", Schema.text("The receipt that showed it.")),
    ])
}

import Fulfillment

/// What inventory has to do.
enum StockCommandSchemas {
    static let receive = Schema.object(
        .warehouse + [.required("receiptId", Schema.ref(.id)), .required("lines", Schema.ref(.lines))],
        "Goods arrived. A receiptId counts once; the same with other lines is rejected (receiptIdReused).")

    static let adjust = Schema.object(
        .warehouse + [
            .required("adjustmentId", Schema.ref(.id)), .required("sku", Schema.ref(.id)),
            .required("delta", delta), .required("reasonCode", Schema.freeText("Why; the sender's own word.")),
            .required("actor", Schema.freeText("Who did it.")),
            .optional("caseId", Schema.refOrNull(.caseId, "The case whose units come back, or are written off.")),
            .optional(
                "outboundOrderId",
                Schema.refOrNull(.id, "The outbound order whose units come back, or are written off.")),
            .optional(
                "from",
                Schema.wordOrNull(
                    StockPlace.self,
                    """
                    Where inspected units are taken from, with any other place named beside: put away where delta is above \
                    0, destroyed below.
                    """)),
        ],
        """
        A person corrects a balance; or brings intercepted units back, or writes off units that an outbound order holds or \
        has sent and nobody finds: then caseId and outboundOrderId are named together, and the case is one of that outbound \
        order (else unknownCase). Units that never left come back only for a case that holds them, and units that left are \
        written off only for such a case (else notHeld). \
        An adjustmentId counts once; the same with other content is rejected (adjustmentIdReused).
        """
    ).adding(["oneOf": [correction, bringingBack]])

    private static let delta: JSONValue = [
        "type": "integer", "minimum": .integer(-Limits.quantity.upperBound),
        "maximum": .integer(Limits.quantity.upperBound), "not": ["const": 0],
        "description": "Units more or less; never 0.",
    ]

    private static let correction: JSONValue = [
        "description": "A correction, for no case; or units leave quarantine.",
        "properties": ["caseId": ["type": "null"], "outboundOrderId": ["type": "null"]],
    ]

    private static let bringingBack: JSONValue = [
        "description": """
        Intercepted units come back (delta above 0), or missing ones are written off (below 0); or they leave quarantine, where \
        the case had brought them.
        """,
        "required": ["caseId", "outboundOrderId"],
        "properties": [
            "caseId": ["type": "string"], "outboundOrderId": ["type": "string"],
        ],
    ]

    static let allocate = move(
        "Promise stock to an outbound order: all lines, or none (backordered, and passed by whom that takes nothing from).")
    static let release = move(
        "Give promised stock free again. A releaseId counts once; the same with other content is rejected (releaseIdReused).",
        [.optional("releaseId", Schema.refOrNull(.id, "The sender's own number of it."))])
    static let issue = move(
        """
        Promised stock has left the building. Of each line what is neither gone nor back yet is issued; with a caseId, what \
        is back as well: goods that the case stopped left after all. With again: true so it is where no case has anything to do \
        with it: a parcel that came back was sent out once more.
        """,
        after: [.optional("again", Schema.bool("True: what is back goes out once more, for no case."))])

    static let hold = hold(
        """
        Only the orders service sends it: these units are to be stopped for a case. While it holds them, what never left \
        comes back for that case alone; it stops neither an issue nor the return of what was issued. The same case says it \
        again where it stops other units of the outbound order.
        """, [.required("lines", Schema.ref(.lines))])
    static let unhold = hold(
        "Only the orders service sends it: the case stops nothing of the outbound order, or nothing any more.", [])

    static let shorten = Schema.object(
        .warehouse + [
            .required("outboundOrderId", Schema.ref(.id)),
            .required("lines", Schema.shortLines), .required("replyTo", Schema.ref(.replyTo)),
            .optional("issued", Schema.bool("True: of what was issued by an earlier word, before what is promised.")),
        ],
        """
        Only the orders service sends it: the floor will not send these units. What is promised of them ends: with freed it is \
        available again, else what is notFound leaves on hand (kind adjusted), and what is damaged is quarantined.
        """)

    private static func hold(_ description: String, _ lines: [Schema.Field]) -> JSONValue {
        Schema.object(
            .warehouse + [
                .required("outboundOrderId", Schema.ref(.id)), .required("caseId", Schema.ref(.caseId)),
            ] + lines + [.required("replyTo", Schema.ref(.replyTo))], description)
    }

    static let restore = Schema.object(
        .warehouse + [
            .required("outboundOrderId", Schema.ref(.id)), .required("returnOrderId", Schema.ref(.returnOrderId)),
            .required("receiptId", Schema.ref(.id)),
            .optional("caseId", Schema.refOrNull(.caseId, "The case whose units come back.")),
            .required("lines", restoreLines),
            .optional("sentFrom", Schema.refOrNull(.id, "The warehouse that sent them: the command there claims them.")),
            .optional("arrivesAt", Schema.refOrNull(.id, "The one at which they arrive: the command there raises stock.")),
            .optional(
                "complete",
                Schema.boolOrNull(
                    """
                    Whether nothing more is to come by this return order; nobody says so where they arrive at another warehouse. \
                    Without lines nothing came with this receipt, and nothing will.
                    """)),
            .required("replyTo", Schema.ref(.replyTo)),
        ],
        """
        A return order's receipt brings units back. Never more than can still come, whichever way others came: when nothing is \
        left to come, it is refused (alreadyRestored). What was written off and is found comes back, too. Where they arrive at \
        another warehouse than the one that sent them, sentFrom and arrivesAt are named together.
        """
    ).adding([
        "oneOf": [here, elsewhere],
        "anyOf": [
            ["properties": ["complete": ["const": true]], "required": ["complete"]],
            ["properties": ["lines": ["minItems": 1]]],
        ],
    ])

    static let reverse = Schema.object(
        .warehouse + [
            .required("outboundOrderId", Schema.ref(.id)), .required("returnOrderId", Schema.ref(.returnOrderId)),
            .required("receiptId", Schema.ref(.id)),
            .optional("caseId", Schema.refOrNull(.caseId, "The case whose units had come back.")),
            .required(
                "lines",
                [
                    "type": "array", "minItems": 1, "maxItems": .integer(Limits.lines),
                    "items": Schema.object([
                        .required("sku", Schema.ref(.id)), .required("quantity", Schema.ref(.quantity)),
                        .required("handling", Schema.word(Handling.self, "What was done with them.")),
                        .optional("missing", Schema.only(true, "They had not come: they were written off.")),
                        .optional("neverLeft", Schema.count("Units of them that had never left the building.")),
                        .optional("found", Schema.count("Units of them that had been written off before.")),
                    ]),
                    "description": "What the receipt brought back, as it was answered; neverLeft and found together are no more than the quantity.",
                ]),
            .required("replyTo", Schema.ref(.replyTo)),
        ],
        """
        A receipt is taken back: its units leave stock again, all of them, or none where they are not there any more \
        (insufficientStock).
        """)

    private static let here: JSONValue = [
        "description": "They arrive at the warehouse that sent them.",
        "properties": ["sentFrom": ["type": "null"], "arrivesAt": ["type": "null"]],
    ]

    private static let elsewhere: JSONValue = [
        "description": "They arrive at another one.",
        "required": ["sentFrom", "arrivesAt"],
        "properties": ["sentFrom": ["type": "string"], "arrivesAt": ["type": "string"]],
    ]

    private static let restoreLines = JSONValue.fields([
        ("type", "array"), ("maxItems", .integer(Limits.lines)),
        (
            "items",
            Schema.object([
                .required("sku", Schema.ref(.id)), .required("quantity", Schema.ref(.quantity)),
                .required("handling", Schema.word(Handling.self, "Only what is put away raises stock.")),
                .optional("missing", Schema.bool("True: written off, because it never arrived.")),
                .optional(
                    "found",
                    Schema.count("At another warehouse: units of them that had been written off where they were sent from.")),
            ])
        ),
    ])

    private static func move(
        _ description: String, _ more: [Schema.Field] = [], after: [Schema.Field] = []
    ) -> JSONValue {
        Schema.object(
            .warehouse + more + [
                .required("outboundOrderId", Schema.ref(.id)), .required("lines", Schema.ref(.lines)),
                .optional("caseId", Schema.refOrNull(.caseId, "The case that caused it.")),
                .required("replyTo", Schema.ref(.replyTo)),
            ] + after, description)
    }
}

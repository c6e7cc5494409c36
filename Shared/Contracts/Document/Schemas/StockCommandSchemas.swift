import Fulfillment

/// What inventory is told to do.
enum StockCommandSchemas {
    static let receive = Schema.object(
        .warehouse + [.required("receiptId", Schema.ref(.id)), .required("lines", Schema.ref(.lines))],
        "Goods arrived. A receiptId counts once; the same with other lines is rejected (receiptIdReused).")

    static let adjust = Schema.object(
        .warehouse + [
            .required("adjustmentId", Schema.ref(.id)), .required("sku", Schema.ref(.id)),
            .required("delta", delta), .required("reasonCode", Schema.text("Why; the sender's own word.")),
            .required("actor", Schema.text("Who did it.")),
            .optional("caseId", Schema.refOrNull(.caseId, "The case whose units come back, or are written off.")),
            .optional(
                "outboundOrderId",
                Schema.refOrNull(.id, "The outbound order whose units come back, or are written off.")),
        ],
        """
        A person corrects a balance; or brings intercepted units back, or writes off units that an outbound order holds or \
        has sent and nobody finds: then caseId and outboundOrderId are named together. \
        An adjustmentId counts once; the same with other content is rejected (adjustmentIdReused).
        """
    ).adding(["oneOf": [correction, bringingBack]])

    private static let delta: JSONValue = [
        "type": "integer", "minimum": .integer(-Limits.quantity.upperBound),
        "maximum": .integer(Limits.quantity.upperBound), "not": ["const": 0],
        "description": "Units more or less; never 0.",
    ]

    private static let correction: JSONValue = [
        "description": "A correction, for no case.",
        "properties": ["caseId": ["type": "null"], "outboundOrderId": ["type": "null"]],
    ]

    private static let bringingBack: JSONValue = [
        "description": "Intercepted units come back (delta above 0), or missing ones are written off (below 0).",
        "required": ["caseId", "outboundOrderId"],
        "properties": [
            "caseId": ["type": "string"], "outboundOrderId": ["type": "string"],
        ],
    ]

    static let allocate = move(
        "Promise stock to an outbound order: all lines, or none (backordered, and allocated first come, first served).")
    static let release = move("Give promised stock free again.")
    static let issue = move(
        """
        Promised stock has left the building. Of each line what is neither gone nor back yet is issued; with a caseId, what \
        is back as well: goods that the case stopped left after all.
        """)

    static let restore = Schema.object(
        .warehouse + [
            .required("outboundOrderId", Schema.ref(.id)), .required("returnOrderId", Schema.ref(.returnOrderId)),
            .required("receiptId", Schema.ref(.id)),
            .optional("caseId", Schema.refOrNull(.caseId, "The case whose units come back.")),
            .required("lines", restoreLines),
            .optional("sentFrom", Schema.refOrNull(.id, "The warehouse that sent them: the command there claims them.")),
            .optional("arrivesAt", Schema.refOrNull(.id, "The one at which they arrive: the command there raises stock.")),
            .required("replyTo", Schema.ref(.replyTo)),
        ],
        """
        A return order's receipt brings units back. Never more than what went out, and by one way only: the other is \
        refused (alreadyRestored). Where they arrive at another warehouse than the one that sent them, sentFrom and \
        arrivesAt are named together.
        """
    ).adding(["oneOf": [here, elsewhere]])

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
                        .optional("handling", Schema.word(Handling.self, "As it was answered.")),
                        .optional("neverLeft", Schema.count("As it was answered.")),
                    ]),
                    "description": "What the receipt brought back.",
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
        ("type", "array"), ("minItems", 1), ("maxItems", .integer(Limits.lines)),
        (
            "items",
            Schema.object([
                .required("sku", Schema.ref(.id)), .required("quantity", Schema.ref(.quantity)),
                .required("handling", Schema.word(Handling.self, "Only what is put away raises stock.")),
                .optional("missing", Schema.bool("True: written off, for it never arrived.")),
            ])
        ),
    ])

    private static func move(_ description: String) -> JSONValue {
        Schema.object(
            .warehouse + [
                .required("outboundOrderId", Schema.ref(.id)), .required("lines", Schema.ref(.lines)),
                .optional("caseId", Schema.refOrNull(.caseId, "The case that caused it.")),
                .required("replyTo", Schema.ref(.replyTo)),
            ], description)
    }
}

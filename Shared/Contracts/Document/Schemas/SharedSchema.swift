import Fulfillment

/// The schemas that many messages share, by their name in the document.
enum SharedSchema: String, CaseIterable {
    case id = "Id"
    case ids = "Ids"
    case returnOrderId = "ReturnOrderId"
    case caseId = "CaseId"
    case time = "Time"
    case quantity = "Quantity"
    case line = "Line"
    case lines = "Lines"
    case replyTo = "ReplyTo"
    case claim = "RestockClaim"
    case replyLine = "ReplyLine"
    case handledLine = "HandledLine"
    case returnedLine = "ReturnedLine"
    case freedLine = "FreedLine"
    case shortLine = "ShortLine"
    case caseQuantities = "CaseQuantities"

    var schema: JSONValue {
        switch self {
        case .id: Self.idSchema(Limits.idBytes)
        case .ids:
            [
                "type": "array", "minItems": 1, "maxItems": .integer(Limits.lines), "items": Schema.ref(.id),
                "description": "Ids, each once: the same one again changes nothing.",
            ]
        case .returnOrderId: Self.idSchema(Limits.returnOrderIdBytes)
        case .caseId: Self.caseIdSchema
        case .time: Self.timeSchema
        case .quantity:
            [
                "type": "integer", "minimum": .integer(Limits.quantity.lowerBound),
                "maximum": .integer(Limits.quantity.upperBound),
                "description": "Units. 1.0 and 1e2 are whole numbers too.",
            ]
        case .line: Schema.object([.required("sku", Schema.ref(.id)), .required("quantity", Schema.ref(.quantity))])
        case .lines:
            [
                "type": "array", "minItems": 1, "maxItems": .integer(Limits.lines), "items": Schema.ref(.line),
                "description": """
                The same SKU on several lines is one line with their sum, which must be a quantity again.
                """,
            ]
        case .replyTo:
            Schema.object(
                [.required("storeId", Schema.ref(.id)), .required("storeOrderId", Schema.ref(.id))],
                "The store order whose key the answer goes to, on \(Topic.inventoryReplies.name).")
        case .claim:
            Schema.object(
                [
                    .required("by", Schema.word(RestockClaim.Way.self, "The way that brought them back.")),
                    .required("id", Schema.text("The adjustmentId or returnOrderId.")),
                ], "Which way brought units back.")
        case .replyLine:
            Schema.object([.required("sku", Schema.ref(.id)), .required("quantity", Schema.count("Units."))])
        case .handledLine:
            Schema.object([
                .required("sku", Schema.ref(.id)), .required("quantity", Schema.count("Units.")),
                .optional("handling", Schema.word(Handling.self, "What was to be done with units that come back.")),
            ])
        case .returnedLine:
            Schema.object([
                .required("sku", Schema.ref(.id)), .required("quantity", Schema.count("Units.")),
                .optional("handling", Schema.word(Handling.self, "What was done with units that came back.")),
                .optional("found", Schema.count("Units of them that had been written off, and are no longer.")),
                .optional("neverLeft", Schema.count("Units of those that came back which had never left the building.")),
                .optional(
                    "destroyed",
                    Schema.bool("Of what is disposed of; true: it came, and was destroyed. Else nobody finds it.")),
            ])
        case .freedLine:
            Schema.object([
                .required("sku", Schema.ref(.id)), .required("quantity", Schema.count("Units.")),
                .optional("found", Schema.count("Units of them that had been written off, and are no longer.")),
            ])
        case .shortLine:
            Schema.object([
                .required("sku", Schema.ref(.id)), .required("quantity", Schema.ref(.quantity)),
                .required("reason", Schema.word(StockShort.Reason.self, "Why it is not sent.")),
                .optional("freed", Schema.bool("True: it is there all the same, and available again.")),
            ])
        case .caseQuantities: Self.quantitiesSchema
        }
    }

    private static func idSchema(_ bytes: Int) -> JSONValue {
        [
            "type": "string", "minLength": 1, "maxLength": .integer(bytes),
            "pattern": .string(idPattern("/")),
            "description": """
            1…\(bytes) bytes (not characters) of printable UTF-8 in Unicode's composed form (NFC), without '/' and without \
            white space at either end, so that equal ids are the same bytes. Bytes, NFC, unassigned characters and what \
            lies beyond U+FFFF are beyond JSON Schema: the services refuse them all the same.
            """,
        ]
    }

    /// Nothing that is not printable or not seen, and no white space at either end. The escapes are those that ECMA 262,
    /// Python, Java and RE2 have in common; all others stand for themselves, and the document writes them as `\u200b`.
    private static func idPattern(_ separator: String) -> String {
        let control = separator + "\\x00-\\x1f\\x7f-\\x9f"
        let format =
            "\u{ad}\u{600}-\u{605}\u{61c}\u{6dd}\u{70f}\u{890}\u{891}\u{8e2}\u{200b}-\u{200f}\u{2028}-\u{202e}"
            + "\u{2060}-\u{206f}\u{feff}\u{fff0}-\u{fffb}"
        let ignored = "\u{34f}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{180b}-\u{180f}\u{3164}\u{fe00}-\u{fe0f}\u{ffa0}"
        let refused = control + format + ignored + "\u{e000}-\u{f8ff}"
        return "^[^\\s\(refused)]([^\(refused)]*[^\\s\(refused)])?$"
    }

    private static let caseIdSchema: JSONValue = [
        "type": "string", "minLength": 1, "maxLength": .integer(Limits.caseIdBytes),
        "pattern": .string(idPattern("")),
        "description": "A cancellation case: <storeId>/<storeOrderId>/c<number>. Copy it, do not build it.",
    ]

    private static let timeSchema: JSONValue = [
        "type": "string", "format": "date-time",
        "pattern":
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$",
        "description": """
        RFC 3339, with any offset and precision; what is finer than a millisecond is cut off, a leap second is the second \
        after it. Turnback writes UTC with milliseconds.
        """,
    ]

    private static let quantitiesSchema = Schema.object(
        [
            .required("requested", Schema.count("Asked for.")),
            .required("cancelled", Schema.count("Cancelled before work began.")),
            .required("refused", Schema.count("Refused.")),
            .required("intercepted", Schema.count("Stopped after work began.")),
            .required("restored", Schema.count("Of those intercepted: back in stock.")),
            .required("quarantined", Schema.count("Of those intercepted: set aside.")),
            .required("writtenOff", Schema.count("Of those intercepted: disposed of, or never found.")),
            .required("pending", Schema.count("Of those intercepted: none of that yet.")),
        ],
        """
        Units. Once the case is final: requested = cancelled + refused + intercepted; at any time: \
        intercepted = restored + quarantined + writtenOff + pending.
        """)
}

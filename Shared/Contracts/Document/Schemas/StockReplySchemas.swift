import Fulfillment

/// What inventory answers.
enum StockReplySchemas {
    static let allocated = reply("All lines are promised to the outbound order.")
    static let backordered = reply("Not enough is there beside what others wait for: nothing is promised, and it is allocated once there is.")
    static let released = reply(
        "What was promised is free again, or had been written off and is free all the same.", lines: .freedLine)
    static let issued = reply("These units have left.")
    static let held = reply(
        """
        So many units of a hold are really there for its case: promised, out, or still wanted and picked perhaps. A SKU of \
        which nothing is there has no line.
        """)
    static let shortened = reply("These units of it end: the outbound order will not send them.", lines: .shortLine)
    static let restored = reply(
        """
        Units came back, or were written off (dispose). Without lines nothing came with this receipt, and nothing more will.
        """, lines: .returnedLine, way + [complete])
    static let claimed = reply(
        """
        Units came back to another warehouse than the one that sent them. They cannot come back once more, and are booked \
        where they arrived: `.restored` follows from there.
        """, lines: .returnedLine, way)

    static let reversed = reply(
        "A receipt was taken back: its units have left stock again, and may come back again.", lines: .returnedLine, way)

    private static let way: [Schema.Field] = [
        .required("by", Schema.word(RestockClaim.Way.self, "The way they came back.")),
        .required("id", Schema.text("The adjustmentId or returnOrderId.")),
        .optional("receiptId", Schema.text("The return order's receipt.")),
    ]

    private static let complete = Schema.Field.optional(
        "complete", Schema.boolOrNull("Of a receipt: whether nothing more is to come by its return order."))

    static let refused = reply(
        """
        A stock command with replyTo was refused, or an adjustment that names an outbound order; its sender also gets a \
        rejection. Where part of an issue or a receipt could be done, the rest is refused alone, without a rejection.
        """, lines: .handledLine,
        [
            .required("code", Schema.code(Rejection.Code.self, "Why; x-rejection-codes says what to do.")),
            .required("message", Schema.text("For people.")),
            .optional("claimedBy", Schema.ref(.claim, "For alreadyRestored: the way that brought the last of that SKU.")),
            .optional("command", Schema.word(StockReply.Command.self, "What was refused.")),
            .optional("adjustmentId", Schema.text("The adjustment that was refused.")),
            .optional("returnOrderId", Schema.text("The return order whose receipt was refused.")),
            .optional("receiptId", Schema.text("The receipt that was refused.")), complete,
        ])

    private static func reply(
        _ description: String, lines line: SharedSchema = .replyLine, _ fields: [Schema.Field] = []
    ) -> JSONValue {
        Schema.object(
            [.required("outboundOrderId", Schema.ref(.id))] + .storeOrder
                + [
                    .optional("caseId", Schema.ref(.caseId, "The case that asked, where the command named one.")),
                    .required("lines", Schema.array(of: Schema.ref(line))),
                ] + fields, description)
    }
}

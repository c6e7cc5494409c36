import Fulfillment

/// What inventory answers.
enum StockReplySchemas {
    static let allocated = reply("All lines are promised to the outbound order.")
    static let backordered = reply("Not enough is there: nothing is promised, and the outbound order waits its turn.")
    static let released = reply("What was promised is free again.")
    static let issued = reply("These units have left.")
    static let restored = reply("Units came back.", lines: .handledLine, way)
    static let claimed = reply(
        """
        Units came back to another warehouse than the one that sent them. They can not come back once more, and are booked \
        where they arrived: `.restored` follows from there.
        """, lines: .handledLine, way)

    static let reversed = reply(
        "A receipt was taken back: its units have left stock again, and may come back anew.", lines: .handledLine, way)

    private static let way: [Schema.Field] = [
        .required("by", Schema.word(RestockClaim.Way.self, "The way they came back.")),
        .required("id", Schema.text("The adjustmentId or returnOrderId.")),
        .optional("receiptId", Schema.text("The return order's receipt.")),
    ]

    static let refused = reply(
        """
        A stock command with replyTo was refused; its sender also gets a rejection. Of an issue of which some lines could \
        be issued, those that could not are refused alone, without a rejection.
        """, lines: .handledLine,
        [
            .required("code", Schema.word(Rejection.Code.self, "Why; x-rejection-codes says what to do.")),
            .required("message", Schema.text("For people.")),
            .optional("claimedBy", Schema.ref(.claim, "For alreadyRestored: the way that won.")),
            .optional("returnOrderId", Schema.text("The return order whose receipt was refused.")),
            .optional("receiptId", Schema.text("The receipt that was refused.")),
            .optional("reversal", Schema.only(true, "It was to be taken back, and stands.")),
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

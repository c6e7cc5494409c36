import Fulfillment

/// What is said of outbound orders (出库单).
enum OrderSchemas {
    static let submitted = Schema.object(
        [.required("outboundOrderId", Schema.ref(.id))] + .storeOrder + .warehouse + [
            .required("lines", Schema.ref(.lines)), .required("submittedAt", Schema.ref(.time)),
            .optional(
                "replaces",
                Schema.refOrNull(
                    .id,
                    "The outbound order of the same store order that it replaces: a request that was read before never stops it."
                )),
        ],
        """
        A store order's goods are to leave this warehouse. One store order may be split into several outbound orders. The \
        first accepted message of an outboundOrderId wins: the same again changes nothing, other content is rejected \
        (outboundOrderExists).
        """)

    static let changed = Schema.object(
        [.required("outboundOrderId", Schema.ref(.id))] + .storeOrder + .warehouse + [
            .required("revision", Schema.count("Grows with every change of this outbound order.")),
            .required("status", Schema.word(OutboundStatus.self, "Where it stands. A status never goes back.")),
            .required(
                "custody",
                Schema.word(
                    Custody.self,
                    "Who holds the goods: unknown is reported shipped, not scanned yet; carrier is scanned, or verified."
                )),
            .required("lines", Schema.ref(.lines)),
            .optional("carrier", Schema.text("The carrier, where known.")),
            .optional("trackingNumber", Schema.text("The label's number, where known.")),
            .optional("caseId", Schema.ref(.caseId)), .required("changedAt", Schema.ref(.time)),
        ],
        "An outbound order changed. It has left awaitingOutbound for good once it is picking, and is never `cancelled` then."
    )
}

import Fulfillment

/// Cancellation requests (取消申请), and what became of them.
enum CancellationSchemas {
    /// Words of `reason`; an unknown word is kept and treated as `other`.
    static let reasons = [
        "buyerChangedMind", "duplicateOrder", "wrongAddress", "wrongItem", "paymentFailed", "fraud", "outOfStock",
        "other",
    ]

    static let requested = Schema.object(
        [
            .optional(
                "requestId",
                Schema.refOrNull(
                    .id,
                    "The sender's own id of this request. Without it: <ce_source>#<ce_id>, '/' as ':'. Bare messages must name it."
                ))
        ] + .storeOrder + [
            .required(
                "reason",
                Schema.freeText("\(reasons.joined(separator: ", ")); an unknown word is kept and treated as other.")),
            .required("requestedBy", Schema.word(CancellationRequested.Requester.self, "Who wants it.")),
            .required("requestedAt", Schema.ref(.time)),
            .optional("lines", Schema.refOrNull(.lines, "What is to be cancelled; without it, all of what it means.")),
            .optional(
                "outboundOrderIds",
                Schema.refOrNull(.ids, "Only these outbound orders; without it, all of the store order.")),
            .optional("note", Schema.freeTextOrNull("For people.")),
        ],
        """
        Cancel a store order, or some of it. It may come before its order, twice, and out of order. Without lines and \
        outboundOrderIds it means what had been submitted when it was said, whenever that is read; what is submitted later \
        is a replacement and goes on. The same requestId with other content is rejected (requestIdReused).
        """)

    static let changed = Schema.object(
        [.required("caseId", Schema.ref(.caseId)), .required("requestId", Schema.text("Whose answer this is."))]
            + .storeOrder + [
                .required("revision", Schema.count("Grows with every change of the case.")),
                .required("state", Schema.word(CancellationState.self, "Where the case stands.")),
                .required("final", Schema.bool("True once, and nothing comes after it for this requestId.")),
                .required("code", Schema.code(CancellationCode.self, "Why; x-cancellation-codes says what to do.")),
                .required(
                    "stage",
                    Schema.word(
                        OutboundStatus.self, "The status at which it was decided; unknown where there was no order.",
                        and: ["unknown"])),
                .required("nextAction", Schema.word(NextAction.self, "What the store best does next.")),
                .required(
                    "labelVoided",
                    ["type": ["boolean", "null"], "description": "Null where there was no label."]),
                .required("outboundOrders", Schema.array(of: part, "How it stands for each outbound order.")),
                .required("quantities", Schema.ref(.caseQuantities)),
                .optional(
                    "coveredBy",
                    Schema.array(
                        of: Schema.ref(.caseId),
                        """
                        Earlier cases that stop, or have stopped, part of what this requestId asked for. How they end is \
                        sent under the requests that opened them, and their units are not in these quantities.
                        """)),
                .required("changedAt", Schema.ref(.time)),
            ],
        """
        What became of a request: one message each time its case changes, for each requestId that the case answers, and for \
        each requestId exactly one that is final.
        """
    ).adding(["oneOf": [finality(true), finality(false)]])

    private static let part = Schema.object([
        .required("outboundOrderId", Schema.ref(.id)), .required("warehouseId", Schema.ref(.id)),
        .required("status", Schema.word(OutboundStatus.self, "Where the outbound order stands.")),
        .required("code", Schema.code(CancellationCode.self, "Why, for this outbound order.")),
        .optional("stage", Schema.word(OutboundStatus.self, "The status at which it was decided for this outbound order.")),
        .optional("nextAction", Schema.word(NextAction.self, "What the store best does about this outbound order.")),
        .optional(
            "quantities", Schema.ref(.caseQuantities, "The units of this outbound order that the request asked for.")),
        .optional("parcels", Schema.array(of: parcel, "Its parcels, where there are several.")),
    ])

    private static let parcel = Schema.object([
        .required("parcelId", Schema.text("The warehouse's name for it, else its tracking number, else a number.")),
        .optional("trackingNumber", Schema.text("Its label's number, where known.")),
        .required("custody", Schema.word(Custody.self, "Who physically holds it.")),
        .required("labelVoided", ["type": ["boolean", "null"], "description": "null where it has no label."]),
    ])

    /// The states that go with `final`.
    private static func finality(_ isFinal: Bool) -> JSONValue {
        let states = CancellationState.allCases.filter { $0.isFinal == isFinal }
        return [
            "properties": ["final": ["const": .bool(isFinal)], "state": ["enum": .strings(states.map(\.rawValue))]]
        ]
    }

    static let contradicted = Schema.object(
        [.required("caseId", Schema.ref(.caseId)), .required("requestId", Schema.text("Whose request it was."))]
            + .storeOrder + [
                .required("outboundOrderId", Schema.ref(.id)),
                .required(
                    "code", Schema.code(ContradictionCode.self, "What happened; x-contradiction-codes says what to do.")),
                .required("quantity", Schema.count("Units that it is about.")),
                .optional("followedBy", Schema.ref(.caseId, "For laterPart: the case that stops the outbound order.")),
                .optional("carrier", Schema.text("The carrier, where known.")),
                .optional("trackingNumber", Schema.text("The label's number, where known.")),
                .required("nextAction", Schema.word(NextAction.self, "What the store best does next.")),
                .required("reportedAt", Schema.ref(.time)),
            ],
        """
        What became of goods after the final outcome, which stays as it is: both together are what happened. Each event is \
        sent to every requestId that the case answers, and to one that asks for the same goods later.
        """)
}

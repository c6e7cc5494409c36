import Fulfillment

/// What the warehouse and the carrier report, and what the warehouse is asked to do.
enum WarehouseSchemas {
    static let progressed = report(
        [
            .required(
                "status",
                Schema.word(
                    OutboundStatus.self, "A late report of an earlier status changes nothing.",
                    only: WarehouseReport.progress)),
            .optional("carrier", Schema.freeTextOrNull("Where known.")), trackingNumber, parcelId,
            .optional(
                "lines",
                Schema.refOrNull(
                    .lines,
                    """
                    What is in the parcel that the report names; only beside packed, labelled and shipped. From then on \
                    this parcel goes its own way: it is stopped, put away and reported by itself. The first report counts.
                    """)),
            .optional(
                "short",
                Schema.shortLinesOrNull(
                    """
                    Units that this outbound order will not send; only beside picked, packed and shipped. They leave it and its \
                    allocation: with freed they are available again, else damaged ones are quarantined, and those that \
                    nobody finds leave on hand. Each report names those that no report before it named.
                    """)),
        ], "The warehouse went on with an outbound order.")

    static let goodsVerified = report(
        [
            .required("found", Schema.word(WarehouseReport.Found.self, "Where the goods really are.")), trackingNumber,
            parcelId,
        ],
        "The answer to a verifyGoods task.")

    static let parcelIntercepted = report(
        [.required("succeeded", Schema.bool("Whether the parcel was pulled.")), trackingNumber, parcelId, reason],
        "The answer to an interceptParcel task. It also answers an open verification.")

    static let labelVoided = report(
        [.required("succeeded", Schema.bool("Whether the label was voided.")), trackingNumber, parcelId, reason],
        "The answer to a voidLabel task (作废面单). A label that could not be voided does not stop the restock.")

    static let carrierScanned = report(
        [.required("status", Schema.word(WarehouseReport.Scan.self, "The carrier's scan.")), trackingNumber, parcelId],
        "The carrier scanned the parcel: from here on it holds the goods.")

    static let taskOpened = Schema.object(task, "The warehouse is asked to do something.")

    static let taskClosed = Schema.object(
        task + [.required("result", Schema.word(WarehouseTask.Result.self, "superseded: it is not needed any more."))],
        "A task needs nothing more.")

    private static let trackingNumber = Schema.Field.optional(
        "trackingNumber",
        Schema.freeTextOrNull(
            """
            The label's number; send it where there is one. Each is a parcel, unless parcelId says otherwise. A new number \
            where the only parcel's label was voided is its new label.
            """))
    private static let parcelId = Schema.Field.optional(
        "parcelId",
        Schema.refOrNull(
            .id,
            """
            The warehouse's name for the parcel, where an outbound order leaves in several. A report that names no parcel \
            speaks of all that are neither pulled nor void nor with the carrier.
            """))
    private static let reason = Schema.Field.optional("reason", Schema.freeTextOrNull("Why not; send it when false."))

    /// All reports have these, and their own fields.
    private static func report(_ fields: [Schema.Field], _ description: String) -> JSONValue {
        Schema.object(
            [.required("outboundOrderId", Schema.ref(.id))] + .storeOrder + [.required("warehouseId", Schema.ref(.id))]
                + fields + [
                    .required("reportedAt", Schema.ref(.time)),
                    .optional("reportedBy", Schema.freeTextOrNull("The person, where a person did it.")),
                ],
            description
                + " A report of an outbound order that is not known yet waits for it as long as a cancellation does.")
    }

    private static let task: [Schema.Field] =
        [
            .required("taskId", Schema.text("Names the task.")),
            .required("kind", Schema.word(WarehouseTask.Kind.self, "What is to be done.")),
            .required("caseId", Schema.ref(.caseId)), .required("outboundOrderId", Schema.ref(.id)),
        ] + .storeOrder + [
            .required("warehouseId", Schema.ref(.id)), .required("lines", Schema.ref(.lines)),
            .optional("trackingNumber", Schema.text("The label's number, where known.")),
            .required("dueAt", Schema.ref(.time, "When it escalates without an answer.")),
        ]
}

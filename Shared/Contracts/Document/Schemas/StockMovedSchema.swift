import Fulfillment

/// A line of the movement ledger.
enum StockMovedSchema {
    static let moved = Schema.object(
        [.required("movementId", Schema.text("Names the movement."))] + .warehouse + [
            .required("sku", Schema.ref(.id)),
            .required("kind", Schema.word(StockMovement.Kind.self, "What happened.")),
            .required("quantity", Schema.count("Units moved.")),
            .required("onHandDelta", Schema.integer("Change of what stands in the warehouse.")),
            .required("allocatedDelta", Schema.integer("Change of what is promised.")),
            .required("quarantinedDelta", Schema.integer("Change of what is set aside.")),
            .required("onHand", Schema.integer("Afterwards.")),
            .required("allocated", Schema.integer("Afterwards.")),
            .required("quarantined", Schema.integer("Afterwards.")),
            .required("available", Schema.integer("onHand − allocated. Below 0 only where oversold.")),
            .required("cause", cause), .optional("outboundOrderId", Schema.text("Where it was for one.")),
            .optional("caseId", Schema.text("Where it was for one.")),
            .optional("actor", Schema.text("Who adjusted. Written by earlier versions alone: the adjustment says it.")),
            .optional("reasonCode", Schema.text("Why it was adjusted.")),
            .optional("oversold", Schema.only(true, "More is promised than stands there, after a late shipment.")),
            .optional(
                "sentFrom",
                Schema.text("The warehouse that had sent what came back here, where it is another one: it has claimed it.")),
            .required("movedAt", Schema.ref(.time)),
        ], "One change of one SKU's balance. The sum of a SKU's deltas is its balance.")

    private static let cause = Schema.object([
        .required("type", Schema.word(StockMovement.Cause.Document.self, "The kind of document.")),
        .required("id", Schema.text("The document.")),
    ])
}

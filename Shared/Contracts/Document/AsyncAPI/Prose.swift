import Fulfillment

/// What the document says in sentences (Markdown).
enum Prose {
    static var description: String {
        [
            introduction, envelopes, identity, order, limits, refusals, decisions, compatibility,
            codes(heading: "##"),
        ].joined(separator: "\n\n")
    }

    /// Every code, with what it means and what its reader should do.
    static func codes(heading: String) -> String {
        [
            "\(heading) Codes of an outcome", CancellationCode.allCases.map(\.advice).table,
            "\(heading) Codes of a contradiction", ContradictionCode.allCases.map(\.advice).table,
            "\(heading) Codes of a rejection", Rejection.Code.allCases.map(\.advice).table,
            "\(heading) Codes of a dead letter", DecodeError.Code.allCases.map(\.advice).table,
        ].joined(separator: "\n\n")
    }

    private static let introduction = """
        Turnback cancels store orders after the warehouse has them: it stops the parcel, restocks every unit once, and \
        tells the store. Everything goes over these topics. Operations are named from Turnback's side: what it receives, \
        you send.

        The schemas use only keywords that mean the same in JSON Schema draft 07, which AsyncAPI tools read, and draft \
        2020-12; `turnback contract schema TYPE` prints each one complete in itself. What Turnback reads is described as \
        it is read, what it writes as it is written.
        """

    private static let envelopes = """
        ## Envelope

        CloudEvents 1.0 over Kafka, in three modes:

        - **binary**, which Turnback writes: the attributes are headers (`ce_id`, `ce_source`, `ce_type`, …), the value is \
        the data as JSON.
        - **structured**, which it reads as well: header `content-type: application/cloudevents+json`, the value is one \
        JSON object with attributes and `data` (or `data_base64`). A value with `specversion`, `id`, `source`, `type` and data \
        is read so under any label; any other value beside `ce_` headers is binary.
        - **bare**, which it reads on `\(Topic.cancellationRequests.name)` only: no `ce_` header at all, the value is the \
        data and names its own `requestId`.

        `traceparent`, `tracestate` and `ce_principal` (who was authenticated, where the message came over HTTP) travel along \
        with all that a message causes; `ce_correlationid` is the case, \
        `ce_causationid` the id of the message that caused this one, and `ce_causationcount` how many messages the service \
        wrote because of it: who counts them knows that none is missing.
        """

    private static let identity = """
        ## Redelivery

        `ce_source` and `ce_id` together identify a message: the same pair again, with the same type and content, changes \
        nothing and nothing is published again. Content is the fields that the type knows, as they are decoded. With another \
        type or other content it is not a redelivery: a message whose data has its own id is processed, any other is \
        rejected (`messageIdReused`). Only accepted messages are remembered: a rejected one that comes again is judged again, \
        and is silent where it is rejected with the same code. What Turnback writes has an id derived from the message that \
        caused it, so a replay writes the same id: readers should drop ids that they know. Two messages of the same entity id \
        (`outboundOrderId`, `requestId`, `receiptId`, `adjustmentId`, `returnOrderId`): the first accepted one wins; the \
        same content again changes nothing, other content is rejected.

        Turnback writes in transactions: read with `isolation.level=read_committed`. It compresses with lz4, which KafkaJS \
        reads with a codec package (kafkajs-lz4) and kafka-python with the package lz4; \
        `compression.type=none` in the file of `--kafka-config` writes without.
        """

    private static let order = """
        ## Order and keys

        A type is read on its own topic alone; on another it is a dead letter (`unknownType`) that names the right one. \
        Messages of one key keep their order. Keys are placed with murmur2, as Java's clients do (librdkafka: \
        `partitioner=murmur2_random`). Partition as you like all the same: a message without its key, with a wrong key or \
        on another partition than its key's is sent on to the right one, behind what came there before. Topics of the same \
        key need the same partition count. A status never goes back: a late report of an earlier one changes nothing. \
        A cancellation or a report may come before its order, and a receipt before its return order: each waits for it \
        as long as the policy says (`unknownOrderGraceSeconds`), and is refused then.
        """

    private static let limits = """
        ## Limits

        A value has at most \(Limits.messageBytes) bytes, \(Limits.lines) lines and \(Limits.nesting) levels; a quantity \
        is \(Limits.quantity.lowerBound)…\(Limits.quantity.upperBound); `ce_id` and `ce_source` \
        have at most \(Limits.attributeBytes) bytes. `max.message.bytes` of a topic also covers key and headers. Text is \
        UTF-8; half a surrogate pair is not JSON. A free text (`note`, `reason`, `actor`, `reasonCode`, `reportedBy`, \
        `carrier`, `trackingNumber`, each of `trackingNumbers`) has at most \(Limits.textBytes) bytes.

        An id (SKUs are ids) has at most \(Limits.idBytes) bytes and is in Unicode's composed form (NFC), so that equal ids \
        are the same bytes: é is U+00E9, never e and U+0301. It has no '/', no white space at either end, and no character \
        that is not seen: control, format (U+200B, U+FEFF, U+202E, …), private-use and unassigned characters, line breaks, \
        variation selectors and fillers. Anything else is a dead letter (`invalidField`) that names the field, the code \
        point and its place. Normalize ids before you send them, and keep what Turnback writes as it is.
        """

    private static let refusals = """
        ## What could not be taken

        Neither stops a partition, and neither changes anything.

        - Valid, but refused by the domain: a `\(MessageType.messageRejected.rawValue)` on `\(Topic.rejections.name)` under \
        the key of the input. It has not used up its `ce_id`: send what is corrected under the same one or another.
        - No valid message: it goes to `\(Topic.deadLetters.name)` as it came, except for texts that name \
        people, with headers that say why. Nothing of it is remembered: send it again under the same `ce_id` once it is corrected.
        """

    private static let decisions = """
        ## Decisions

        - **Time.** What Turnback writes carries the time of the message that caused it (`ce_time`, else the record's). \
        Deadlines run by the machine's clock from when a message is processed.
        - **Both ways of telling.** A stock command with `replyTo` that is refused, or an adjustment that names an outbound \
        order, gets a `.refused` reply and a rejection.
        - **Holds.** From the moment a part is to be verified until it is refused or back, its units are held for its case: \
        what never left comes back for that case alone, up to the hold (`notHeld`, `unknownCase`). A hold stops neither an \
        issue nor the return of what was issued, which anybody brings back.
        - **Units that come back** are counted one by one, whichever ways they come, mixed: refused is what is beyond those \
        that can still come. One that was written off comes back when it is found.
        - **Backorders** are passed by an outbound order for which, of each of its SKUs, what is available covers the needs \
        of all who wait for it and its own.
        - **A whole-order request** means what was ordered when it was said, whenever that is read: what was submitted at \
        or before its cut-off, the earlier of `requestedAt` and the time at which it was processed. One that found no order \
        also means the first that comes within its grace, and what was submitted at most `splitSeconds` (policy) after that \
        one. What is read after the case has ended is stopped by a separate case (`laterPart`). What is submitted later, \
        or `replaces` another and is read later, goes on.
        - **A request that overlaps with earlier cases** is answered by a separate case for what they leave, and \
        `coveredBy` names them; where they leave nothing, one of them answers it, an open one first. It hears of the outbound \
        orders that it asked about, not of what that case waits for beside them: where they have ended it has its final \
        outcome (`alreadyCancelled`) before the case has.
        - **A receipt** raises stock by what can come back of each line; the rest is a `.refused` reply for each reason.
        - **Cancelled and restocked parts** of one case make it `restocked`; `partlyStopped` is for cases where \
        something was refused. Of several codes and next actions the top of an outcome has the most urgent: contactWarehouse, \
        createReturn, resubmit, wait, none; each outbound order has its own.
        - **The age of a report.** What is known of a parcel's custody, its label and whether it is pulled has a date and a \
        source each. A report that is older by more than the policy's tolerance (30 s within a source, 300 s between two) \
        changes nothing; else the later to arrive counts. A report counts at most as of its message's time (`ce_time`, else the \
        record's) and the smaller tolerance. If nobody answers for the label of a pulled parcel, it goes back at \
        the second deadline with `labelVoided: false`.
        - **After a final outcome** that outcome stays, and what happens to the goods is sent as a contradiction, to \
        each request: its code says what happened and what to do. Work on what was cancelled opens a `stopWork` task.
        - **A parcel returned to sender** is expected by the return order `RTS-<outboundOrderId>`, origin `customer`; a \
        stopped one by `RO-<outboundOrderId>`, origin `interception`, a further one of the same outbound order by \
        `RO-<outboundOrderId>-2` and so on.
        - **A customer's return order** is refused where inventory has answered for its outbound order and nothing of its \
        lines is out: `exceedsIssued` where nothing has left, `alreadyRestored` where all that left is back. Its receipts \
        are refused with it. While some of it is still promised, it waits for the departure as long as a report waits for \
        its outbound order, because the departure may not have been processed yet. More than is out may be announced: what \
        is announced is expected, and inventory takes of what comes as much as can come back.
        - **An outbound order that inventory refused**, because its id belongs to another store order, has no returns: its \
        return orders and their receipts are refused at once (`unknownOutboundOrder`), also Turnback's own.
        - **What a customer's box lacks** when it is closed as complete is a discrepancy (`missing`), and changes no stock. The \
        next box is received under the same return order or under another one. What a stopped parcel lacks is written off.
        - **A wrong item** (condition `wrongItem`) is not a unit of the line's SKU. With any handling, it changes no stock \
        and is a discrepancy (`wrongItem`). The SKU has not come: it is still expected, or missing once the box is complete. \
        Book what really came by a `stock.receive` where it is to be sold.
        - **Parcels.** A report finds its parcel by `parcelId`, else by `trackingNumber`. A name that is new belongs to the \
        parcel that has none, or to the only one whose label was voided; else it is a new parcel. A report that names none \
        speaks of all that are neither pulled nor void nor with the carrier. Where `lines` say what is in a parcel, it goes \
        its own way from then on: its tasks (`T-…-verifyGoods-p2`), its return order and its departure are its own, and the \
        outcome has the sum. While nobody says what is in which, nothing is booked of one that left as long as another is in \
        the building: what comes back of those that were stopped says it, for the rest left. Their return order says \
        `contentsUnknown`, and what does not come by it is not missing. Such boxes are received one by one: when the return \
        order is closed, one of them is empty (`complete` of `stock.restore` and `.restored`), what did not come is expected \
        from the others by a separate return order, and what is not in the last of them left with those that are gone. \
        A parcel that is all back is empty: goods that are sent once more under another number are in that one alone. An \
        outbound order in several parcels stands where the \
        slowest of those that go on stands.
        - **Short.** `progressed` with `picked`, `packed` or `shipped` may name units that the outbound order will not send, each \
        unit in one report. They leave its lines, its allocation and each case that was to stop them, where they count as \
        cancelled; whoever asks for them later hears the same. Of what was cancelled or issued by then the books still learn \
        what is not there.
        - **Packed all the same.** `lines` of a report may name more than is left of an outbound order. What the warehouse's own \
        system had freed, or had named as short, goes out again. What was cancelled stays cancelled: a `stopWork` task asks to \
        take it out, and if it leaves, it is a `lateShipment`.
        - **Written off, and there after all.** A return order for a stopped parcel names in `writtenOff` what was written off \
        of it; its receipts may bring that, too. One that ends because its last units were written off says so (`lost`), and \
        still takes a receipt for them.
        - **Freed after all.** A `stock.release` without a case also frees what did not come with the receipt that closed its \
        return order: `found` in the answer says how many units of it had been written off.
        - **Goods that arrive at another warehouse** (`fromWarehouseId`) are claimed where they were sent from (a `.claimed` \
        reply, a movement `claimed`) and then raise stock where they arrived (`.restored`). In between they are pending.
        - **A receipt that was booked by mistake** is taken back by `receipt-reversed`: what inventory booked of it leaves \
        stock again (a `.reversed` reply, movements `reversed`), all of it or nothing, and then the return order expects it \
        again, also where it was closed. What had left is out again, what never left is held again for its case, and what the \
        receipt wrote off is not written off. `reversedReceipts` names it, its id is not used again, and other receipts wait \
        until inventory has answered. A case that had ended keeps its outcome: no message takes it back. Its units are held and \
        asked for once more (a further `putAway` task), and come back as before.
        - **A return order's lines** count what physically happened; `booked` is what inventory has taken of it, and follows \
        with a separate change. Where inventory refuses to raise stock, the discrepancy says `alreadyRestored` or \
        `refusedByInventory`.
        - **A request that names no `requestId`** has the id `<ce_source>#<ce_id>` with `/` as `:`; where another \
        message of that source and id was accepted before, `#` and 16 hexadecimal digits of its content follow.
        """

    private static let compatibility = """
        ## Compatibility

        Ignore fields that you do not know, as Turnback does: fields may be added. A field or a code is never removed and \
        never changes its type; an incompatible change is a new type, beside `.v1`. Codes of what Turnback writes may be \
        added: their schemas list those that are known and accept any string. Act on an unknown one by its `nextAction`.
        """
}

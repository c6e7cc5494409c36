import Contracts
import Fulfillment
import Operations

/// What `turnback erase` did, and what remains until when.
struct EraseReport {
    let key: StoreOrderKey
    var isDry = false
    let remains: [ErasedOrder.Remains]

    func text(_ style: TextStyle) -> String {
        let name = PlainText.of(key.description)
        var parts = [
            isDry
                ? "nothing is erased: this is what the topics hold of \(name)"
                : "\(style.bold(name)) is erased: each view removes names, notes and tracking numbers of what was said "
                    + "until now"
        ]
        if remains.isEmpty {
            parts.append("no message on the topics names a person in it")
        } else {
            var table = TextTable([
                "STILL ON TOPIC", TextTable.Column("MESSAGES", .right), TextTable.Column("WITH TEXTS", .right),
                TextTable.Column("WITH TRACKING NUMBERS", .right), "UNTIL",
            ])
            for one in remains {
                table.add([
                    PlainText.of(one.topic), "\(one.messages)", "\(one.withTexts)", "\(one.withNumbers)",
                    one.until.map { "at least \($0.rfc3339)" } ?? "for ever: the topic deletes nothing",
                ])
            }
            parts.append(table.render(style: style))
        }
        parts.append(Self.elsewhere)
        return parts.joined(separator: "\n\n")
    }

    /// What no command can see.
    static let elsewhere = """
        Beside these topics: what a service sent on to itself is kept for a week; orders and returns keep tracking numbers in
        their state until keepPersonalSeconds after the order has ended; the console's forms are kept for a week, and
        connect's files for 7 to 90 days (compose/README.md, Personal data).
        """

    var jsonLines: [String] {
        let head = JSONLine.object { writer in
            writer.field("storeId", key.storeId)
            writer.field("storeOrderId", key.storeOrderId)
            writer.field("erased", !isDry)
        }
        return [head]
            + remains.map { one in
                JSONLine.object { writer in
                    writer.field("topic", one.topic)
                    writer.field("messages", one.messages)
                    writer.field("withTexts", one.withTexts)
                    writer.field("withTrackingNumbers", one.withNumbers)
                    writer.field("newestAt", Timestamp(milliseconds: one.newest).rfc3339)
                    writer.field("until", orNull: one.until?.rfc3339)
                }
            }
    }
}

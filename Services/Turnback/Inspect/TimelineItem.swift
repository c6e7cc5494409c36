import API
import Contracts
import Fulfillment
import Operations
import ReadModel
import Streams

/// One line of an order's timeline: a message about it, or a dead letter of its key.
struct TimelineItem {
    /// When the log received it: timelines are in this order.
    let recordedAt: Timestamp
    /// When it was so, by the clock of whoever said it.
    let at: Timestamp
    /// Who made it: the person that it names, and who was authenticated behind it; else the system that sent it.
    let by: String
    let what: Sentence
    /// As HTTP shows it.
    let json: [UInt8]
    /// The message with its data and who was authenticated behind it; nil for a dead letter.
    let said: (message: Message, data: [UInt8], principal: String?)?

    /// A message.
    /// - Parameter json: as HTTP shows it, where it came that way.
    init(_ entry: TimelineEntry, data: [UInt8], json: [UInt8]? = nil) {
        recordedAt = entry.recordedAt
        at = entry.at
        by = Self.maker(person: entry.person, principal: entry.principal, sender: entry.sender)
        what = Sentence(entry.message)
        if let json {
            self.json = json
        } else {
            var writer = JSONWriter()
            writer.object { entry.encode(&$0) }
            self.json = writer.bytes
        }
        said = (entry.message, data, entry.principal)
    }

    /// A dead letter.
    init(_ letter: DeadLetterRecord) {
        self.init(
            id: letter.mark.description, code: letter.code, why: letter.message, topic: letter.origin?.topic,
            at: Timestamp(milliseconds: letter.record.timestamp), by: letter.sender)
    }

    /// A dead letter by what is known of it.
    init(id: String, code: String, why: String, topic: String?, at: Timestamp, by sender: String?) {
        recordedAt = at
        self.at = at
        by = sender ?? "unknown"
        let source = topic.map { " from \(Topic.short($0))" } ?? ""
        what = Sentence(
            "a message\(source) was not valid and is dead letter \(id): \(PlainText.of(code, limit: 40)), "
                + PlainText.of(why, limit: 200), .bad)
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("deadLetter", id)
            writer.field("at", at.rfc3339)
            writer.field("recordedAt", at.rfc3339)
            writer.field("code", code)
            writer.field("message", why)
            writer.field("originalTopic", orNull: topic)
        }
        json = writer.bytes
        said = nil
    }

    /// `anna as lax1`, `lax1`, `wms/lax1`; `turnback` for Turnback's services.
    private static func maker(person: String?, principal: String?, sender: String) -> String {
        switch (person, principal) {
        case (let person?, let principal?) where person != principal: "\(person) as \(principal)"
        case (let person?, _): person
        case (nil, let principal?) where !sender.hasPrefix("turnback/"): principal
        default: sender.hasPrefix("turnback/") ? "turnback" : sender
        }
    }

    /// Messages and dead letters in one sequence.
    static func timeline(
        _ said: [(entry: TimelineEntry, data: [UInt8])], _ letters: [DeadLetterRecord]
    ) -> [TimelineItem] {
        let data = Dictionary(said.map { ($0.entry.place, $0.data) }, uniquingKeysWith: { first, _ in first })
        let entries = TimelineEntry.timeline(said.map(\.entry)).map { TimelineItem($0, data: data[$0.place] ?? []) }
        return merged(entries, letters.map { TimelineItem($0) })
    }

    /// Puts dead letters where they belong among what was said, which is in its sequence.
    static func merged(_ said: [TimelineItem], _ letters: [TimelineItem]) -> [TimelineItem] {
        var letters = letters.sorted { $0.recordedAt < $1.recordedAt }[...]
        var all: [TimelineItem] = []
        for item in said {
            while let letter = letters.first, letter.recordedAt < item.recordedAt { all.append(letters.removeFirst()) }
            all.append(item)
        }
        return all + letters
    }
}

extension OrderView {
    /// How the order stands after all of this.
    init(_ key: StoreOrderKey, _ timeline: [TimelineItem]) {
        self.init(key)
        // Movements count once the outbound orders are known, and the log may have taken them in before.
        let said = timeline.compactMap(\.said)
        func isMovement(_ message: Message) -> Bool { if case .stockMoved = message { true } else { false } }
        for one in said where !isMovement(one.message) { take(one.message, one.data, principal: one.principal) }
        for one in said where isMovement(one.message) { take(one.message, one.data, principal: one.principal) }
    }
}

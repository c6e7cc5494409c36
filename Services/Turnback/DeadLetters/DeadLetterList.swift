import Contracts
import Fulfillment
import Operations
import Streams

/// The dead letters, as a table of those that are still to be dealt with, or as JSON lines.
struct DeadLetterList {
    private(set) var letters: [DeadLetterRecord]
    /// Dead letters that were sent again and came back: the newer one stands for them.
    let cameBack: Set<DeadLetterRecord.Mark>
    /// Dead letters that were sent again, with any result.
    let sentAgain: Set<DeadLetterRecord.Mark>
    /// Those that somebody has dismissed.
    let dismissed: [DeadLetterRecord.Mark: DeadLetterDismissal]

    /// - Parameters:
    ///   - records: what is on their topic: dead letters, and who has dismissed which.
    ///   - marks: those that the topics tell were sent again.
    init(_ records: [DeadLetterRecord], sentAgain marks: Set<DeadLetterRecord.Mark> = []) {
        let all = records.filter { $0.dismissal == nil }
        // The first dismissal counts.
        dismissed = Dictionary(
            records.compactMap(\.dismissal).map { ($0.letter, $0) }, uniquingKeysWith: { first, _ in first })
        let byMark = Dictionary(all.map { ($0.mark, $0) }, uniquingKeysWith: { first, _ in first })
        letters = all.sorted { $0.order < $1.order }.map { letter in
            guard let named = letter.replayOf.flatMap({ byMark[$0] }), letter.isReplay(of: named) else {
                var other = letter
                other.replayOf = nil
                return other
            }
            return letter
        }
        cameBack = Set(letters.compactMap(\.replayOf))
        sentAgain = marks.union(cameBack)
    }

    /// Those that were not sent again yet, of those that are meant.
    /// - Parameter again: those too that were sent again, except where they came back: the newer ones stand for them.
    func toReplay(_ filter: DeadLetterFilter, again: Bool = false) -> [DeadLetterRecord] {
        let done = again ? cameBack : sentAgain
        return letters.filter { letter in
            !done.contains(letter.mark) && (again || dismissed[letter.mark] == nil) && filter.accepts(letter)
        }
    }

    /// What can be looked at by itself; nil where there is no such dead letter.
    func view(_ mark: DeadLetterRecord.Mark) -> DeadLetterView? {
        letters.first { $0.mark == mark }.map {
            DeadLetterView(
                letter: $0, wasSentAgain: sentAgain.contains(mark), cameBack: cameBack.contains(mark),
                dismissal: dismissed[mark])
        }
    }

    /// Of those that somebody has closed, how many were corrected and sent, and how many dismissed.
    var closed: (sent: Int, dismissed: Int) {
        let sent = dismissed.values.filter(\.isSent).count
        return (sent, dismissed.count - sent)
    }

    /// What was done with one that no longer waits; nil where it waits, or is not there.
    func fate(of mark: DeadLetterRecord.Mark) -> String? {
        if let dismissal = dismissed[mark] {
            return "was \(dismissal.isSent ? "corrected and sent" : "dismissed") by \(dismissal.by): \(dismissal.why)"
        }
        if cameBack.contains(mark) { return "was sent again, and came back as a newer dead letter" }
        return sentAgain.contains(mark) ? "was sent again" : nil
    }

    /// Those that are meant and were not sent again.
    func table(_ filter: DeadLetterFilter = DeadLetterFilter(), style: TextStyle) -> String {
        var table = TextTable(["DEAD LETTER", "TIME", "FROM", "CODE", "WHY", "KEY", "VALUE", "REPLAY OF"])
        for letter in toReplay(filter) {
            table.add([
                letter.mark.description, Timestamp(milliseconds: letter.record.timestamp).rfc3339,
                letter.origin.map { "\(Topic.short($0.topic)) \($0.partition)@\($0.offset)" } ?? "?",
                PlainText.of(letter.code, limit: 20), PlainText.of(letter.message, limit: 70),
                letter.key.map { PlainText.of($0, limit: 30) } ?? "none",
                letter.record.body.value.map { PlainText.of($0, limit: 40) } ?? "none",
                letter.replayOf?.description ?? "",
            ])
        }
        return table.render(style: style)
    }

    /// The line of one dead letter; the value is cut after 1,000 characters, unless it is shown in full.
    func jsonLine(_ letter: DeadLetterRecord, full: Bool = false) -> String {
        JSONLine.object { writer in
            writer.field("deadLetter", letter.mark.description)
            writer.field("topic", letter.record.topic)
            writer.field("partition", Int(letter.record.partition))
            writer.field("offset", Int(letter.record.offset))
            writer.field("originalTopic", orNull: letter.origin?.topic)
            writer.key("originalPartition")
            if let origin = letter.origin { writer.integer(Int64(origin.partition)) } else { writer.null() }
            writer.key("originalOffset")
            if let origin = letter.origin { writer.integer(origin.offset) } else { writer.null() }
            writer.field("code", letter.code)
            writer.field("message", letter.message)
            writer.field("group", ifPresent: letter.group)
            writer.field("at", ifPresent: letter.at)
            writer.field("deadLetteredAt", Timestamp(milliseconds: letter.record.timestamp).rfc3339)
            writer.field("key", orNull: letter.key)
            let value = letter.record.body.value
            writer.field("valueBytes", value?.count ?? 0)
            if full {
                writer.key("headers")
                writer.array {
                    for header in letter.record.body.headers {
                        $0.object { writer in
                            writer.field("name", header.name)
                            writer.field("value", orNull: header.value.map { String(decoding: $0, as: UTF8.self) })
                        }
                    }
                }
                writer.field("value", orNull: value.map { String(decoding: $0, as: UTF8.self) })
                let place = ErrorPlace.range(of: letter.message, in: value ?? [])
                writer.field("errorPath", ifPresent: ErrorPlace.path(in: letter.message))
                if !place.isEmpty { writer.field("errorByte", place.lowerBound) }
            } else {
                let shown = value.map { String(decoding: $0.prefix(32_000), as: UTF8.self).prefix(1_000) }
                writer.field("value", orNull: shown.map { String($0) })
            }
            writer.field("replayOf", ifPresent: letter.replayOf?.description)
            if sentAgain.contains(letter.mark) { writer.field("sentAgain", true) }
            if cameBack.contains(letter.mark) { writer.field("cameBack", true) }
            if let dismissal = dismissed[letter.mark] {
                writer.key(dismissal.isSent ? "corrected" : "dismissed")
                writer.object { writer in
                    writer.field("why", dismissal.why)
                    writer.field("by", dismissal.by)
                }
            }
        }
    }
}

extension Topic {
    /// `orders.events` of `fulfillment.orders.events.v1`, with a tenant's alias behind it; another's topic as it is.
    static func short(_ name: String) -> String {
        guard let found = TopicName(name) else { return PlainText.of(name, limit: 60) }
        let short = String(found.topic.name.dropFirst("fulfillment.".count).dropLast(".v1".count))
        return found.alias.map { "\(short).\($0)" } ?? short
    }
}

import Contracts
import Glibc
import Operations
import Streams

/// Sends dead letters to where they came from.
struct DeadLetterReplay {
    /// What is sent.
    struct Sent {
        var letter: DeadLetterRecord
        var record: OutgoingRecord

        /// `dead letter 0@3 → fulfillment.orders.commands.v1 partition 1, key …`, or the same as JSON.
        func report(json: Bool) -> String {
            guard json else {
                let key = letter.key.map { PlainText.of($0) } ?? "none"
                return "dead letter \(letter.mark) → \(record.topic) partition \(record.partition), key \(key)"
            }
            return JSONLine.object { writer in
                writer.field("deadLetter", letter.mark.description)
                writer.field("topic", record.topic)
                writer.field("partition", Int(record.partition))
                writer.field("key", orNull: letter.key)
                writer.field("code", letter.code)
            }
        }
    }

    private(set) var records: [Sent] = []
    /// Those that do not say where they came from.
    private(set) var homeless: [DeadLetterRecord] = []

    init(_ letters: [DeadLetterRecord], partitions: [Topic: Int32]) {
        for letter in letters {
            if let record = letter.original(partitions: partitions) {
                records.append(Sent(letter: letter, record: record))
            } else {
                homeless.append(letter)
            }
        }
    }

    /// What is asked before.
    var question: String {
        let topics = Set(records.map(\.record.topic)).sorted().joined(separator: ", ")
        return "Send \(records.count) dead \(records.count == 1 ? "letter" : "letters") again to \(topics)?"
    }

    /// Sends them in batches; `sent` is called with each batch that the log has.
    func send(_ appender: any LogAppender, sent: ([Sent]) -> Void) throws(LogError) {
        for start in stride(from: 0, to: records.count, by: 500) {
            let batch = Array(records[start..<min(records.count, start + 500)])
            try appender.append(batch.map(\.record))
            sent(batch)
        }
    }
}

/// The terminal that a person answers on.
enum Terminal {
    static var isInput: Bool { isatty(0) == 1 }
}

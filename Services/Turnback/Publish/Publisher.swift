import Contracts
import Fulfillment
import Operations
import Streams

/// Publishes lines, batch by batch: what is valid is written, what is not is reported, and the rest goes on.
struct Publisher {
    let appender: any LogAppender
    let partitions: [Topic: Int32]
    /// What the input is called in complaints.
    let source: String
    var json = false

    private(set) var published = 0
    private(set) var wrong = 0
    /// A line looked like a part of an event: it was spread over several lines.
    private(set) var seemsSpread = false

    init(_ appender: any LogAppender, partitions: [Topic: Int32], source: String, json: Bool = false) {
        self.appender = appender
        self.partitions = partitions
        self.source = source
        self.json = json
    }

    /// What became of some lines.
    struct Outcome {
        /// A line for each event that Kafka has.
        var published: [String] = []
        /// A line for each input line that is wrong.
        var complaints: [String] = []
    }

    /// Writes the events of these lines, and returns once the log has them.
    /// - Throws: when the log could not take them; says which lines that concerns.
    mutating func take(_ lines: [InputLine]) throws(Failure) -> Outcome {
        var outcome = Outcome()
        var events: [(number: Int, event: EventLine)] = []
        for line in lines {
            if let bytes = line.bytes, bytes.allSatisfy(Self.isSpace) { continue }
            do throws(DecodeError) {
                events.append((line.number, try event(in: line)))
            } catch {
                wrong += 1
                if error.code == .notJSON { seemsSpread = true }
                outcome.complaints.append("\(source), line \(line.number): \(PlainText.of(error.description))")
            }
        }
        try write(events)
        outcome.published = events.map { $0.event.report(json: json) }
        return outcome
    }

    /// How the verb ends; nil when every line was an event.
    var failure: Failure? {
        guard wrong > 0 else { return nil }
        let hint = seemsSpread ? "; an event has to stand on one line" : ""
        return Failure(
            .dataErr,
            "\(wrong) \(wrong == 1 ? "line is" : "lines are") wrong, \(published) events were published\(hint)")
    }

    private func event(in line: InputLine) throws(DecodeError) -> EventLine {
        guard let bytes = line.bytes else {
            throw DecodeError(
                .tooLarge, "", "more than \(LineSplitter.limit) bytes; at most \(Limits.messageBytes) are allowed")
        }
        return try EventLine(bytes, partitions: partitions)
    }

    private mutating func write(_ events: [(number: Int, event: EventLine)]) throws(Failure) {
        guard let first = events.first, let last = events.last else { return }
        do throws(LogError) {
            try appender.append(events.map(\.event.record))
            published += events.count
        } catch {
            let lines = first.number == last.number ? "line \(first.number)" : "lines \(first.number) to \(last.number)"
            let fate = error.outcome == .unknown ? "may be published or not" : "are not published"
            throw Failure(
                error.outcome == .fatal ? .software : .unavailable,
                "\(error.message); \(lines) of \(source) \(fate), \(published) events before were: publish again from "
                    + "line \(first.number) (the same ids change nothing)")
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }
}

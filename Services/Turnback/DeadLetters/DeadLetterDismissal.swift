import Contracts
import Fulfillment
import Streams

/// That somebody has looked at a dead letter, and says why it needs nothing more: a record on the topic of dead
/// letters, in the partition of the one that it names. Only who may write there can dismiss: Turnback's services and
/// operators.
struct DeadLetterDismissal: Equatable {
    var letter: DeadLetterRecord.Mark
    /// Nothing more is needed because it was corrected and sent.
    var isSent = false
    var why: String
    /// Who says so.
    var by: String

    static let nameHeader = "x-dead-letter-dismissed"
    static let whyHeader = "x-dead-letter-dismissed-why"
    static let byHeader = "x-dead-letter-dismissed-by"
    /// `sent` where it was corrected and sent; not there where it was dismissed.
    static let asHeader = "x-dead-letter-dismissed-as"

    init(of letter: DeadLetterRecord.Mark, why: String, by: String, isSent: Bool = false) {
        self.letter = letter
        self.isSent = isSent
        self.why = why
        self.by = by
    }

    /// What a record of that topic says; nil where it is a dead letter.
    init?(_ body: RecordBody) {
        var texts: [String: String] = [:]
        for header in body.headers where header.name.hasPrefix(Self.nameHeader) {
            texts[header.name] = String(decoding: header.value ?? [], as: UTF8.self)
        }
        guard let letter = texts[Self.nameHeader].flatMap(DeadLetterRecord.Mark.init) else { return nil }
        self.init(
            of: letter, why: texts[Self.whyHeader] ?? "", by: texts[Self.byHeader] ?? "",
            isSent: texts[Self.asHeader] == "sent")
    }

    /// The record that says so.
    func record(of letter: DeadLetterRecord) -> OutgoingRecord {
        OutgoingRecord(
            topic: letter.record.topic, partition: letter.record.partition,
            body: RecordBody(
                key: letter.record.body.key,
                headers: [
                    Header(Self.nameHeader, letter.mark.description), Header(Self.whyHeader, why),
                    Header(Self.byHeader, by),
                ] + (isSent ? [Header(Self.asHeader, "sent")] : []), value: nil))
    }
}

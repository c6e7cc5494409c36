public import Contracts

/// That somebody has looked at a dead letter, and says why it needs nothing more: a record on the topic of dead letters, in the
/// partition of the one that it names. So the command line and all consoles know it. Only who may write there can dismiss:
/// Turnback's services and console, and operators. The first one of a dead letter counts.
public struct DeadLetterDismissal: Equatable, Sendable {
    public var letter: DeadLetterMark
    /// Nothing more is needed because it was corrected and sent.
    public var isSent = false
    public var why: String
    /// Who says so.
    public var by: String

    private static let nameHeader = "x-dead-letter-dismissed"
    private static let whyHeader = "x-dead-letter-dismissed-why"
    private static let byHeader = "x-dead-letter-dismissed-by"
    /// `sent` where it was corrected and sent; not there where it was dismissed.
    private static let asHeader = "x-dead-letter-dismissed-as"

    public init(of letter: DeadLetterMark, why: String, by: String, isSent: Bool = false) {
        self.letter = letter
        self.isSent = isSent
        self.why = why
        self.by = by
    }

    /// What a record of that topic says; nil where it is a dead letter.
    public init?(_ body: RecordBody) {
        var texts: [String: String] = [:]
        for header in body.headers where header.name.hasPrefix(Self.nameHeader) {
            texts[header.name] = String(decoding: header.value ?? [], as: UTF8.self)
        }
        guard let letter = texts[Self.nameHeader].flatMap(DeadLetterMark.init) else { return nil }
        self.init(
            of: letter, why: texts[Self.whyHeader] ?? "", by: texts[Self.byHeader] ?? "",
            isSent: texts[Self.asHeader] == "sent")
    }

    /// The record that says so.
    /// - Parameter key: the dead letter's.
    public func record(key: [UInt8]?) -> OutgoingRecord {
        OutgoingRecord(
            topic: Topic.deadLetters.name, partition: letter.partition,
            body: RecordBody(
                key: key,
                headers: [
                    Header(Self.nameHeader, letter.description), Header(Self.whyHeader, why), Header(Self.byHeader, by),
                ] + (isSent ? [Header(Self.asHeader, "sent")] : []), value: nil))
    }
}

public import Contracts
public import Fulfillment

/// A record that was not a valid message.
public struct DeadLetterRow: Sendable, Equatable {
    /// Names it: `<partition>@<offset>` in the topic of dead letters.
    public var id: String
    /// One of the contract's codes.
    public var code: String
    /// Names the path, what was found and what is allowed.
    public var message: String
    /// The field that is wrong, where one is: `lines[2].quantity`.
    public var path: String?
    /// Where it came from; nil where its headers do not say so.
    public var origin: LogPosition?
    /// The service that could not read it.
    public var service: String?
    public var recordedAt: Timestamp
    public var key: String?
    /// Bytes of its value.
    public var size: Int
    /// It was sent again since.
    public var isReplayed: Bool
    /// Somebody has said, on the topic of dead letters, that it needs nothing more.
    public var isDismissed: Bool
    /// Who dismissed it, or corrected and sent it; nil where nobody did.
    public var closing: Closing?

    /// That somebody has said that it needs nothing more.
    public struct Closing: Sendable, Equatable {
        public var by: String
        public var why: String
        public var at: Timestamp

        public init(by: String, why: String, at: Timestamp) {
            self.by = by
            self.why = why
            self.at = at
        }
    }

    public init(
        id: String, code: String, message: String, path: String? = nil, origin: LogPosition? = nil,
        service: String? = nil, recordedAt: Timestamp, key: String? = nil, size: Int, isReplayed: Bool,
        isDismissed: Bool = false, closing: Closing? = nil
    ) {
        self.id = id
        self.code = code
        self.message = message
        self.path = path
        self.origin = origin
        self.service = service
        self.recordedAt = recordedAt
        self.key = key
        self.size = size
        self.isReplayed = isReplayed
        self.isDismissed = isDismissed
        self.closing = closing
    }
}

/// One dead letter in full.
public struct DeadLetterView: Sendable, Equatable {
    public var row: DeadLetterRow
    /// The record as it was before, with the headers that it came with.
    public var original: RecordBody
    /// Texts that name people were left where it was written: see ``DeadLetterRow/origin``.
    public var lacksTexts: Bool
    /// How many others have the same code and came from the same topic.
    public var alike: Int

    public init(row: DeadLetterRow, original: RecordBody, lacksTexts: Bool = false, alike: Int) {
        self.lacksTexts = lacksTexts
        self.row = row
        self.original = original
        self.alike = alike
    }
}

/// Which dead letters are asked for, the newest first.
public struct DeadLetterFilter: Sendable, Equatable {
    public var code: String?
    public var topic: Topic?
    public var since: Timestamp?
    /// Only those that were neither sent again nor dismissed.
    public var isWaiting: Bool?
    /// Only those of this key.
    public var key: String?

    public init(
        code: String? = nil, topic: Topic? = nil, since: Timestamp? = nil, isWaiting: Bool? = nil, key: String? = nil
    ) {
        self.code = code
        self.topic = topic
        self.since = since
        self.isWaiting = isWaiting
        self.key = key
    }
}

internal import Contracts
internal import Fulfillment
internal import Streams

/// The headers that are added to a record when it is dead-lettered, and when it is sent again (CONTRACTS.md, section 1).
enum DeadLetterHeader {
    static let code = "__streams.errors.exception"
    static let message = "__streams.errors.message"
    static let topic = "__streams.errors.topic"
    static let partition = "__streams.errors.partition"
    static let offset = "__streams.errors.offset"
    static let group = "x-dead-letter-group"
    static let at = "x-dead-letter-at"
    /// Names the fields whose texts were not copied: they stand where the record was written.
    static let without = "x-dead-letter-without"
    /// Names, on a record that was sent again, the dead letter that it was: `<partition>@<offset>`.
    static let replayedName = "x-dead-letter-replayed"

    static func isAdded(_ name: String) -> Bool {
        name.hasPrefix("__streams.errors.") || name == group || name == at || name == without
            || name == replayedName
    }

    /// The dead letter that a record says it was; nil where it says nothing of that.
    static func replayed(_ body: RecordBody) -> DeadLetterMark? {
        var found: Range<Int>?
        let bytes = body.bytes
        body.forEachHeader { name, value in
            if name.count == replayedName.utf8.count, bytes[name.lowerBound] == UInt8(ascii: "x"),
                bytes[name].elementsEqual(replayedName.utf8)
            {
                found = value
            }
        }
        guard let found else { return nil }
        return DeadLetterMark(String(decoding: bytes[found], as: UTF8.self))
    }

    /// The record as it was before it was dead-lettered, and before it was sent again.
    static func original(_ body: RecordBody) -> RecordBody {
        RecordBody(key: body.key, headers: body.headers.filter { !isAdded($0.name) }, value: body.value)
    }

    /// A hash of that, except for the texts that are not copied: the record that was, and that is sent again, has the same.
    static func content(_ body: RecordBody) -> Int64 {
        let original = original(body).withoutTexts.body
        var print = Fingerprint()
        print.add(String(decoding: original.bytes, as: UTF8.self))
        print.add(Int(original.keyLength))
        print.add(Int(original.headersLength))
        return Int64(bitPattern: print.value)
    }
}

internal import Contracts

/// Message types as the tables number them.
enum StoredType {
    /// A type's number is its place. New ones go to the end: a file that was written before stays readable.
    static let all: [MessageType] = [
        .outboundOrderSubmitted, .cancellationRequested, .warehouseProgressed, .goodsVerified, .parcelIntercepted,
        .labelVoided, .carrierScanned, .outboundOrderChanged, .cancellationChanged, .cancellationContradicted,
        .taskOpened, .taskClosed, .stockReceive, .stockAdjust, .stockAllocate, .stockRelease, .stockIssue,
        .stockRestore, .stockHold, .stockUnhold, .stockShorten, .stockReverse, .stockAllocated, .stockBackordered,
        .stockReleased, .stockIssued, .stockHeld, .stockShortened, .stockRestored, .stockClaimed, .stockReversed,
        .stockRefused, .stockMoved, .returnOrderCreate, .returnOrderReceive, .returnOrderCancel, .receiptReversed,
        .returnOrderChanged, .messageRejected,
    ]

    private static let numbers = Dictionary(
        uniqueKeysWithValues: all.enumerated().map { ($0.element, Int64($0.offset)) })

    static func number(_ type: MessageType) -> Int64 { numbers[type] ?? -1 }

    /// nil for a number of a later version.
    static func type(_ number: Int64) -> MessageType? { all.indices.contains(Int(number)) ? all[Int(number)] : nil }
}

/// The senders that nearly every message has, as a number: it takes a byte, and no text is compared.
enum StoredSender {
    private static let own = ["turnback/orders", "turnback/inventory", "turnback/returns"]

    static func value(_ sender: String) -> SQLiteStatement.Value {
        own.firstIndex(of: sender).map { .integer(Int64($0)) } ?? .text(sender)
    }

    static func sender(_ row: SQLiteRow, _ column: Int32) -> String {
        row.isInteger(column) ? own[min(max(0, row.int(column)), own.count - 1)] : row.text(column)
    }

    /// How the pages name who sends by them, and a person behind it.
    private static let ofPages = "/console"

    /// It names a person.
    static func namesPerson(_ sender: String) -> Bool { sender.hasPrefix(ofPages + "/") }

    /// The same without the person.
    static func withoutPerson(_ sender: String) -> String { namesPerson(sender) ? ofPages : sender }
}

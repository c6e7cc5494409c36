import Contracts
import Foundation
import Fulfillment

@testable import Reconciliation

/// One thing that happens to one message of a log that was in order.
enum Mutation: String, CaseIterable {
    case removed, repeated, changed
}

/// What was tried on the messages of one type, and what of it was not noticed, by the reason.
struct MutationTally {
    var tried = 0
    var unnoticed: [String: Int] = [:]

    var missed: Int { unnoticed.values.reduce(0, +) }
}

extension RecordedLog {
    /// The messages as they are read.
    var readings: [Reading] {
        records.map { record in
            let place = Place(topic: Topic(rawValue: record.topic)!, partition: 0, offset: record.offset)
            return Reading(record, at: place)
        }
    }

    /// Whether something follows from a message.
    func isFollowed(_ index: Int) -> Bool {
        let id = entries[index].envelope.id
        return entries.contains { $0.envelope.causationId == id }
    }

    /// Whether another message of somebody else's says the same, word for word: what says it once more says nothing.
    func isSaidTwice(_ index: Int) -> Bool {
        guard entries[index].envelope.source == "others" else { return false }
        return entries.indices.contains { $0 != index && entries[$0].message == entries[index].message }
    }

    static let unexplained = "UNEXPLAINED"

    /// Why a change of these fields may be noticed by nobody.
    private static let reasons: [String: String] = [
        "cancellation.changed stage": "its outbound order has been at that status as well",
        "cancellation.changed quantities": "of an open case, or of what is awaited, nobody else says how many units",
        "cancellation.changed outboundOrders": "the other code has the same advice, and was shown as well",
        "cancellation.requested lines": "it stopped no more than it names, and what was free beside is nowhere",
        "outbound-order.changed status": "somebody reported the other status as well",
        "outbound-order.changed custody": "somebody reported it at some time",
        "outbound-order.changed lines": "no case is about it, and nothing was moved yet",
        "return-order.changed lines": "of an earlier revision, which the later ones do not repeat",
        "return-order.changed state": "the other state may follow, and nothing came after it",
        "stock.held lines": "inventory may have fewer than orders asked it to hold",
        "stock.hold lines": "what is held is no more, and was not moved",
        "stock.unhold outboundOrderId": "inventory hears of cases that stop nothing, too",
        "warehouse.task-closed lines": "of a task that is over nobody asks how many units it was about",
        "warehouse.task-opened lines": "a task may be about fewer units than its outbound order has",
        "cancellation.contradicted quantity": "fewer units left, or were found, than its outcome names",
        "stock.shortened outboundOrderId": "the report's outbound order has units that it did not move",
        "message.rejected messageId": "a report is refused, or not: nothing else says so",
    ]

    /// The fields of a message's data that differ.
    private static func fields(_ one: Message, _ other: Message) -> String {
        func data(_ message: Message) -> [String: NSObject] {
            var writer = JSONWriter()
            message.encodeData(&writer)
            return (try? JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String: NSObject]) ?? [:]
        }
        let (before, after) = (data(one), data(other))
        return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted().joined(separator: ", ")
    }
    static let nothingFollows = "nothing follows from it"

    /// Why it may be that nobody notices.
    func reason(_ mutation: Mutation, at index: Int, _ mutated: [Reading]) -> String {
        let entry = entries[index]
        let isOthers = entry.envelope.source == "others"
        switch mutation {
        case .repeated where isOthers: return "others may send a message twice, and nothing changes"
        case .removed where isOthers && !isFollowed(index): return Self.nothingFollows
        case .changed where isOthers && !isFollowed(index): return Self.nothingFollows
        case .changed:
            let fields = mutated[index].message.map { Self.fields(entry.message, $0) } ?? ""
            let name = "\(entry.message.type.rawValue.dropFirst(12).dropLast(3)) \(fields)"
            return Self.reasons[name].map { "\(fields): \($0)" } ?? "\(Self.unexplained) \(fields)"
        case .removed, .repeated: return Self.unexplained
        }
    }
}

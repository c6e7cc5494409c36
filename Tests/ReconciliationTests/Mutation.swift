import Contracts
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
    static let nothingFollows = "nothing follows from it"

    /// Why it may be that nobody notices.
    func reason(_ mutation: Mutation, at index: Int) -> String {
        let entry = entries[index]
        let isOthers = entry.envelope.source == "others"
        switch mutation {
        case .repeated where isOthers: return "others may send a message twice, and nothing changes"
        case .removed where isOthers && !isFollowed(index): return Self.nothingFollows
        case .changed where isOthers && !isFollowed(index): return Self.nothingFollows
        case .removed, .repeated, .changed: return Self.unexplained
        }
    }
}

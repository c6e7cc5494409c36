internal import Contracts
internal import Fulfillment
internal import ReadModel
internal import Streams

/// That somebody has looked at what could not be read, and says why it needs nothing. Kept in this console's own file: no topic
/// knows of it, and `turnback dead-letters` lists it on.
struct Dismissal: Sendable, Equatable {
    var why: String
    var person: String?
    var at: Timestamp
}

extension ActionBook {
    func dismissal(_ letterId: String) -> Dismissal? {
        guard let path = dismissalPath(letterId), let bytes = PrivateFile.read(path) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
        guard lines.count == 3, let at = Int64(lines[0]) else { return nil }
        return Dismissal(
            why: String(lines[2]), person: lines[1].isEmpty ? nil : String(lines[1]), at: Timestamp(milliseconds: at))
    }

    /// The first dismissal counts.
    func dismiss(_ letterId: String, _ dismissal: Dismissal) throws(PageFailure) {
        guard let path = dismissalPath(letterId) else { throw .notFound }
        if self.dismissal(letterId) != nil { return }
        let text = "\(dismissal.at.milliseconds)\n\(dismissal.person ?? "")\n\(dismissal.why)"
        guard PrivateFile.write(path, Array(text.utf8)) else { throw .notReachable }
    }

    /// `<partition>@<offset>` as a file's name; nil where it is not such an id.
    private func dismissalPath(_ letterId: String) -> String? {
        let parts = letterId.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ UInt64($0) != nil }) else { return nil }
        return "\(directory)/dismissed-\(parts[0])-\(parts[1])"
    }
}

extension PageLog {
    /// Names, on a record that is sent again, the dead letter it was: `turnback dead-letters` and the read model look for it.
    private static let replayedHeader = "x-dead-letter-replayed"

    /// Sends what could not be read to where it came from, as it was.
    func sendAgain(_ letter: DeadLetterView) throws(PageFailure) {
        guard let origin = letter.row.origin, let count = partitions[origin.topic] else { throw .notFound }
        let content = letter.original
        let partition = content.key.map { Murmur2.partition(of: $0, count: count) } ?? origin.partition % count
        let body = RecordBody(
            key: content.key, headers: content.headers + [Header(Self.replayedHeader, letter.row.id)], value: content.value)
        do throws(LogError) {
            try appender.append([OutgoingRecord(topic: origin.topic.name, partition: partition, body: body)])
        } catch { throw .notReachable }
    }
}

internal import Fulfillment

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
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
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

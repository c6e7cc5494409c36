internal import Synchronization

/// Remembers which topics were there. A broker that comes back answers for a moment as if it had none of them, so one
/// that was there is missing only when it stays away.
final class KnownTopics: Sendable {
    /// How long a topic that was there may be away.
    static let patience = Duration.seconds(60)

    private struct Seen: Sendable {
        /// Since when it is away; nil while it is there.
        var awaySince: ContinuousClock.Instant?
    }

    private let seen = Mutex<[String: Seen]>([:])

    /// Takes note of an answer of the brokers'.
    func take(_ known: some Collection<String>, now: ContinuousClock.Instant = .now) {
        let known = Set(known)
        seen.withLock { seen in
            for name in known { seen[name] = Seen() }
            for name in seen.keys where !known.contains(name) && seen[name]?.awaySince == nil {
                seen[name]?.awaySince = now
            }
        }
    }

    /// Throws with the names of the topics that are not there: `.retriable` where all of them may come back.
    func require(_ topics: some Sequence<String>, now: ContinuousClock.Instant = .now) throws(LogError) {
        let missing = Set(topics).sorted().compactMap { name -> (name: String, isGone: Bool)? in
            guard let known = seen.withLock({ $0[name] }) else { return (name, true) }
            return known.awaySince.map { (name, now - $0 > Self.patience) }
        }
        guard !missing.isEmpty else { return }
        let gone = missing.filter(\.isGone)
        let names = (gone.isEmpty ? missing : gone).map(\.name).joined(separator: ", ")
        guard gone.isEmpty else { throw LogError(.configuration, "these topics do not exist: \(names)") }
        throw LogError(.retriable, "the brokers do not know these topics at the moment: \(names)")
    }
}

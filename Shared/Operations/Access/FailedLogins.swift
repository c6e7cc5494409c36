/// Counts tokens that nobody has, for each address and for each token's id: who tries again and again has to wait.
///
/// A valid token is let in at any count. Its secret is 32 random bytes, which nobody finds by trying; a lock
/// would only let whoever knows a token's id, or sits behind the same proxy, shut its owner out. What this bounds is the
/// work and the log lines that trying makes.
struct FailedLogins {
    private struct Count {
        var failed: Int
        var since: Int64
    }

    private var counts: [String: Count] = [:]

    /// How many addresses and ids are counted.
    var count: Int { counts.count }

    /// Takes note of a failure. Returns after how many seconds it may be tried again, where there were too many.
    /// - Parameter now: milliseconds since 1970.
    mutating func failed(peer: String?, tokenId: String?, now: Int64) -> Int? {
        var wait: Int?
        for name in [peer.map { "peer \($0)" }, tokenId.map { "token \($0)" }].compactMap(\.self) {
            var count = counts[name] ?? Count(failed: 0, since: now)
            if now - count.since >= Int64(HTTPLimits.failedLoginSeconds) * 1_000 { count = Count(failed: 0, since: now) }
            count.failed += 1
            counts[name] = count
            if count.failed > HTTPLimits.failedLogins {
                wait = max(wait ?? 1, HTTPLimits.failedLoginSeconds - Int((now - count.since) / 1_000))
            }
        }
        if counts.count > HTTPLimits.countedLogins {
            counts = counts.filter { now - $0.value.since < Int64(HTTPLimits.failedLoginSeconds) * 1_000 }
            if counts.count > HTTPLimits.countedLogins, let oldest = counts.min(by: { $0.value.since < $1.value.since }) {
                counts[oldest.key] = nil
            }
        }
        return wait
    }
}

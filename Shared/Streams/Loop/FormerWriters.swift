internal import Contracts

/// Turnback's own services of an earlier version write commands to a topic on which they are no longer read (a door). While
/// an update is on its way nothing of that is lost: for a day after a partition's state was first used by this version the
/// door lets them in. Later they are dead letters, as they are from the beginning where the state is new.
struct FormerWriters {
    /// As long as an update may take, in milliseconds.
    static let time: Int64 = 24 * 3_600_000
    static let key = Array("former-writers".utf8)

    /// Until when they are let in, in milliseconds since 1970.
    private let end: Int64

    /// Reads it from the state, or writes it down with the next batch.
    init(_ store: StateStore, clock: Int64) throws(LogError) {
        if let text = try store.get(Self.key), let end = Int64(String(decoding: text, as: UTF8.self)) {
            self.end = end
            return
        }
        let isNew = try store.keys(prefix: [], limit: 1).isEmpty
        end = isNew ? 0 : clock + Self.time
        store.put(Self.key, Array(String(end).utf8))
    }

    /// Whether this message comes from one of them, in time.
    func include(_ envelope: Envelope, at clock: Int64) -> Bool { clock < end && envelope.isFromOwnService }
}

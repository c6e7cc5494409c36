internal import Contracts

/// Brings the state store of a partition up to date with the state topic, and makes sure that it is a part of this topic's
/// history: of this log, this partition, young enough, and with the record that it was brought up to last.
struct StateRestore {
    let session: any LogSession
    let observer: any LoopObserver
    let monotonic: @Sendable () -> ContinuousClock.Instant

    func run(_ store: StateStore, _ partition: Int32) throws(LogError) {
        let start = monotonic()
        try store.claim(origin: session.stateOrigin(partition))
        var count = 0
        if try !read(store, partition, &count) {
            // A topic that was recreated may have grown beyond the offset, with other records before it.
            try store.wipe("the state topic has another record, or none, where it was written last")
            _ = try read(store, partition, &count)
        }
        observer.observe(
            .restored(partition: partition, records: count, took: monotonic() - start, wiped: store.reasonForWipe))
    }

    /// False where the topic has another record than the store at the offset that it was brought up to last.
    private func read(_ store: StateStore, _ partition: Int32, _ count: inout Int) throws(LogError) -> Bool {
        var known = store.offset
        var last = known.map { max(0, $0 - 1) }
        var isOurs = true
        var restored = count
        let end = try session.readState(
            partition: partition, from: last,
            restart: { () throws(LogError) in
                (last, known) = (nil, nil)
                try store.wipe("the state topic no longer has its offset")
            },
            each: { records throws(LogError) in
                var fresh = records[...]
                // The last record is there again, unless it was compacted away: then a newer one of its key follows.
                if let first = fresh.first, first.offset == last {
                    isOurs = try store.holds(first)
                    fresh = fresh.dropFirst()
                }
                last = nil
                guard isOurs, !fresh.isEmpty else { return }
                try store.restore(fresh)
                restored += fresh.count
                observer.observe(.restoring(partition: partition, records: restored))
            })
        count = restored
        // A topic that was recreated may also end right before the offset.
        if let known, end < known { return false }
        return isOurs
    }
}

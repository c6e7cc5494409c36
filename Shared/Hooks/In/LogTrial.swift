internal import Synchronization

/// Whether the log is worth a try. After it has failed, one call a moment finds out whether it is back; the others are not kept
/// waiting for longer than their platform waits.
final class LogTrial: Sendable {
    /// Asked by every call: hundreds at the same time take no lock as long as all goes well.
    private let isInDoubt = Atomic(false)
    /// When it failed last, or was tried last since.
    private let failedAt = Mutex<ContinuousClock.Instant?>(nil)

    var isDue: Bool {
        guard isInDoubt.load(ordering: .acquiring) else { return true }
        return failedAt.withLock { failed in
            guard let last = failed else { return true }
            guard ContinuousClock.now - last >= HookLimits.logPause else { return false }
            failed = .now
            return true
        }
    }

    func failed() {
        failedAt.withLock { failed in
            failed = .now
            isInDoubt.store(true, ordering: .releasing)
        }
    }

    func succeeded() {
        guard isInDoubt.load(ordering: .acquiring) else { return }
        failedAt.withLock { failed in
            failed = nil
            isInDoubt.store(false, ordering: .releasing)
        }
    }
}

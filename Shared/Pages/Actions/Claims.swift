internal import Fulfillment
internal import Operations
internal import Threads

/// Who has opened which task: said to others for ten minutes, and never a lock. Kept in memory alone: after a restart nobody has
/// anything, and the next look says it again.
final class Claims: Sendable {
    private static let heldMilliseconds: Int64 = 600_000
    /// Tasks that may be open on devices at once; more are not said.
    private static let most = 10_000

    private struct Claim: Sendable {
        var person: String
        var at: Timestamp
    }

    private let claims = Monitor<[String: Claim]>([:])

    /// Somebody has opened a task.
    func open(_ taskId: String, by person: String, at now: Timestamp) {
        claims.withLock { claims in
            if claims.count >= Self.most { claims = claims.filter { Self.isHeld($0.value, now) } }
            if claims.count < Self.most { claims[taskId] = Claim(person: person, at: now) }
        }
    }

    /// Who has it; nil where nobody else has opened it lately.
    func holder(_ taskId: String, besides person: String?, at now: Timestamp) -> String? {
        claims.withLock { $0[taskId] }.flatMap { Self.isHeld($0, now) && $0.person != person ? $0.person : nil }
    }

    private static func isHeld(_ claim: Claim, _ now: Timestamp) -> Bool {
        claim.at.milliseconds + heldMilliseconds > now.milliseconds
    }
}

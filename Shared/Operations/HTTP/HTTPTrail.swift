internal import Synchronization

/// What is found out about a request while it is answered: for the access log.
public final class HTTPTrail: Sendable {
    /// Who asks, and what about.
    public struct Entry: Sendable {
        /// The principal's name; nil where nobody was authenticated.
        public var principal: String?
        /// The key of what is changed: `<storeId>/<storeOrderId>` or `<merchantId>/<warehouseId>`.
        public var subject: String?
        /// The type of the message, and its id.
        public var type: String?
        public var messageId: String?
    }

    private let entry = Mutex(Entry())

    public init() {}

    /// What is known so far.
    public var known: Entry { entry.withLock { $0 } }

    /// Adds to it.
    public func note(_ change: (inout Entry) -> Void) { entry.withLock { change(&$0) } }
}

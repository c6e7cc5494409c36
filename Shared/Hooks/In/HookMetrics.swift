internal import Connect
internal import Operations
internal import Synchronization

/// What the way in counts, by connection.
final class HookMetrics: Sendable {
    /// What became of a call.
    enum Result: String, CaseIterable {
        /// It is a new request.
        case accepted
        /// It was seen before.
        case duplicate
        /// It asks for nothing.
        case ignored
        /// A look-up was asked for.
        case question
        /// Its proof is wrong or missing.
        case unsigned
        case unreadable
        /// The log did not take it: the platform sends it again.
        case unavailable
        /// The platform tries the address.
        case opening
    }

    private let registry: MetricsRegistry
    private let known = Mutex<[String: Counter]>([:])
    let unknown: Counter
    let looked: Counter
    let lookUpsFailed: Counter

    init(_ registry: MetricsRegistry) {
        self.registry = registry
        unknown = registry.counter(
            "turnback_hooks_unknown_total", help: "Calls to a connection that the file does not name.")
        looked = registry.counter("turnback_hook_lookups_total", help: "Look-ups that were answered.")
        lookUpsFailed = registry.counter("turnback_hook_lookups_failed_total", help: "Look-ups that failed and are tried again.")
    }

    /// Only names of the file come here, so there are no more series than connections.
    func count(_ result: Result, _ connection: Connection) {
        let key = connection.name + "/" + result.rawValue
        let counter = known.withLock { known in
            if let counter = known[key] { return counter }
            let counter = registry.counter(
                "turnback_hooks_total", help: "Calls of shops and systems, by connection and by what became of them.",
                labels: ["connection": connection.name, "platform": connection.platform.rawValue, "result": result.rawValue])
            known[key] = counter
            return counter
        }
        counter.increment()
    }
}

internal import Kafka
internal import Synchronization

/// The client for topics, which is there only while somebody asks: else it costs three threads and their wake-ups.
final class AdminClient: Sendable {
    private let settings: KafkaLogSettings
    private let client: Mutex<Admin?>

    /// Throws where a property is not known or its value is refused.
    init(_ settings: KafkaLogSettings) throws(KafkaError) {
        self.settings = settings
        client = Mutex(try Admin(settings.admin()))
    }

    /// The client; it lives at least as long as who asks holds it.
    func open() throws(KafkaError) -> Admin {
        try client.withLock { (known: inout Admin?) throws(KafkaError) -> Admin in
            if let known { return known }
            let made = try Admin(settings.admin())
            known = made
            return made
        }
    }

    /// Nobody is expected to ask soon: the client ends once the last who uses it has done so.
    func rest() { client.withLock { $0 = nil } }

    func close(deadline: Duration) {
        let known = client.withLock { known in
            defer { known = nil }
            return known
        }
        known?.close(deadline: deadline)
    }
}

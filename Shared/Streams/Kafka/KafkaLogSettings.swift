internal import Kafka

/// The properties of each kind of client: the defaults of this project, then the user's, then those that correctness
/// depends on and that nobody overrides.
struct KafkaLogSettings: Sendable {
    typealias Properties = [(name: String, value: String)]

    let bootstrap: String
    let properties: Properties
    let notices: NoticeLimiter

    private func configuration(defaults: Properties, decided: Properties) -> KafkaConfiguration {
        var configuration = KafkaConfiguration(Self.comingBack + defaults)
        configuration.set(properties)
        configuration.set("bootstrap.servers", bootstrap)
        configuration.set(decided)
        configuration.notice = { [notices] error in notices.report(error) }
        return configuration
    }

    /// A broker that comes back is found within a second, and a topic that it did not know of at first, or a partition
    /// that has moved away from a broker that hangs, within ten: librdkafka itself would wait up to ten seconds, five
    /// minutes and one minute.
    private static let comingBack: Properties = [
        ("reconnect.backoff.max.ms", "1000"), ("topic.metadata.refresh.interval.ms", "10000"),
        ("socket.timeout.ms", "10000"),
    ]

    func admin() -> KafkaConfiguration { configuration(defaults: [("client.id", "turnback")], decided: []) }

    func transactionalProducer(id: String) -> KafkaConfiguration {
        configuration(
            defaults: [
                ("client.id", id), ("linger.ms", "1"), ("retry.backoff.ms", "10"), ("transaction.timeout.ms", "10000"),
                ("queue.buffering.max.messages", "1000000"), ("socket.nagle.disable", "true"),
                ("partitioner", "murmur2_random"), ("message.max.bytes", KafkaLogSettings.largestRecord),
            ] + KafkaLogSettings.compressed,
            decided: [("transactional.id", id), ("enable.idempotence", "true"), ("acks", "all")])
    }

    /// Messages of one batch are much alike: a fifth of the disk and of the network, for hardly any CPU.
    private static let compressed: Properties = [("compression.type", "lz4")]

    /// What the largest topic takes (`TopicPlan.largestRecord`); librdkafka itself would stop at 1,000,000 bytes.
    private static let largestRecord = "\(8 << 20)"

    func appender() -> KafkaConfiguration {
        configuration(
            defaults: [
                ("client.id", "turnback-appender"), ("linger.ms", "1"), ("retry.backoff.ms", "20"),
                ("delivery.timeout.ms", "30000"), ("socket.nagle.disable", "true"), ("partitioner", "murmur2_random"),
                ("message.max.bytes", KafkaLogSettings.largestRecord),
            ] + KafkaLogSettings.compressed,
            // One request at a time: see `TransactionalProducer.deliver`. Here nobody could abort what is missing.
            decided: [
                ("enable.idempotence", "true"), ("acks", "all"), ("max.in.flight.requests.per.connection", "1"),
            ])
    }

    /// A fetch is answered as soon as there is something; where there is nothing, it is asked again twice a second.
    func member(_ group: GroupSettings) -> KafkaConfiguration {
        configuration(
            defaults: [
                ("client.id", "\(group.group)-\(group.member)"), ("fetch.wait.max.ms", "500"), ("session.timeout.ms", "10000"),
                ("heartbeat.interval.ms", "2000"), ("queued.min.messages", "10000"),
                ("queued.max.messages.kbytes", "16384"), ("socket.nagle.disable", "true"),
            ] + KafkaLogSettings.fullQueuePause,
            decided: [
                ("group.id", group.group), ("partition.assignment.strategy", "range"), ("enable.partition.eof", "true"),
            ] + (group.comesBack ? [("group.instance.id", group.member)] : []) + KafkaLogSettings.committedOnly)
    }

    /// A consumer that is assigned what to read. It needs a group's name although it joins none.
    func reader(group: String, wait: Int) -> KafkaConfiguration {
        configuration(
            defaults: [
                ("client.id", "\(group)-reader"), ("fetch.wait.max.ms", "\(wait)"), ("queued.min.messages", "100000"),
                ("queued.max.messages.kbytes", "65536"), ("socket.nagle.disable", "true"),
            ] + KafkaLogSettings.fullQueuePause,
            decided: [("group.id", group), ("enable.partition.eof", "true")] + KafkaLogSettings.committedOnly)
    }

    /// Reading a backlog would stand still most of the time.
    private static let fullQueuePause: Properties =
        Workarounds.needed.shortensFetchPause ? [("fetch.error.backoff.ms", "50")] : []

    /// Offsets are committed in transactions alone, and what is not committed is not read.
    private static let committedOnly: Properties = [
        ("enable.auto.commit", "false"), ("enable.auto.offset.store", "false"), ("isolation.level", "read_committed"),
        ("auto.offset.reset", "earliest"),
    ]
}

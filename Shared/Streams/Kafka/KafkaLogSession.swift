public import Contracts
internal import Kafka

/// The hold of one loop on Kafka: a static member of the group and two transactional producers.
///
/// The group's protocol is eager: a rebalance takes all partitions away and gives a new set. `assigned` and `begun` say
/// where each partition stands: assigned but not begun (the loop restores it), begun (its records come), neither.
public final class KafkaLogSession: LogSession {
    let group: GroupSettings
    let settings: KafkaLogSettings
    let admin: AdminClient
    let known: KnownTopics
    let disturbance: Disturbance
    private let history: SessionHistory
    let consumer: Consumer
    var producers: KafkaProducerPair
    var stateReader: KafkaStateReader?

    /// Partitions that the group gave to this member and that were not released.
    var assigned: Set<Int32> = []
    /// Those of them whose records come.
    var begun: Set<Int32> = []
    /// Topics that are read beside the group's inputs.
    var further: Set<String> = []
    /// Next offsets by the last commit: where an abort goes back to.
    var committed: [TopicPartition: Int64] = [:]
    /// Next offsets by what was given to the loop: where a further `begin` goes on.
    var delivered: [TopicPartition: Int64] = [:]
    /// Which of their messages cannot be read.
    var heldMessages = HeldMessages()
    /// True from the arrival of a revocation until everything is released.
    var isRevoking = false
    /// True when an abort could not go back because the partitions are lost: what is still fetched is not given out.
    var isMuted = false
    /// What came while the state was read.
    var pending: [LogEvent] = []

    /// Initialises both producers, which fences a predecessor, then joins the group.
    init(
        _ group: GroupSettings, _ settings: KafkaLogSettings, _ admin: AdminClient, _ known: KnownTopics,
        _ history: SessionHistory
    ) throws(LogError) {
        self.group = group
        self.settings = settings
        self.admin = admin
        self.known = known
        self.history = history
        disturbance = history.disturbance(of: group)
        producers = try KafkaProducerPair(group, settings, disturbance)
        do throws(KafkaError) {
            consumer = try Consumer(settings.member(group))
            try consumer.subscribe(group.inputs)
        } catch {
            producers.close(deadline: .seconds(1))
            throw LogError(error, otherwise: .fatal)
        }
    }

    public func end(of place: TopicPartition) -> Int64? {
        consumer.fetchedEnd(topic: place.topic, partition: place.partition)
    }

    public func held() -> (messages: [TopicPartition: Int64], age: Duration) {
        var messages: [TopicPartition: Int64] = [:]
        var longest = Duration.zero
        var isAnswered = true
        for place in placesToRead {
            guard let position = delivered[place], let end = end(of: place) else { continue }
            let (held, age) = heldMessages.look(at: place, position: position, end: end, now: .now) {
                // One that does not answer is enough: the loop waits for it.
                guard isAnswered else { return nil }
                let found = try? consumer.watermarks(topic: place.topic, partition: place.partition, timeout: .seconds(1))
                isAnswered = found != nil
                if let found, found.end < end {
                    pending.append(
                        .notice(
                            LogError(
                                .retriable,
                                "\(end - found.end) messages of \(place.topic) partition \(place.partition) wait for a transaction that was not ended: \(Self.leftOpen)")))
                }
                return found?.end
            }
            guard held > 0 else { continue }
            messages[place] = held
            longest = max(longest, age)
        }
        return (messages, longest)
    }

    public func append(_ record: OutgoingRecord) throws(LogError) { try producers.append(record) }

    public func close(deadline: Duration) {
        let end = ContinuousClock.now + deadline
        if producers.isOpen { try? producers.abort(timeout: deadline / 3) }
        consumer.close(deadline: max(.zero, end - .now) / 2)
        stateReader?.close(deadline: max(.zero, end - .now) / 2)
        producers.close(deadline: max(.zero, end - .now))
        history.ended(group)
    }

    /// All inputs' shares of these partitions.
    func places(_ partitions: some Sequence<Int32>) -> [TopicPartition] {
        partitions.flatMap { partition in group.inputs.map { TopicPartition($0, partition) } }
    }

    /// All that is to be read of the partitions that were begun.
    var placesToRead: [TopicPartition] {
        places(begun) + (further.isEmpty ? [] : delivered.keys.filter { further.contains($0.topic) })
    }
}

internal import Contracts

/// Moves the state of a service, whose loops are not running, to the partitions that its keys have with another count.
///
/// Every transaction moves some records whole: into their new partition, and out of the old one. So it may end anywhere and
/// is done again from the beginning, when it finds less to move. The last one writes down the new count, with which loops
/// start again. It works on copies of the partitions' state in its own directory.
public final class StateMove {
    /// The count that the state is moved to.
    public let target: Int32
    let topology: ServiceTopology
    private let directory: String
    private let messageKey: @Sendable ([UInt8]) -> [UInt8]?
    /// The copies, by partition.
    var stores: [StateStore] = []
    /// Where every place goes on, once that was asked for.
    var begun: [TopicPartition: Int64]?

    /// Records that are looked at together.
    static let page = 1_000

    /// - Parameters:
    ///   - directory: an empty one, for as much as the state has.
    ///   - messageKey: the key of the messages that change an entity; nil where it is not known.
    public init(
        _ topology: ServiceTopology, to target: Int32, in directory: String,
        messageKey: @escaping @Sendable ([UInt8]) -> [UInt8]?
    ) {
        self.topology = topology
        self.target = target
        self.directory = directory
        self.messageKey = messageKey
    }

    /// Copies the state of all partitions that the group holds.
    public func restore(_ group: HeldGroup, _ observer: any LoopObserver) throws(LogError) {
        close()
        let restore = StateRestore(session: group.session, observer: observer, monotonic: { .now })
        for partition in 0..<group.partitions {
            let store = try StateStore(directory: "\(directory)/\(partition)")
            stores.append(store)
            try restore.run(store, partition)
        }
    }

    /// What there is to move, once the state is copied.
    ///
    /// - Parameter former: the count with which the topics were used until now, where that is known.
    /// - Throws: `.mismatch` where the state cannot be moved: with a record that nobody knows, in a partition where it
    ///   cannot be, or in two.
    public func survey(former: Int32?, _ group: HeldGroup) throws(LogError) -> StateSurvey {
        var survey = try StateSurvey(written: writtenCounts(), former: former, target: target, of: topology.name)
        for partition in stores.indices {
            try group.stay()
            try forEachRecord(of: partition) { key, _ throws(LogError) in
                try look(at: key, in: Int32(partition), &survey)
            }
        }
        try survey.settle(topology.name)
        return survey
    }

    private func writtenCounts() throws(LogError) -> Set<Int32> {
        var counts: Set<Int32> = []
        for (partition, store) in stores.enumerated() {
            counts.formUnion(
                try store.positions(of: Int32(partition)).filter { Topic(rawValue: $0.key.topic) != nil }
                    .values.compactMap(\.partitions))
        }
        return counts
    }

    private func look(at key: [UInt8], in partition: Int32, _ survey: inout StateSurvey) throws(LogError) {
        switch StateRecord(key: key) {
        case .position, .formerWriters, .sweep: break
        case .refusal: survey.refusals += 1
        case .entity(let entity):
            guard let message = messageKey(entity) else {
                throw LogError(
                    .mismatch,
                    "the state of \(topology.name) has a record that this version does not know: \(text(key)) in partition \(partition); use the version that wrote it"
                )
            }
            survey.records += 1
            let home = Murmur2.partition(of: message, count: target)
            if home == partition { return }
            survey.candidates.removeAll { Murmur2.partition(of: message, count: $0) != partition }
            guard !survey.candidates.isEmpty else {
                throw LogError(
                    .mismatch,
                    "\(text(key)) lies in partition \(partition) of the state of \(topology.name), where no count that \(target) is a multiple of puts it: the state was written with several counts; nothing was moved"
                )
            }
            // Before the topics are raised there is no such partition yet.
            guard Int(home) < stores.count, try stores[Int(home)].get(key) != nil else {
                survey.toMove += 1
                return
            }
            throw LogError(
                .mismatch,
                "\(text(key)) lies in partitions \(partition) and \(home) of the state of \(topology.name): the service ran after its topics were raised, and has begun that one again; nothing more was moved"
            )
        }
    }

    /// Where a record belongs besides where it lies.
    func targets(of key: [UInt8], in partition: Int32, former: Int32) throws(LogError) -> StateTarget {
        switch StateRecord(key: key) {
        case .position, .formerWriters, .sweep: return .stays
        case .refusal:
            var others: [Int32] = []
            // Keys go from a partition to those alone that leave the same rest.
            for other in stride(from: partition % former, to: target, by: Int(former))
            where other != partition { if try stores[Int(other)].get(key) == nil { others.append(other) } }
            return others.isEmpty ? .stays : .copied(others)
        case .entity(let entity):
            guard let message = messageKey(entity) else { return .stays }
            let home = Murmur2.partition(of: message, count: target)
            return home == partition ? .stays : .moved(home)
        }
    }

    func forEachRecord(
        of partition: Int, _ body: (_ key: [UInt8], _ value: [UInt8]) throws(LogError) -> Void
    ) throws(LogError) {
        var last: [UInt8]?
        while true {
            let page = try stores[partition].page(after: last, limit: Self.page)
            for (key, value) in page { try body(key, value) }
            guard page.count == Self.page else { return }
            last = page.last?.key
        }
    }

    private func text(_ key: [UInt8]) -> String { String(decoding: key, as: UTF8.self) }

    /// Lets go of the copies.
    public func close() {
        for store in stores { store.close(isCurrent: false) }
        stores = []
        begun = nil
    }
}

/// Where a record of the state goes.
enum StateTarget: Equatable {
    case stays
    /// It belongs to another partition.
    case moved(Int32)
    /// It has to lie in these, too.
    case copied([Int32])
}

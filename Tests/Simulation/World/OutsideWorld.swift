import Contracts
import Fulfillment

@testable import Streams
@testable import TestLogs

/// Shops, warehouses and a carrier: they submit orders, ask to cancel them, move parcels, and answer what they are asked,
/// late, twice or never.
final class OutsideWorld {
    /// Something that somebody does, at a place in the order of all that is done.
    struct Deed {
        var at: Int
        var act: Act
    }

    enum Act {
        case send(Message)
        /// A parcel comes to the next station of its way.
        case move(Int)
        case answer(WarehouseTask)
        case receive(ReturnOrder, complete: Bool)
    }

    let options: Options
    let chance: Chance
    let post: Post
    let clock: SimulatedClock
    let faults: FaultDraw
    private let log: SimulatedLog
    private var listeners: [any LogReader] = []
    var deeds: [Deed] = []
    var position = 0
    var parcels: [Parcel] = []
    var tasks: [String: WarehouseTask] = [:]
    var silent: Set<String> = []
    var returnOrders: [String: ReturnOrder] = [:]
    var receipts = 0
    /// How often somebody tried to put units back by hand, by the id of the first attempt.
    var putBacks: [String: Int] = [:]

    init(_ options: Options, _ log: SimulatedLog, _ clock: SimulatedClock, _ faults: FaultDraw) throws(LogError) {
        self.options = options
        self.clock = clock
        self.faults = faults
        chance = Chance(seed: options.seed, for: "world")
        self.log = log
        post = try Post(log, faults, clock, partitions: options.partitions)
        try listen(to: 0..<options.partitions)
        for number in 0..<options.storeOrders { planStoreOrder(number) }
        planStock()
        sortDeeds()
    }

    /// Hears what is said in these partitions, too.
    func listen(to partitions: Range<Int32>) throws(LogError) {
        var places: [TopicPartition: Position] = [:]
        for topic in [Topic.warehouseTasks, .returnEvents, .orderEvents] {
            for partition in partitions { places[TopicPartition(topic.name, partition)] = .beginning }
        }
        listeners.append(try log.reader(from: places))
    }

    /// Half of what was planned has been done.
    var isHalfDone: Bool { 2 * position >= deeds.count }

    var isDone: Bool { position >= deeds.count && post.isEmpty }

    func plan(_ act: Act, at place: Int) { deeds.append(Deed(at: place, act: act)) }

    func sortDeeds() {
        let rest = deeds[position...].enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
        deeds.replaceSubrange(position..., with: rest)
    }

    var time: Timestamp { Timestamp(milliseconds: clock.now) }

    // MARK: What happens

    /// Does what comes next, after having heard what is asked.
    func step() throws(LogError) {
        try listen()
        if position >= deeds.count || chance.happens(percent: 20) { try post.deliverLate() }
        guard position < deeds.count else { return }
        position += 1
        try act(deeds[position - 1].act)
    }

    private func act(_ act: Act) throws(LogError) {
        switch act {
        case .send(let message): try post.send(message)
        case .move(let index): try move(index)
        case .answer(let task): try answer(task)
        case .receive(let order, let complete): try receive(order, complete: complete)
        }
    }

    private func move(_ index: Int) throws(LogError) {
        // What was pulled out stays, mostly.
        if parcels[index].isPulled, !chance.happens(percent: 5) { return }
        let parcel = parcels[index]
        // Nobody picks what is not on the shelf; but now and then the shelf is ahead of the books.
        let isEarly = parcel.isSubmitted && !parcel.isAllocated && parcel.reached == 0
        if isEarly, !chance.happens(percent: 15) { return }
        parcels[index].reached += 1
        try post.send(parcel.report(parcel.fact(at: parcel.reached), at: time))
    }

    /// Hears what was asked of the warehouse, and decides when it answers.
    func listen() throws(LogError) {
        var isNew = false
        var records: [Record] = []
        for listener in listeners { records += try listener.poll(timeout: .zero) }
        for record in records {
            guard let topic = Topic(rawValue: record.topic),
                let (_, message) = try? Message.decode(record.body, topic: topic)
            else { continue }
            switch message {
            case .task(let task):
                tasks[task.taskId] = task.result == nil ? task : nil
                guard task.result == nil else { continue }
                if faults.strikes(.silence, task.taskId) {
                    silent.insert(task.taskId)
                    continue
                }
                for _ in 0...(chance.happens(percent: 10) ? 1 : 0) { plan(.answer(task), at: here + chance.below(150)) }
            case .returnOrderChanged(let order):
                let isKnown = returnOrders.updateValue(order, forKey: order.created.returnOrderId) != nil
                guard !isKnown, chance.happens(percent: 80) else { continue }
                plan(.receive(order, complete: chance.happens(percent: 60)), at: here + chance.below(200))
            case .outboundOrderChanged(let changed):
                if changed.status == .awaitingOutbound, let index = index(of: changed.outboundOrderId) {
                    parcels[index].isAllocated = true
                }
                continue
            default: continue
            }
            isNew = true
        }
        if isNew { sortDeeds() }
    }

    func index(of outboundOrderId: String) -> Int? { parcels.firstIndex { $0.id == outboundOrderId } }

    private var here: Int { position < deeds.count ? deeds[position].at : (deeds.last?.at ?? 0) }
}

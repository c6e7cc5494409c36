import Fulfillment
import TestSupport

/// An honest floor beside Turnback: who goes on next, the floor or a topic, is a random choice from the seed.
struct HonestWorld {
    /// Worlds that random seeds found to end wrong, and that end right since.
    static let onceWrong: [UInt64] = [
        6_982, 100_806, 2_000_550, 30_000_016, 400_001_990, 88_000_006_647, 975_049_272_974,
        77_000_006_602, 77_000_016_778, 77_000_027_524, 88_000_002_661, 88_000_003_853,
    ]

    private(set) var world: World
    private var floor: HonestFloor
    private var random: SplitMix64
    private var requests: [CancellationRequested] = []
    /// How many steps have to be taken before the next request may come.
    private var patience = 0
    private var names = 0
    /// What does not go on for so many steps, while all else does.
    private var outage: (of: Held, steps: Int)?
    private enum Held: Equatable {
        case lane(World.Lane)
        case topic(HonestFloor.Topic)
    }
    private let haste: Int
    /// What happened, a line a step.
    var trail: [String] { world.trail ?? [] }
    /// Whether what the messages say among themselves counts, too.
    var isAudited = true

    init(seed: UInt64, deciders: Deciders = Deciders(), keepsTrail: Bool = false, keepsHistory: Bool = false) {
        var random = SplitMix64(seed: seed)
        var policy = Policy()
        policy.restockBy = random.pick(Policy.RestockWay.allCases)
        policy.whenWarehouseIsSilent = random.pick(Policy.Silence.allCases)
        world = World(policies: Policies(defaults: policy), deciders: deciders)
        world.trail = keepsTrail ? [] : nil
        world.keepsHistory = keepsHistory
        haste = random.pick([0, 0, 2, 10])
        let key = StoreOrderKey(storeId: "shop", storeOrderId: "1")
        var parcels: [HonestFloor.Parcel] = []
        for part in 0...random.below(2) {
            let lines = ["A", "B"].map { Line($0, 1 + random.below(3)) }
            parcels.append(
                HonestFloor.Parcel(id: "OB-\(part)", key: key, lines: random.chance(70) ? lines : [lines[0]]))
        }
        let units = random.pick([100, 100, 4])
        floor = HonestFloor(parcels: parcels, inBuilding: ["A": units, "B": units])
        floor.skews = (Int64(random.below(301) - 150), Int64(random.below(301) - 150))
        for number in 0..<random.below(3) {
            requests.append(
                CancellationRequested(
                    requestId: "r\(number)", storeOrder: key, reason: "other", requestedBy: "buyer",
                    requestedAt: Sample.now,
                    lines: random.chance(75) ? nil : [Line(random.pick(["A", "B"]), 1)]))
        }
        self.random = random
        deliver(
            .stock(
                StockCommand(
                    warehouse: HonestFloor.warehouse,
                    action: .receive(receiptId: "rc", lines: [Line("A", units), Line("B", units)]))))
        patience = self.random.below(40)
        let isEarly = self.random.chance(15)
        if isEarly, let first = requests.popLast() { deliver(.order(.requested(first))) }
        for parcel in parcels {
            deliver(
                .order(
                    .submitted(
                        OutboundOrderSubmitted(
                            outboundOrderId: parcel.id, storeOrder: parcel.key,
                            merchantId: HonestFloor.warehouse.merchantId,
                            warehouseId: HonestFloor.warehouse.warehouseId,
                            lines: parcel.lines, submittedAt: Sample.now))))
        }
    }

    private mutating func deliver(_ body: World.Body, at time: Timestamp? = nil) {
        names += 1
        var identity = Fingerprint()
        identity.add(names)
        world.note("  \(body)")
        var sent = World.Sent(identity: identity, body: body, time: time ?? floor.now)
        if case .stock(let command) = body, case .release = command.action { sent.isDirect = true }
        // What a person says of stock is read after what was said of that warehouse's stock before.
        if case .stock = body { world.append(sent, to: .inventoryCommands) } else { world.deliver(sent) }
    }

    private enum Step {
        case read(World.Lane)
        case hear(Int, HonestFloor.Topic)
        case ask
        case act(Int, HonestFloor.Act)
    }

    mutating func run() -> String? {
        for _ in 0..<5_000 {
            if isAudited, let complaint = world.complaints.first { return complaint }
            if !goOn() { return wrong }
        }
        return "it does not end"
    }

    /// So many steps, or all that are left; then all that is on its way is read.
    mutating func run(steps: Int) {
        for _ in 0..<steps where !goOn() { break }
        world.settle()
    }

    /// One step. False where there is none.
    private mutating func goOn() -> Bool {
        draw()
        var steps = self.steps
        if steps.isEmpty, outage != nil {
            outage = nil
            steps = self.steps
        }
        let waiting = world.waiting
        if !waiting.isEmpty, steps.isEmpty || random.chance(haste) {
            world.note("  a deadline")
            world.pass(random.pick(waiting))
            return true
        }
        if steps.isEmpty { return false }
        // The truck comes seldom, or everything has left before anybody wants it stopped.
        let step = random.pick(steps)
        if case .act(_, .take) = step, steps.count > 1, random.chance(90) { return true }
        if case .act(_, .tell) = step, steps.count > 1, random.chance(90) { return true }
        take(step)
        return true
    }

    /// Now and then a topic is held up, and its messages come in a row afterwards.
    private mutating func draw() {
        if let known = outage {
            outage = known.steps > 1 ? (known.of, known.steps - 1) : nil
        } else if random.chance(1) {
            let held = World.Lane.allCases.map(Held.lane) + HonestFloor.Topic.allCases.map(Held.topic)
            outage = (random.pick(held), 10 + random.below(60))
        }
    }

    private var steps: [Step] {
        let lanes = World.Lane.allCases.filter { !world.lanes[$0.rawValue].isEmpty && outage?.of != .lane($0) }
        var steps = lanes.map { Step.read($0) }
        for (index, parcel) in floor.parcels.enumerated() {
            for topic in HonestFloor.Topic.allCases where outage?.of != .topic(topic) && floor.mayHear(parcel, topic) {
                steps.append(.hear(index, topic))
            }
            steps += floor.acts(parcel, world).map { .act(index, $0) }
        }
        // Who wants a part of it hears what the floor has begun: it can still be left out of the parcels.
        if let next = requests.last, patience <= 0 || steps.isEmpty,
            next.lines == nil || floor.parcels.allSatisfy({ $0.place == .shelf })
        {
            steps.append(.ask)
        }
        return steps
    }

    private mutating func take(_ step: Step) {
        patience -= 1
        switch step {
        case .read(let lane):
            world.note("  read \(lane)")
            world.read(lane, &random)
            for action in world.takeRefusedActions() { floor.hearRefused(action) }
        case .hear(let index, let topic):
            let said = floor.nextSaid(index, topic, &random)
            deliver(said.body, at: said.at)
        case .ask:
            var request = requests.removeLast()
            request.requestedAt = floor.now
            deliver(.order(.requested(request)))
            patience = random.below(20)
        case .act(let index, let act):
            world.note("\(floor.parcels[index].id): \(act)")
            floor.act(index, act, world, &random)
        }
    }

    /// The outbound orders whose goods are missing, as some case said.
    private var toldMissing: [String] {
        world.orders.values.flatMap(\.cases).flatMap(\.parts).filter { $0.code == .goodsMissing }.map(\.outboundOrderId)
    }

    /// What of the books is not so.
    private var wrong: String? {
        let shelf = world.shelves[HonestFloor.warehouse] ?? Shelf()
        for (sku, units) in floor.inBuilding.sorted(by: { $0.key < $1.key }) {
            let stock = shelf.stock(sku)
            let apart = floor.apart[sku] ?? 0
            if stock.onHand != units {
                return "\(stock.onHand) of \(sku) are on hand in the books, \(units) in the building"
            }
            if stock.quarantined != apart {
                return "\(stock.quarantined) of \(sku) are quarantined, it should be \(apart)"
            }
            if stock.allocated != 0 {
                return "\(stock.allocated) of \(sku) are allocated, and every parcel has gone its way"
            }
        }
        let other = world.shelves[HonestFloor.otherWarehouse] ?? Shelf()
        for sku in floor.inBuilding.keys.sorted() {
            let stock = other.stock(sku)
            let stands = (floor.inOtherBuilding[sku] ?? 0, floor.apartElsewhere[sku] ?? 0)
            if (stock.onHand, stock.quarantined) != stands || stock.allocated != 0 {
                return "\(stock) is in the other warehouse's books, \(stands) stand there and apart"
            }
        }
        if let told = toldMissing.first(where: { id in !floor.parcels.contains { $0.id == id && $0.hasLost } }) {
            return "the store was sent that units of \(told) are missing, and none are"
        }
        for parcel in floor.parcels where parcel.place != .ended {
            let outbound = floor.known(parcel, world)
            let waitsForStock = outbound?.status == .backordered && !floor.isThere(outbound?.lines ?? [])
            let isAtRest = outbound?.status == .cancelled || waitsForStock
            if parcel.place != .shelf || !isAtRest { return "\(parcel.id) is left \(parcel.place)" }
        }
        return isAudited ? world.auditor.ended(world.policies).first : nil
    }
}

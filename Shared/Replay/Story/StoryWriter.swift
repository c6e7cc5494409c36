import Contracts
import Fulfillment

/// Writes a story scene by scene, with a clock that moves on by itself.
struct StoryWriter {
    let plan: PlannedOrder
    let voice: OrderVoice
    let names: RunNames
    let requestId: String
    private(set) var scenes: [Story.Scene] = []
    private var now: Timestamp
    private let number: Int

    static let morning = Timestamp(rfc3339: "2026-11-23T08:00:00Z")!

    init(_ number: Int, _ lines: [Line], _ names: RunNames) {
        self.number = number
        self.names = names
        plan = PlannedOrder(id: "100\(number)", orderedAt: Self.morning, lines: lines)
        voice = OrderVoice(plan, names, isAdjusting: false)
        requestId = "r-\(number)"
        now = Self.morning
        scenes.append(
            Story.Scene(
                sayings: [voice.submit(lines)], until: [.status(.awaitingOutbound), .moved(.allocated, lines.units)]))
    }

    var caseId: String { "\(names.storeOrder(plan.id))/c1" }

    private mutating func later(_ minutes: Int) -> Timestamp {
        now = now.adding(minutes: minutes)
        return now
    }

    /// The floor works, up to this status.
    mutating func work(to last: OutboundStatus) {
        let shipped: [Expectation] = last == .shipped ? [.moved(.issued, plan.lines.units)] : []
        work(Parcel.statuses.filter { $0.rank <= last.rank }, until: [.status(last)] + shipped)
    }

    mutating func work(_ statuses: [OutboundStatus], until: [Expectation]) {
        scenes.append(Story.Scene(sayings: statuses.map { voice.mark($0, at: later(20)) }, until: until))
    }

    mutating func scan(_ scan: WarehouseReport.Scan) {
        let status: OutboundStatus = scan == .delivered ? .delivered : .inTransit
        let saying = voice.scan(scan, at: later(60))
        scenes.append(Story.Scene(sayings: [saying], until: [.status(status), .custody(.carrier)]))
    }

    /// The buyer asks, so many times with the same words.
    mutating func request(_ id: String? = nil, times: Int = 1, until: Expectation...) {
        let request = PlannedOrder.Request(requestId: id ?? requestId, at: later(15))
        scenes.append(
            Story.Scene(sayings: Array(repeating: voice.request(request), count: times), until: until))
    }

    mutating func found(_ found: WarehouseReport.Found, until: Expectation...) {
        scenes.append(Story.Scene(sayings: [voice.verified(found, at: later(10))], until: until))
    }

    mutating func intercepted(until: Expectation...) {
        scenes.append(Story.Scene(sayings: [voice.intercepted(true, at: later(10))], until: until))
    }

    mutating func labelVoided(until: Expectation...) {
        scenes.append(Story.Scene(sayings: [voice.labelVoided(true, at: later(5))], until: until))
    }

    mutating func say(_ sayings: [Saying], rejections: Int = 0, until: Expectation...) {
        scenes.append(Story.Scene(sayings: sayings, until: until, rejections: rejections))
    }

    /// The return order of the interception is received, all good.
    mutating func received(_ what: String = "received", rejections: Int = 0, until: Expectation...) {
        let saying = voice.receive(everything, of: returnOrderId, as: what, at: later(90))
        scenes.append(Story.Scene(sayings: [saying], until: until, rejections: rejections))
    }

    private var everything: BroughtBack { BroughtBack(plan.lines, damaged: nil, wrong: nil, short: nil) }
    var returnOrderId: String { ReturnOrder.interceptionId(plan.outboundOrderId) }
    private var returnOrderByHandId: String { "RO-BY-HAND-\(number)" }
    var customerReturnId: String { "CR-\(plan.outboundOrderId)-1" }

    mutating func adjusted(until: Expectation...) {
        scenes.append(
            Story.Scene(sayings: voice.adjust(plan.lines, caseId: caseId, at: later(30)), until: until))
    }

    /// Somebody opens another return order for the same goods by hand, and wants to receive it.
    mutating func receivedByHand(rejections: Int) {
        let at = later(60)
        scenes.append(
            Story.Scene(
                sayings: [
                    voice.announce(returnOrderByHandId, plan.lines, as: "opened-by-hand", at: at),
                    voice.receive(everything, of: returnOrderByHandId, as: "received-by-hand", at: at),
                ], until: [], rejections: rejections))
    }

    /// The store opens a return order for the customer, whose parcel comes some days later.
    mutating func sentBack(until: Expectation...) {
        let announced = voice.announce(customerReturnId, plan.lines, as: "announced", at: later(1440))
        scenes.append(Story.Scene(sayings: [announced], until: [.returnOrder(customerReturnId, .awaitingArrival)]))
        let received = voice.receive(everything, of: customerReturnId, as: "sent-back", at: later(2 * 1440))
        scenes.append(Story.Scene(sayings: [received], until: until))
    }

    func story(_ title: String, _ ending: Story.Ending) -> Story {
        Story(number: number, title: title, orderId: plan.id, lines: plan.lines, scenes: scenes, ending: ending)
    }
}

import Testing

@testable import Connect

/// What is tried when, over hours of a clock that the test moves.
@Suite("Deliveries")
struct DeliveryQueueTests {
    /// An endpoint that is up or down, and a clock.
    struct World {
        var queue = DeliveryQueue()
        var now: Int64 = 1_000_000
        var next: Int64 = 1
        var delivered: [(at: Int64, id: Int64, order: String)] = []
        var dead: [Int64] = []
        var tries = 0
        var random = SystemRandomNumberGenerator()

        mutating func add(_ order: String, store: String = "s") {
            queue.add(DeliveryQueue.Item(id: next, store: store, storeOrder: order, made: now, next: now))
            next += 1
        }

        mutating func apply(_ effects: [DeliveryQueue.Effect], _ item: DeliveryQueue.Item?) {
            for effect in effects {
                switch effect {
                case .delivered(let id): delivered.append((now, id, item?.storeOrder ?? ""))
                case .dead(let id, _): dead.append(id)
                case .postponed(let later, _): #expect(later.next > now)
                default: break
                }
            }
        }

        /// Runs until the clock stands there; each try takes `time`.
        mutating func run(until end: Int64, time: Int64 = 10, result: (DeliveryQueue.Item, Int64) -> DeliveryQueue.Result) {
            while now < end {
                if let item = queue.take(now: now) {
                    tries += 1
                    now += time
                    apply(queue.finished(item, result(item, now), now: now, chance: Double.random(in: 0..<1, using: &random)), item)
                } else {
                    apply(queue.overdue(now: now), nil)
                    now = min(max(queue.nextTime(now: now) ?? end, now + 1), end)
                }
            }
            apply(queue.overdue(now: now), nil)
        }
    }

    private static let hour: Int64 = 3_600_000

    @Test("reach an endpoint that was down for an hour, all of them, in order per store order")
    func downForAnHour() {
        var world = World()
        for number in 0..<500 { world.add("o\(number % 50)") }
        let up = world.now + Self.hour
        world.run(until: up + Self.hour) { _, now in now < up ? .failed("down") : .delivered }
        #expect(world.delivered.count == 500)
        #expect(world.dead.isEmpty)
        #expect(world.queue.count == 0)
        for order in Set(world.delivered.map(\.order)) {
            let ids = world.delivered.filter { $0.order == order }.map(\.id)
            #expect(ids == ids.sorted())
        }
        let last = world.delivered.map(\.at).max() ?? 0
        #expect(last < up + 35 * 60_000, "all are there \((last - up) / 60_000) minutes after the endpoint was back")
    }

    @Test("leave an endpoint alone that fails: few tries reach it in an hour, however many wait")
    func breaker() {
        var world = World()
        for number in 0..<10_000 { world.add("o\(number)") }
        world.run(until: world.now + Self.hour, time: 1) { _, _ in .failed("down") }
        #expect(world.tries < 40, "\(world.tries) tries")
        #expect(world.queue.count == 10_000)
    }

    @Test("hold back those of their order and no others")
    func oneOrder() {
        var world = World()
        for _ in 0..<3 { world.add("bad") }
        for number in 0..<100 { world.add("good\(number)") }
        world.run(until: world.now + Self.hour) { item, _ in item.storeOrder == "bad" ? .failed("500") : .delivered }
        #expect(world.delivered.count == 100)
        #expect(world.queue.count == 3)
        #expect(world.queue.waiting(for: "s") == 3)
    }

    @Test("do not wait for another endpoint")
    func otherEndpoint() {
        var world = World()
        for number in 0..<100 {
            world.add("a\(number)", store: "down")
            world.add("b\(number)", store: "up")
        }
        world.run(until: world.now + 60_000) { item, _ in item.store == "down" ? .failed("500") : .delivered }
        #expect(world.delivered.count == 100)
    }

    @Test("are given up after three days, and those behind them go on")
    func threeDays() {
        var world = World()
        world.add("bad")
        let begun = world.now
        world.run(until: begun + 80 * Self.hour) { _, _ in .failed("500") }
        #expect(world.dead == [1])
        #expect((10...60).contains(world.tries), "\(world.tries) tries in three days")
        world.add("bad")
        world.run(until: world.now + Self.hour) { _, _ in .delivered }
        #expect(world.delivered.map(\.id) == [2])
    }

    @Test("stop at an endpoint that is gone, until its settings are changed")
    func gone() {
        var world = World()
        world.add("a")
        world.add("b")
        world.run(until: world.now + Self.hour) { _, _ in .gone }
        #expect(world.tries <= 2)
        world.queue.reset(store: "s")
        world.run(until: world.now + Self.hour) { _, _ in .delivered }
        #expect(world.delivered.count == 2)
    }

    @Test("of an endpoint that stays gone are given up after three days")
    func staysGone() {
        var world = World()
        world.add("a")
        world.run(until: world.now + 73 * Self.hour) { _, _ in .gone }
        #expect(world.dead == [1])
        #expect(world.queue.count == 0)
    }

    @Test("leave an endpoint alone as long as it asks")
    func retryAfter() {
        var world = World()
        world.add("a")
        let begun = world.now
        world.run(until: begun + Self.hour) { _, now in
            now < begun + 100 ? .failed("429", retryAfter: 120_000) : .delivered
        }
        #expect((world.delivered.first?.at ?? 0) >= begun + 120_000)
    }

    @Test("have at most so many under way of an endpoint, and one of an order")
    func atOnce() {
        var queue = DeliveryQueue()
        for id in 1...10 { queue.add(.init(id: Int64(id), store: "s", storeOrder: "o\(id)", made: 0, next: 0)) }
        queue.add(.init(id: 11, store: "s", storeOrder: "o1", made: 0, next: 0))
        var taken: [DeliveryQueue.Item] = []
        while let item = queue.take(now: 1) { taken.append(item) }
        #expect(taken.map(\.id) == [1, 2, 3, 4])
        _ = queue.finished(taken[1], .delivered, now: 1, chance: 0)
        #expect(queue.take(now: 1)?.id == 5)
        #expect(queue.take(now: 1) == nil)
        _ = queue.finished(taken[0], .delivered, now: 1, chance: 0)
        var rest: [Int64] = []
        while let item = queue.take(now: 1) {
            rest.append(item.id)
            _ = queue.finished(item, .delivered, now: 1, chance: 0)
        }
        #expect(rest.sorted() == [6, 7, 8, 9, 10, 11])
    }

    @Test("pause longer after each try, never less than half, at most four hours")
    func pauses() {
        let schedule = DeliveryQueue.Schedule()
        #expect(schedule.pause(after: 1, chance: 0) == 2_500)
        #expect(schedule.pause(after: 1, chance: 0.999) < 5_000)
        #expect(schedule.pause(after: 2, chance: 0) == 5_000)
        #expect(schedule.pause(after: 100, chance: 0) == 2 * Self.hour)
    }

    @Test(
        "go to public addresses alone",
        arguments: [
            ([8, 8, 8, 8], true), ([127, 0, 0, 1], false), ([10, 1, 2, 3], false), ([172, 16, 0, 1], false), ([172, 32, 0, 1], true),
            ([192, 168, 1, 1], false), ([169, 254, 169, 254], false), ([100, 64, 0, 1], false), ([0, 0, 0, 0], false), ([224, 0, 0, 1], false),
            ([255, 255, 255, 255], false), ([198, 18, 0, 1], false), ([1, 1, 1, 1], true), ([], false), ([1, 2, 3], false),
        ] as [([UInt8], Bool)])
    func addresses(_ bytes: [UInt8], _ isPublic: Bool) { #expect(PublicAddress.isPublic(bytes) == isPublic) }

    @Test("go to public addresses of IPv6 alone, also with an IPv4 address inside")
    func addresses6() {
        func address(_ start: [UInt8], _ end: [UInt8] = [1]) -> [UInt8] {
            start + [UInt8](repeating: 0, count: 16 - start.count - end.count) + end
        }
        #expect(PublicAddress.isPublic(address([0x2a, 0x00, 0x14, 0x50])))
        #expect(!PublicAddress.isPublic(address([])), "::1")
        #expect(!PublicAddress.isPublic(address([0xfe, 0x80])))
        #expect(!PublicAddress.isPublic(address([0xfd, 0x00])))
        #expect(!PublicAddress.isPublic(address([0xff, 0x02])))
        #expect(!PublicAddress.isPublic(address([0x20, 0x01, 0x0d, 0xb8])))
        #expect(!PublicAddress.isPublic(address([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff], [127, 0, 0, 1])))
        #expect(!PublicAddress.isPublic(address([0, 0x64, 0xff, 0x9b], [10, 0, 0, 1])))
        #expect(PublicAddress.isPublic(address([0, 0x64, 0xff, 0x9b], [8, 8, 8, 8])))
        #expect(!PublicAddress.isPublic(address([0x20, 0x02, 127, 0, 0, 1])))
    }
}

import Contracts
import Foundation
import Fulfillment
import Operations
import Streams
import TestPlant
import Testing
import Threads

@testable import ReadModel

@Suite("The feed", .timeLimit(.minutes(15)))
struct FeedTests {
    @Test("a read model that is made later, one that goes on, and one that is rebuilt say the same")
    func alike() throws {
        let rig = try ModelRig()
        defer { rig.stop() }
        var keys: [StoreOrderKey] = []
        for number in 0..<5 {
            let key = try rig.awaiting("20\(number)")
            try rig.plant.request("r-\(number)", key)
            keys.append(key)
        }
        for key in keys { try rig.state(key, .cancelled) }
        try rig.plant.append(
            .orderCommands, "shop-de/200", RecordBody(key: Array("shop-de/200".utf8), value: Array("{".utf8)))
        let dead = try LivePlant.eventually("the dead letter is read") {
            try rig.model.deadLetters(DeadLetterFilter(), PageRequest()).rows.first
        }
        #expect(dead.origin?.topic == .orderCommands)
        #expect(dead.size == 1)
        #expect(try rig.model.deadLetter(dead.id)?.original.value == Array("{".utf8))

        let other = try ModelRig.model(of: rig.plant, name: "other")
        try caughtUp(other)
        try expectAlike(rig.model, other, keys)
        other.stop(until: .now + .seconds(30))
        // Its file is there: it reads on.
        let again = try ModelRig.model(of: rig.plant, name: "other")
        try caughtUp(again)
        #expect(again.epoch == other.epoch)
        try expectAlike(rig.model, again, keys)
        again.stop(until: .now + .seconds(30))

        let anew = try ReadModel(
            rig.plant.log, ReadModel.Settings(directory: "\(rig.plant.directory)/other", rebuild: true),
            topics: rig.plant.topics, logger: rig.plant.logger, health: Health().register("view"))
        try caughtUp(anew)
        #expect(anew.epoch != other.epoch)
        try expectAlike(rig.model, anew, keys)
        anew.stop(until: .now + .seconds(30))

        // A file that is not a database is rebuilt.
        try Data("no database at all, and long enough to be looked at".utf8)
            .write(to: URL(fileURLWithPath: "\(rig.plant.directory)/other/view.sqlite"))
        for suffix in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: "\(rig.plant.directory)/other/view.sqlite\(suffix)")
        }
        let fixed = try ModelRig.model(of: rig.plant, name: "other")
        try caughtUp(fixed)
        try expectAlike(rig.model, fixed, keys)
        fixed.stop(until: .now + .seconds(30))
    }

    @Test("a dead letter that was dismissed on its topic waits no more, and is found by its key")
    func dismissed() throws {
        let rig = try ModelRig()
        defer { rig.stop() }
        let key = Array("shop-de/200".utf8)
        for value in ["{", "["] {
            try rig.plant.append(.orderCommands, "shop-de/200", RecordBody(key: key, value: Array(value.utf8)))
        }
        let letters = try LivePlant.eventually("two dead letters are read") { () -> [DeadLetterRow]? in
            let rows = try rig.model.deadLetters(DeadLetterFilter(key: "shop-de/200"), PageRequest()).rows
            return rows.count == 2 ? rows : nil
        }
        #expect(try rig.model.deadLetters(DeadLetterFilter(key: "shop-de/201"), PageRequest()).rows.isEmpty)
        let mark = try #require(DeadLetterMark(letters[0].id))
        for (why, by) in [("a test", "anna"), ("later", "ben")] {
            let record = DeadLetterDismissal(of: mark, why: why, by: by).record(key: key)
            try rig.plant.append(.deadLetters, "shop-de/200", record.body)
        }
        _ = try LivePlant.eventually("it is dismissed") {
            try rig.model.deadLetter(letters[0].id)?.row.isDismissed == true ? true : nil
        }
        let closing = try #require(try rig.model.deadLetter(letters[0].id)?.row.closing)
        #expect((closing.by, closing.why) == ("anna", "a test"), "the first one counts")
        let waiting = try rig.model.deadLetters(DeadLetterFilter(isWaiting: true), PageRequest()).rows
        #expect(waiting.map(\.id) == [letters[1].id])
        let others = try rig.model.deadLetters(DeadLetterFilter(isWaiting: false), PageRequest()).rows
        #expect(others.map(\.id) == [letters[0].id])
        let all = try rig.model.deadLetters(DeadLetterFilter(), PageRequest()).rows
        #expect(all.count == 2, "a dismissal is not a dead letter")
        #expect(try rig.model.deadLetter(letters[0].id)?.row.isReplayed == false)
    }

    private func caughtUp(_ model: ReadModel) throws {
        _ = try LivePlant.eventually("it has read everything") { model.status.isCaughtUp ? true : nil }
        #expect(model.status.progress == 1)
    }

    private func expectAlike(_ one: ReadModel, _ other: ReadModel, _ keys: [StoreOrderKey]) throws {
        for key in keys {
            let (a, b) = (try one.order(key), try other.order(key))
            #expect(a == b)
            #expect(a != nil)
            #expect(try one.cancellationCase("\(key)/c1") == other.cancellationCase("\(key)/c1"))
            #expect(try one.balance(key)?.rows == other.balance(key)?.rows)
        }
        let page = PageRequest()
        func ids(_ model: ReadModel) throws -> Set<String> {
            Set(try model.cases(CaseFilter(), page).rows.map(\.caseId))
        }
        #expect(try ids(one) == ids(other))
        #expect(try one.stock(ModelRig.stock, page) == other.stock(ModelRig.stock, page))
        #expect(
            try one.deadLetters(DeadLetterFilter(), page).rows.count
                == other.deadLetters(DeadLetterFilter(), page).rows.count)
        #expect(
            try one.operations(now: Timestamp(milliseconds: 0)).open
                == other.operations(now: Timestamp(milliseconds: 0)).open)
    }

    @Test("sends each change, in order, to whoever was there before; others are asked to read again")
    func changes() throws {
        let rig = try ModelRig()
        defer { rig.stop() }
        try caughtUp(rig.model)
        let start = rig.model.status
        let key = try rig.awaiting("3001")
        try rig.plant.request("r-1", key)
        let one = try rig.state(key, .cancelled)
        let changes = try LivePlant.eventually("the case's end is published") { () -> [ReadChange]? in
            let found = try rig.model.changes(after: start.change, epoch: start.epoch, limit: 500)
            return found?.contains { $0.kind == .cancellationCase && $0.state == "cancelled" } == true ? found : nil
        }
        #expect(changes.map(\.number) == Array(start.change + 1...start.change + Int64(changes.count)))
        #expect(changes.contains { $0.kind == .request && $0.id == "r-1" && $0.storeOrder == key })
        #expect(changes.contains { $0.kind == .stock && $0.warehouse == ModelRig.stock })
        #expect(changes.last { $0.kind == .cancellationCase }?.caseId == one.summary.caseId)
        let now = try LivePlant.eventually("nothing more comes") { () -> ReadStatus? in
            let now = rig.model.status
            return try rig.model.changes(after: now.change, epoch: now.epoch, limit: 10) == [] ? now : nil
        }
        #expect(try rig.model.changes(after: now.change, epoch: "another", limit: 10) == nil)
        #expect(try rig.model.changes(after: now.change + 1_000, epoch: now.epoch, limit: 10) == nil)
        // One that was rebuilt has not seen who was there before.
        let other = try ModelRig.model(of: rig.plant, name: "other")
        defer { other.stop(until: .now + .seconds(30)) }
        try caughtUp(other)
        #expect(try other.changes(after: 0, epoch: other.epoch, limit: 10) == nil)
    }

    @Test("a log that ends before what was read is another one")
    func anotherLog() throws {
        let rig = try ModelRig()
        let key = try rig.awaiting("4001")
        try rig.plant.request("r-1", key)
        try rig.state(key, .cancelled)
        rig.model.stop(until: .now + .seconds(30))
        let directory = FileManager.default.temporaryDirectory.appending(path: "view-\(UUID().uuidString)").path
        try FileManager.default.copyItem(atPath: "\(rig.plant.directory)/view", toPath: directory)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        rig.plant.stop()

        let plant = try LivePlant()
        defer { plant.stop() }
        let said = Monitor<String?>(nil)
        let model = try ReadModel(
            plant.log, ReadModel.Settings(directory: directory), topics: plant.topics, logger: plant.logger,
            health: Health().register("view"), onEnd: { text in said.withLock { $0 = text } })
        let text = said.wait(until: .now + .seconds(60)) { $0 != nil } ?? nil
        #expect(text?.contains("--rebuild") == true)
        model.stop(until: .now + .seconds(30))
    }

    @Test("all types of messages have a number in the tables")
    func types() {
        #expect(Set(StoredType.all) == Set(MessageType.allCases))
        #expect(StoredType.all.count == MessageType.allCases.count)
        for type in MessageType.allCases { #expect(StoredType.type(StoredType.number(type)) == type) }
    }
}

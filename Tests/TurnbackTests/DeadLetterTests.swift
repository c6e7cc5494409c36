import Contracts
import Foundation
import Fulfillment
import Operations
import Streams
import Testing

@testable import turnback

/// Dead letters, and sending them again.
struct DeadLetterTests {
    private func letter(
        offset: Int64 = 3, topic: String = Topic.orderCommands.name, replayOf: String? = nil,
        key: String? = "shop-de/1001", at time: Int64 = 0, origin: Int = 41, partition: Int = 2, value: String = "{",
        message: String = "not JSON at byte 0"
    ) -> DeadLetterRecord {
        var headers = [Header("ce_id", "e-1"), Header("odd", nil)]
        if let replayOf { headers.append(Header(DeadLetterRecord.replayedHeader, replayOf)) }
        headers += [
            Header("__streams.errors.exception", "notJSON"), Header("__streams.errors.message", message),
            Header("__streams.errors.topic", topic), Header("__streams.errors.partition", String(partition)),
            Header("__streams.errors.offset", String(origin)), Header("x-dead-letter-group", "orders"),
            Header("x-dead-letter-at", "2026-11-24T08:00:00.000Z"),
        ]
        return DeadLetterRecord(
            Record(
                topic: Topic.deadLetters.name, partition: 1, offset: offset, timestamp: time,
                body: RecordBody(key: key.map { Array($0.utf8) }, headers: headers, value: Array(value.utf8))))
    }

    @Test func textsThatWereNotCopiedAreTakenFromWhereItWasWritten() throws {
        let headers = [
            Header("ce_id", "e-1"), Header("__streams.errors.exception", "missingField"),
            Header("__streams.errors.topic", Topic.orderCommands.name), Header("__streams.errors.partition", "2"),
            Header("__streams.errors.offset", "41"), Header("x-dead-letter-without", "note"),
        ]
        let key = Array("shop-de/1001".utf8)
        var letter = DeadLetterRecord(
            Record(
                topic: Topic.deadLetters.name, partition: 1, offset: 3, timestamp: 0,
                body: RecordBody(key: key, headers: headers, value: Array(#"{"note":"","x":1}"#.utf8))))
        func origin(_ value: String) -> Record {
            Record(
                topic: Topic.orderCommands.name, partition: 2, offset: 41, timestamp: 0,
                body: RecordBody(key: key, headers: [Header("ce_id", "e-1")], value: Array(value.utf8)))
        }
        let sent = try #require(letter.original(partitions: partitions))
        #expect(!sent.body.headers.contains { $0.name == "x-dead-letter-without" })
        // What was sent again is known by all but its texts.
        var again = origin(#"{"note":"ring Mrs Li","x":1}"#)
        again.body = RecordBody(key: key, headers: sent.body.headers, value: again.body.value)
        again.partition = Murmur2.partition(of: key, count: 3)
        again.offset = 99
        #expect(letter.isSentAgain(by: again, partitions: partitions))
        // Another record stands there, or none.
        for other in [nil, origin(#"{"note":"ring Mrs Li","x":2}"#)] {
            letter.take(other)
            #expect(letter.lacksTexts)
        }
        letter.take(origin(#"{"note":"ring Mrs Li","x":1}"#))
        #expect(!letter.lacksTexts)
        #expect(
            try #require(letter.original(partitions: partitions)).body.value
                == Array(#"{"note":"ring Mrs Li","x":1}"#.utf8))
    }

    private let partitions: [Topic: Int32] = [.orderCommands: 3, .orderEvents: 3, .ordersState: 3]

    @Test func theOriginalIsAsItWasWithAHeaderThatNamesTheDeadLetter() throws {
        let original = try #require(letter().original(partitions: partitions))
        #expect(original.topic == "fulfillment.orders.commands.v1")
        #expect(original.partition == Murmur2.partition(of: "shop-de/1001".utf8, count: 3))
        #expect(original.body.key == Array("shop-de/1001".utf8))
        #expect(original.body.value == Array("{".utf8))
        #expect(
            original.body.headers == [
                Header("ce_id", "e-1"), Header("odd", nil), Header("x-dead-letter-replayed", "1@3"),
            ])
    }

    @Test func withoutAKeyItGoesToItsOldPartition() throws {
        #expect(try #require(letter(key: nil).original(partitions: partitions)).partition == 2)
        #expect(try #require(letter(key: nil).original(partitions: [.orderCommands: 2])).partition == 0)
    }

    @Test(arguments: ["fulfillment.orders.state.v1", "fulfillment.orders.events.v1", "other"])
    func nothingIsSentToATopicThatNoServiceReads(topic: String) {
        #expect(letter(topic: topic).original(partitions: partitions) == nil)
        #expect(DeadLetterReplay([letter(topic: topic)], partitions: partitions).homeless.count == 1)
    }

    @Test func whatCameBackIsNotSentTwice() {
        let list = DeadLetterList([letter(), letter(offset: 5, replayOf: "1@3")])
        #expect(list.toReplay(DeadLetterFilter()).map(\.mark.description) == ["1@5"])
        #expect(list.toReplay(DeadLetterFilter(), again: true).map(\.mark.description) == ["1@5"])
        let table = list.table(style: .init(isEnabled: false))
        #expect(table.contains("1@5") && table.contains("orders.commands 2@41"))
    }

    @Test func aFilterChoosesByCodeTopicKeyTimeAndPlace() throws {
        let list = DeadLetterList([
            letter(), letter(offset: 9, topic: Topic.warehouseReports.name, key: "s/2", at: 5_000),
        ])
        func chosen(_ set: (inout DeadLetterFilter) -> Void) -> [String] {
            var filter = DeadLetterFilter()
            set(&filter)
            return list.toReplay(filter).map(\.mark.description)
        }
        #expect(chosen { _ in } == ["1@3", "1@9"])
        #expect(chosen { $0.code = "tooDeep" }.isEmpty && chosen { $0.code = "notJSON" }.count == 2)
        #expect(chosen { $0.topic = Topic.warehouseReports.name } == ["1@9"])
        #expect(chosen { $0.key = "shop-de/1001" } == ["1@3"])
        #expect(chosen { $0.since = Timestamp(milliseconds: 5_000) } == ["1@9"])
        #expect(chosen { $0.before = Timestamp(milliseconds: 5_000) } == ["1@3"])
        #expect(chosen { $0.letter = .init(1, 9) } == ["1@9"])
    }

    /// What `dismiss` writes of a dead letter, as it stands in the log.
    private func dismissal(of letter: DeadLetterRecord, offset: Int64 = 20) -> DeadLetterRecord {
        let dismissal = DeadLetterDismissal(of: letter.mark, why: "known", by: "anna")
        let record = dismissal.record(key: letter.record.body.key)
        return DeadLetterRecord(
            Record(topic: record.topic, partition: record.partition, offset: offset, timestamp: 9, body: record.body))
    }

    @Test func whatIsDismissedWaitsNoMoreAndIsNotForgotten() throws {
        let letters = [letter(), letter(offset: 9)]
        let list = DeadLetterList(letters + [dismissal(of: letters[0])])
        #expect(list.letters.map(\.mark.description) == ["1@3", "1@9"], "a dismissal is not a dead letter")
        #expect(list.toReplay(DeadLetterFilter()).map(\.mark.description) == ["1@9"])
        #expect(list.toReplay(DeadLetterFilter(), again: true).count == 2)
        #expect(!list.table(style: .init(isEnabled: false)).contains("1@3"))
        #expect(list.jsonLine(letters[0]).contains(#""dismissed":{"why":"known","by":"anna"}"#))
        #expect(!list.jsonLine(letters[1]).contains("dismissed"))
        #expect(list.jsonLine(letters[0]).hasPrefix(#"{"deadLetter":"1@3","#))
        #expect(
            list.fate(of: letters[0].mark) == "was dismissed by anna: known" && list.fate(of: letters[1].mark) == nil)
        let shown = try #require(list.view(letters[0].mark)).text(.init(isEnabled: false))
        #expect(shown.contains("dismissed   by anna: known"))
        #expect(Sentence(dismissal(of: letters[0])).text == "dead letter 1@3 was dismissed by anna: known")
    }

    @Test func theyAreCountedByCodeAndTopic() {
        let counts = DeadLetterCounts([
            letter(at: 5_000), letter(offset: 5, at: 1_000), letter(offset: 9, topic: Topic.warehouseReports.name),
        ])
        #expect(counts.rows.map(\.count) == [2, 1])
        #expect(counts.rows[0].oldest.milliseconds == 1_000 && counts.rows[0].newest.milliseconds == 5_000)
        #expect(counts.table(style: .init(isEnabled: false)).contains("orders.commands"))
        #expect(
            counts.jsonLines[1].hasPrefix(
                #"{"code":"notJSON","topic":"fulfillment.warehouse.reports.v1","count":1,"oldest":"1970"#))
    }

    @Test func anExportedOneIsEditedAndSentOnceAServiceCanReadIt() throws {
        let message = Samples.outgoing(Samples.submitted())
        let valid = text(try #require(message.body.value))
        let one = letter(value: "{")
        let line = DeadLetterLine.text(of: one)
        #expect(line.contains(#""topic":"fulfillment.orders.commands.v1","key":"shop-de/1001""#))
        #expect(!line.contains("__streams.errors"), "what was added is not sent again")
        #expect(throws: DecodeError.self) { try DeadLetterLine(Array(line.utf8)) }
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("deadLetter", "1@3")
            writer.field("topic", message.topic)
            writer.field("key", "shop-de/1001")
            writer.key("headers")
            writer.array { writer in
                for header in message.body.headers {
                    writer.object { writer in
                        writer.field("name", header.name)
                        writer.field("value", text(header.value ?? []))
                    }
                }
            }
            writer.field("value", valid)
        }
        let edited = try DeadLetterLine(writer.bytes)
        let record = edited.record(partitions: partitions)
        #expect(edited.mark == one.mark)
        #expect(record.topic == message.topic && record.body.value == message.body.value)
        #expect(record.partition == Murmur2.partition(of: "shop-de/1001".utf8, count: 3))
        #expect(record.body.headers.last == Header("x-dead-letter-replayed", "1@3"))
        let state = String(decoding: writer.bytes, as: UTF8.self)
            .replacing("fulfillment.orders.commands.v1", with: "fulfillment.orders.state.v1")
        #expect(throws: DecodeError.self) { try DeadLetterLine(Array(state.utf8)) }
    }

    /// Another deployment has dead letters of the same numbers.
    @Test func aLineClosesOnlyTheDeadLetterThatItWasExportedFrom() throws {
        let message = Samples.outgoing(Samples.submitted())
        func line(_ letter: DeadLetterRecord) throws -> DeadLetterLine {
            var other = letter
            other.take(nil)
            return try DeadLetterLine(Array(DeadLetterLine.text(of: other).utf8))
        }
        let value = text(try #require(message.body.value))
        func letter(_ offset: Int64, at time: Int64, code: String = "notJSON") -> DeadLetterRecord {
            let headers =
                message.body.headers + [
                    Header("__streams.errors.exception", code), Header("__streams.errors.message", "wrong"),
                    Header("__streams.errors.topic", message.topic), Header("__streams.errors.partition", "1"),
                    Header("__streams.errors.offset", "4"),
                ]
            return DeadLetterRecord(
                Record(
                    topic: Topic.deadLetters.name, partition: 2, offset: offset, timestamp: time,
                    body: RecordBody(key: message.body.key, headers: headers, value: Array(value.utf8))))
        }
        let here = letter(10, at: 5_000)
        func refusal(_ line: DeadLetterLine, _ letter: DeadLetterRecord?) -> String? {
            do throws(DecodeError) {
                try line.mustBeOf(letter)
                return nil
            } catch { return error.description }
        }
        #expect(try refusal(line(here), here) == nil)
        // What is edited is what was wrong.
        var edited = try line(here)
        (edited.key, edited.value) = (Array("shop-de/2".utf8), Array("{}".utf8))
        #expect(refusal(edited, here) == nil)
        for other in [letter(10, at: 5_001), letter(10, at: 5_000, code: "tooDeep")] {
            let said = try #require(try refusal(line(other), here))
            #expect(said.contains("2@10 here is another one (notJSON, of 1970-01-01T00:00:05.000Z)"), "\(said)")
            #expect(said.contains("export it from here again"))
        }
        #expect(try refusal(line(here), nil)?.contains("there is no dead letter 2@10 here") == true)
        var unsigned = try line(here)
        unsigned.at = nil
        #expect(refusal(unsigned, here) != nil, "what does not say where it is from is not taken for it")
        unsigned.mark = nil
        #expect(refusal(unsigned, nil) == nil, "a line that names none closes none")
        let odd = DeadLetterLine.text(of: here).replacing("\"2@10\"", with: "\"2/10\"")
        #expect(throws: DecodeError.self) { try DeadLetterLine(Array(odd.utf8)) }
    }

    @Test func itsSenderIsWhoItSays() {
        func sender(_ headers: [Header], _ value: String) -> String? {
            DeadLetterRecord(
                Record(
                    topic: Topic.deadLetters.name, partition: 0, offset: 0, timestamp: 0,
                    body: RecordBody(key: nil, headers: headers, value: Array(value.utf8)))
            ).sender
        }
        let binary = [Header("ce_source", "/shop"), Header("__streams.errors.exception", "notJSON")]
        #expect(sender(binary, "{") == "/shop")
        #expect(sender(binary + [Header("ce_principal", "desk")], "{") == "desk")
        #expect(sender([], #"{"specversion":"1.0","source":"wms/lax1","x":1}"#) == "wms/lax1")
        #expect(sender([], "{not json") == nil)
    }

    @Test func whatIsNotTextIsExportedInBase64() throws {
        var one = letter()
        one = DeadLetterRecord(
            Record(
                topic: one.record.topic, partition: 1, offset: 3, timestamp: 0,
                body: RecordBody(key: [0xFF], headers: one.record.body.headers, value: [0xC0, 0x00])))
        #expect(DeadLetterLine.text(of: one).contains(#""keyBase64":"/w==""#))
        #expect(DeadLetterLine.text(of: one).contains(#""valueBase64":"wAA=""#))
    }

    /// The verb on the directory of a serve that has ended: what is still listed, by its place.
    private func run(_ arguments: [String], on data: String) throws {
        let parsed = DeadLettersVerb.command.parse(arguments: arguments + ["--data", data], environment: [:])
        guard case .success(.run(let invocation)) = parsed else {
            Issue.record("\(arguments) are not taken: \(parsed)")
            return
        }
        try DeadLettersVerb.run(invocation, shutdown: ShutdownSignal())
    }

    private func records(_ topic: Topic, in data: String) throws -> [Record] {
        let log = try EmbeddedLog(reading: data + "/log")
        defer { log.close() }
        return try Samples.records(log, topic)
    }

    @Test func eachOfTheVerbsWorksOnTheEmbeddedLog() throws {
        let data = FileManager.default.temporaryDirectory.appending(path: "letters-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: data) }
        let log = try EmbeddedLog(directory: data + "/log")
        try log.create(TopicPlan.settings(partitions: TopicPlan.partitions, replication: 1))
        let submitted = Samples.outgoing(Samples.submitted())
        let wrong = try #require(submitted.body.value)
        let added = letter().record.body.headers.filter { $0.name.hasPrefix("_") }
        try log.appender().append(
            (0..<3).map { _ in
                OutgoingRecord(
                    topic: Topic.deadLetters.name, partition: 1,
                    body: RecordBody(
                        key: submitted.body.key,
                        headers: submitted.body.headers + added,
                        value: wrong))
            })
        log.close()
        let reading = [
            ["list"], ["list", "--json", "--topic", "orders.commands"], ["count", "--json"], ["show", "1@0"],
            ["export"],
        ]
        for arguments in reading { try run(arguments, on: data) }
        #expect(try records(.orderCommands, in: data).isEmpty)
        try run(["replay", "--letter", "1@0", "--yes"], on: data)
        #expect(try records(.orderCommands, in: data).count == 1)
        try run(["dismiss", "--letter", "1@1", "--why", "known", "--by", "anna", "--yes"], on: data)
        let dismissals = try records(.deadLetters, in: data).compactMap { DeadLetterDismissal($0.body) }
        #expect(dismissals == [DeadLetterDismissal(of: .init(1, 1), why: "known", by: "anna")])
        let file = data + "/edited.jsonl"
        // A line of another deployment, and one of a number that is not there: nothing is sent, and nothing closed.
        let fourth = try #require(try records(.deadLetters, in: data).first { $0.offset == 2 })
        for (from, to) in [("\"at\":\"", "\"at\":\"1"), ("\"1@2\"", "\"1@77\"")] {
            let other = DeadLetterLine.text(of: DeadLetterRecord(fourth)).replacing(from, with: to)
            try other.write(toFile: file, atomically: true, encoding: .utf8)
            let failure = #expect(throws: Failure.self) { try run(["send", file, "--why", "x", "--yes"], on: data) }
            #expect(failure?.exitCode == .dataErr)
        }
        #expect(try records(.orderCommands, in: data).count == 1)
        #expect(try records(.deadLetters, in: data).compactMap { DeadLetterDismissal($0.body) }.count == 1)
        let third = try #require(try records(.deadLetters, in: data).first { $0.offset == 2 })
        try DeadLetterLine.text(of: DeadLetterRecord(third)).write(toFile: file, atomically: true, encoding: .utf8)
        try run(["send", file, "--why", "fixed", "--yes"], on: data)
        #expect(try records(.orderCommands, in: data).count == 2)
        #expect(
            try records(.deadLetters, in: data).compactMap { DeadLetterDismissal($0.body)?.letter }
                == [.init(1, 1), .init(1, 2)])
        let closing = try records(.deadLetters, in: data).compactMap { DeadLetterDismissal($0.body) }.last
        #expect(closing?.isSent == true && closing?.why == "fixed" && closing?.by == CurrentUser.name())
        // It is not sent twice without being asked for; what was closed, or is not there, is not dismissed.
        for again in [
            ["send", file, "--why", "x"], ["dismiss", "--letter", "1@2", "--why", "x"],
            ["dismiss", "--letter", "0@9", "--why", "x"],
        ] {
            let failure = #expect(throws: Failure.self) { try run(again + ["--yes"], on: data) }
            #expect(failure?.exitCode == .failure && failure?.message.isEmpty == false, "\(again)")
        }
        #expect(try records(.orderCommands, in: data).count == 2 && records(.deadLetters, in: data).count == 5)
        try run(["send", file, "--why", "x", "--again", "--yes"], on: data)
        #expect(try records(.orderCommands, in: data).count == 3)
        // What is still wrong is not sent.
        try "{}".write(toFile: file, atomically: true, encoding: .utf8)
        let failure = #expect(throws: Failure.self) { try run(["send", file, "--why", "fixed", "--yes"], on: data) }
        #expect(failure?.exitCode == .dataErr)
        #expect(try records(.orderCommands, in: data).count == 3)
    }

    /// A replay that ended in the middle: its first record is in the log, the second is not.
    @Test func whatWasSentIsKnownByItsMarkAlsoAfterAnInterruption() throws {
        let log = try Samples.log()
        let partitions = try Samples.partitions(log)
        // Three records that were there before; the dead letters came from the places of two of them.
        try log.appender().append(
            (0..<3).map { _ in
                OutgoingRecord(
                    topic: Topic.orderCommands.name, partition: 1,
                    body: RecordBody(key: Array("shop-de/1001".utf8), headers: [], value: [1]))
            })
        let letters = [letter(origin: 0, partition: 1), letter(offset: 5, origin: 2, partition: 1)]
        let interrupted = DeadLetterReplay([letters[0]], partitions: partitions)
        try interrupted.send(try log.appender()) { _ in }
        let marks = try ReplayedMarks.read(of: letters, partitions: partitions, in: log, until: { false })
        let list = DeadLetterList(letters, sentAgain: marks)
        #expect(list.toReplay(DeadLetterFilter()).map(\.mark.description) == ["1@5"])
        #expect(list.toReplay(DeadLetterFilter(), again: true).count == 2)
        #expect(list.view(letters[0].mark)?.wasSentAgain == true && list.view(letters[1].mark)?.wasSentAgain == false)
        #expect(list.view(.init(2, 2)) == nil)
        // The rest, and then nothing is left.
        try DeadLetterReplay(list.toReplay(DeadLetterFilter()), partitions: partitions).send(try log.appender()) { _ in
        }
        let all = try ReplayedMarks.read(of: letters, partitions: partitions, in: log, until: { false })
        #expect(DeadLetterList(letters, sentAgain: all).toReplay(DeadLetterFilter()).isEmpty)
        #expect(try Samples.records(log, .orderCommands).count == 5)
    }

    /// What anybody may write to a topic that services read.
    private func mark(_ body: RecordBody, as mark: String) -> RecordBody {
        RecordBody(
            key: body.key, headers: body.headers + [Header(DeadLetterRecord.replayedHeader, mark)], value: body.value)
    }

    @Test func aHeaderOnAMessageThatIsNotTheDeadLetterHidesNothing() throws {
        let log = try Samples.log()
        let partitions = try Samples.partitions(log)
        let letter = letter(origin: 1, partition: 1)
        let original = try #require(letter.original(partitions: partitions)).body
        func count(_ bodies: [RecordBody]) throws -> Int {
            try log.appender().append(
                bodies.map { OutgoingRecord(topic: Topic.orderCommands.name, partition: 1, body: $0) })
            return try ReplayedMarks.read(of: [letter], partitions: partitions, in: log, until: { false }).count
        }
        // Its own content, in front of it and as what was dead-lettered: its sender has guessed the number.
        #expect(try count([original, original]) == 0)
        let key = Array("shop-de/1001".utf8)
        #expect(
            try count([
                mark(RecordBody(key: key, headers: [], value: Array("{}".utf8)), as: "1@3"),
                mark(RecordBody(key: Array("shop-de/7".utf8), headers: [], value: original.value), as: "1@3"),
                RecordBody(key: key, headers: original.headers + [Header("more", [])], value: original.value),
            ]) == 0)
        #expect(try count([original]) == 1)
    }

    @Test func aHeaderOnAnotherDeadLetterHidesNothing() {
        func listed(_ letters: [DeadLetterRecord]) -> [String] {
            DeadLetterList(letters).toReplay(DeadLetterFilter(), again: true).map(\.mark.description)
        }
        #expect(listed([letter(), letter(offset: 5, replayOf: "1@3", value: "[")]) == ["1@3", "1@5"])
        #expect(listed([letter(), letter(offset: 5, replayOf: "1@3", key: "shop-de/7")]) == ["1@3", "1@5"])
        #expect(
            listed([letter(), letter(offset: 5, topic: Topic.warehouseReports.name, replayOf: "1@3")]) == [
                "1@3", "1@5",
            ])
        // Neither itself, nor an older one, nor each other.
        #expect(listed([letter(replayOf: "1@3")]) == ["1@3"])
        #expect(listed([letter(replayOf: "1@5"), letter(offset: 5)]) == ["1@3", "1@5"])
        #expect(listed([letter(replayOf: "1@5"), letter(offset: 5, replayOf: "1@3")]) == ["1@5"])
        let table = DeadLetterList([letter(replayOf: "1@9")]).table(style: .init(isEnabled: false))
        #expect(!table.contains("1@9"), "what is not true is not said")
    }

    @Test func aPartitionIsReadFromTheFirstOfItsRecordsAndOfAnotherKeysFromTheBeginning() {
        let place = TopicPartition(Topic.orderCommands.name, 1)
        /// Where it lay, which was its key's before the topic grew, maybe.
        let former = TopicPartition(Topic.orderCommands.name, 2)
        let here = [
            letter(origin: 70, partition: 1), letter(origin: 40, partition: 1), letter(origin: 90, partition: 1),
        ]
        #expect(ReplayedMarks.positions(here, partitions) == [place: .offset(40)])
        #expect(
            ReplayedMarks.positions(here + [letter(origin: 99, partition: 2)], partitions)
                == [place: .beginning, former: .offset(99)])
        #expect(ReplayedMarks.positions([letter(topic: "other")], partitions).isEmpty)
    }

    @Test func oneIsShownWithAllItsHeadersAndAPointerToWhatIsWrong() {
        let value = #"{"outboundOrderId":"OB-1","lines":[{"sku":"A","quantity":1},{"sku":"B","quantity":0}]}"#
        let one = letter(value: value, message: "lines[1].quantity: expected 1…1000000, found 0")
        let text = DeadLetterList([one]).view(one.mark)!.text(.init(isEnabled: false))
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines[0] == "Dead letter 1@3: notJSON")
        #expect(text.contains("fulfillment.orders.commands.v1 partition 2 offset 41"))
        for header in one.record.body.headers { #expect(text.contains("  \(header.name): ")) }
        let pointer = lines.firstIndex { $0.contains("^ lines[1].quantity") }!
        let column = lines[pointer].firstIndex(of: "^")!
        #expect(lines[pointer - 1][column] == "0" && lines[pointer - 1].contains(value))
        #expect(DeadLetterList([one]).jsonLine(one, full: true).contains(#""errorPath":"lines[1].quantity""#))
    }

    @Test(arguments: [
        ("lines[1].quantity: expected", #"{"lines":[{"quantity":1},{"quantity":0}]}"#, "0"),
        ("lines[1].quantity: is missing", #"{"lines":[{"quantity":1},{"sku":"B"}]}"#, #"{"sku":"B"}"#),
        ("lines: is missing", #"{"a":1}"#, #"{"a":1}"#),
        ("lines[0].sku: expected a text", #"{"specversion":"1.0","data":{"lines":[{"sku":7}]}}"#, "7"),
        ("not JSON at byte 5: expected a value, found }", #"{"a":}"#, "}"),
        ("a: not JSON at byte 5: expected a value, found the end", #"{"a":"#, ""),
        ("ce_id: this CloudEvents attribute is missing", #"{"a":1}"#, #"{"a":1}"#),
        ("the message has no value (a tombstone)", "", ""), ("[2]: odd", "[1,2,[3]]", "[3]"),
    ])
    func theErrorIsFound(message: String, value: String, there: String) {
        let bytes = Array(value.utf8)
        #expect(String(decoding: bytes[ErrorPlace.range(of: message, in: bytes)], as: UTF8.self) == there)
    }

    @Test func ofALongValueOnlyWhatSurroundsTheErrorIsShown() {
        let value = #"{"a":""# + String(repeating: "ä\u{202e}", count: 2_000) + #"","b":0}"#
        let bytes = Array(value.utf8)
        let lines = PointedText(bytes, at: ErrorPlace.range(of: "b: odd", in: bytes)).lines(
            "here", .init(isEnabled: false))
        #expect(lines.first == "  … 9,012 bytes before" && lines.last!.contains("^ here"))
        #expect(lines.allSatisfy { $0.count <= 110 && !$0.contains("\u{202e}") })
        let start = PointedText(bytes, at: 0..<0).lines("here", .init(isEnabled: false))
        #expect(start.last == "  … 9,014 bytes more" && !start.contains { $0.contains("^") })
        let end = PointedText(Array("{".utf8), at: 1..<1).lines("here", .init(isEnabled: false))
        #expect(end == ["  {", "   ^ here"])
    }

    @Test func theyAreSentToTheLog() throws {
        let log = try Samples.log()
        var reports: [String] = []
        let replay = DeadLetterReplay([letter()], partitions: try Samples.partitions(log))
        try replay.send(try log.appender()) { reports += $0.map { $0.report(json: false) } }
        #expect(reports == ["dead letter 1@3 → fulfillment.orders.commands.v1 partition 1, key shop-de/1001"])
        #expect(try Samples.records(log, .orderCommands).count == 1)
    }
}

import Contracts
import Fulfillment
import Operations
import Streams
import Testing

@testable import turnback

/// `publish`: lines of events to the log.
struct PublisherTests {
    private func publisher(_ log: EmbeddedLog) throws -> Publisher {
        Publisher(try log.appender(), partitions: try Samples.partitions(log), source: "events.jsonl")
    }

    private func lines(_ texts: [UInt8]...) -> [InputLine] {
        texts.enumerated().map { InputLine(number: $0.offset + 1, bytes: $0.element) }
    }

    @Test func anEventIsWrittenAsItCameUnderTheKeyOfItsData() throws {
        let log = try Samples.log()
        var publisher = try publisher(log)
        let line = Array(" ".utf8) + Samples.line(Samples.submitted()) + Array("  ".utf8)
        let outcome = try publisher.take(lines(line))
        #expect(outcome.published == ["fulfillment.orders.commands.v1  shop-de/1001  e-1"])
        let record = try #require(try Samples.records(log, .orderCommands).first)
        #expect(record.body.value == line)
        #expect(record.body.key == Array("shop-de/1001".utf8))
        #expect(record.partition == Murmur2.partition(of: "shop-de/1001".utf8, count: 3))
        #expect(record.body.headers == [Header("content-type", "application/cloudevents+json; charset=UTF-8")])
        #expect(publisher.failure == nil)
    }

    @Test func aWrongLineIsNamedAndTheRestGoesOn() throws {
        let log = try Samples.log()
        var publisher = try publisher(log)
        let bad = text(Samples.line(Samples.submitted("OB-2"))).replacing("\"quantity\":2", with: "\"quantity\":0")
        let outcome = try publisher.take(
            lines(
                Samples.line(Samples.submitted()), [], Array(bad.utf8), Array("{".utf8),
                Samples.line(Samples.submitted("OB-3"), id: "e-3")))
        #expect(outcome.published.count == 2)
        #expect(
            outcome.complaints == [
                "events.jsonl, line 3: lines[0].quantity: expected a whole number from 1 to 1000000, found 0",
                "events.jsonl, line 4: not JSON at byte 1: expected a field's name in quotation marks, found the end",
            ])
        let failure = try #require(publisher.failure)
        #expect(failure.exitCode == .dataErr)
        #expect(failure.message == "2 lines are wrong, 2 events were published; an event has to stand on one line")
        #expect(try Samples.records(log, .orderCommands).count == 2)
    }

    @Test func whatTurnbackTellsIsNotTaken() throws {
        let log = try Samples.log()
        var publisher = try publisher(log)
        let outcome = try publisher.take(
            lines(Samples.line(Samples.change(1, "r-1", .cancelled, .cancelledBeforeWork))))
        #expect(
            outcome.complaints == [
                "events.jsonl, line 1: type: fulfillment.cancellation.changed.v1 is published by Turnback, and not accepted from others"
            ])
        #expect(try Samples.records(log, .cancellationOutcomes).isEmpty)
    }

    @Test func aLineThatWasTooLongToKeepIsWrong() throws {
        let log = try Samples.log()
        var publisher = try publisher(log)
        let outcome = try publisher.take([InputLine(number: 7, bytes: nil)])
        #expect(outcome.complaints == ["events.jsonl, line 7: more than 2097152 bytes; at most 1048576 are allowed"])
    }

    @Test func jsonLinesSayWhereItWent() throws {
        let event = try EventLine(Samples.line(Samples.submitted()), partitions: [.orderCommands: 1])
        #expect(
            event.report(json: true)
                == #"{"topic":"fulfillment.orders.commands.v1","partition":0,"key":"shop-de/1001","type":"fulfillment.outbound-order.submitted.v1","id":"e-1"}"#
        )
    }
}

/// Bytes to lines.
struct LineSplitterTests {
    /// The lines are the same for any chunks.
    @Test(arguments: 1...9) func chunksDoNotMatter(size: Int) {
        let input = Array("\u{FEFF}one\r\ntwo\n\nthree".utf8)
        var splitter = LineSplitter()
        var lines: [InputLine] = []
        for start in stride(from: 0, to: input.count, by: size) {
            lines += splitter.take(input[start..<min(start + size, input.count)])
        }
        lines += [splitter.finish()].compactMap(\.self)
        #expect(lines.map { $0.bytes.map(text) } == ["one", "two", "", "three"])
        #expect(lines.map(\.number) == [1, 2, 3, 4])
    }

    @Test func aLineBeyondTheLimitIsNotKeptAndTheNextOneIs() {
        var splitter = LineSplitter()
        var lines: [InputLine] = []
        let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: LineSplitter.limit / 2 + 1)
        lines += splitter.take(chunk[...])
        lines += splitter.take(chunk[...])
        lines += splitter.take(Array("\nshort\n".utf8)[...])
        #expect(lines == [InputLine(number: 1, bytes: nil), InputLine(number: 2, bytes: Array("short".utf8))])
        #expect(splitter.finish() == nil)
    }
}

import Fulfillment
import Glibc
import Testing
import Threads

@testable import Operations

@Suite("A log line", .timeLimit(.minutes(15)))
struct LoggingTests {
    let event = LogLine(
        time: Timestamp(milliseconds: 1_795_507_200_007), level: .info, label: "orders", message: "committed",
        metadata: ["partition": 1, "topic": "a b\n\"c\"", "ok": true, "seconds": 0.5, "level": "x"])

    @Test func isJSONWithStableKeysFirst() {
        let line = String(decoding: JSONLogHandler().line(event), as: UTF8.self)
        #expect(
            line == #"{"time":"2026-11-24T08:00:00.007Z","level":"info","logger":"orders","message":"committed","#
                + #""partition":1,"topic":"a b\n\"c\"","ok":true,"seconds":0.5,"level_":"x"}"#)
    }

    @Test func isReadableAsText() {
        let line = TextLogHandler().line(event)
        #expect(
            line.hasSuffix(#" info     orders  committed  partition=1 topic="a b\n\"c\"" ok=true seconds=0.5 level=x"#))
        #expect(line.prefix(12).filter { $0 == ":" || $0 == "." }.count == 3)
    }

    @Test func cannotBeForgedByItsMessage() {
        let forged = LogLine(
            time: Timestamp(milliseconds: WallTime.now()), level: .info, label: "a", message: "x\n23:15 error \u{1B}[2J", metadata: [:])
        #expect(!TextLogHandler().line(forged).contains { $0.isNewline || $0 == "\u{1B}" })
    }

    @Test func isWrittenWithOneWriteALine() throws {
        var ends: [Int32] = [0, 0]
        #expect(unsafe pipe(&ends) == 0)
        let logger = Logger(label: "t", handler: JSONLogHandler(descriptor: ends[1]))
        let threads = try (0..<4).map { number in
            try WorkerThread("writer-\(number)") {
                for step in 0..<50 { logger.info("step", metadata: ["n": .int(step)]) }
            }
        }
        let reader = try PipeReader(ends[0])
        for thread in threads { thread.join() }
        close(ends[1])
        let lines = reader.text().split(separator: "\n")
        #expect(lines.count == 200)
        #expect(lines.allSatisfy { $0.hasPrefix(#"{"time":"#) && $0.hasSuffix("}") })
    }

    @Test func isBuiltOnlyAtItsLevelAndCarriesTheLoggersMetadata() {
        let memory = MemoryLogHandler()
        var logger = Logger(label: "orders", level: .warning, metadata: ["loop": 0], handler: memory)
        logger.info("\(Issue.record("the message was built"))")
        logger.error("failed", metadata: ["loop": 1, "code": "x"])
        logger.level = .debug
        logger.named("orders.timer", metadata: ["timer": 7]).debug("fired")
        #expect(memory.events.map(\.label) == ["orders", "orders.timer"])
        #expect(memory.events.map(\.metadata) == [["loop": 1, "code": "x"], ["loop": 0, "timer": 7]])
    }
}

/// Reads a pipe to its end on its own thread.
struct PipeReader {
    private let thread: WorkerThread
    private let bytes = Monitor<[UInt8]>([])

    init(_ descriptor: Int32) throws {
        thread = try WorkerThread("reader") { [bytes] in
            var buffer = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
                if count <= 0 { break }
                bytes.withLock { $0 += buffer[..<count] }
            }
            close(descriptor)
        }
    }

    func text() -> String {
        thread.join()
        return String(decoding: bytes.withLock { $0 }, as: UTF8.self)
    }
}

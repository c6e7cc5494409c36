import Foundation
import Testing

/// The real retailer's December, where its file is beside the checkout: the same table on the embedded log and on Kafka.
@Suite(.timeLimit(.minutes(15)))
struct ReplayTests {
    private static let archive = Files.root.appending(path: "../shared/data/online-retail/2010-12.csv.gz").standardizedFileURL
    static var hasDecember: Bool { FileManager.default.fileExists(atPath: archive.path) }

    private func december() throws -> URL {
        let file = try Files.temporary().appending(path: "2010-12.csv")
        let unpacked = try Program(at: URL(fileURLWithPath: "/bin/gzip"), ["-dc", Self.archive.path])
        #expect(unpacked.end() == 0)
        try Data(unpacked.printed(from: 0)).write(to: file)
        return file
    }

    @Test(.enabled(if: hasDecember && Stack.isAvailable))
    func decemberGivesTheSameTableOnTheEmbeddedLogAndOnKafka() throws {
        let file = try december()
        let embedded = try replay([file.path, "--clock", "wall"])
        #expect(embedded.printed.contains("326") && !embedded.printed.contains("overdue"))
        let kafka = try replay([file.path, "--kafka", try Stack.shared.get().broker])
        #expect(kafka.complained.contains("none falls due"))
        #expect(kafka.printed == embedded.printed)
    }

    @Test(.enabled(if: hasDecember && Stack.isAvailable))
    func byTheDatasClockTooWhereWhatTheFloorOverlooksIsOverdue() throws {
        let file = try december()
        let arguments = [file.path, "--overlooked", "100"]
        let embedded = try replay(arguments)
        #expect(embedded.printed.contains("refuses, after 4 h + 4 h"))
        // Its own broker, since no other services may run there.
        let kafka = try OwnBroker()
        defer { kafka.remove() }
        try kafka.makeTopics()
        let played = try replay(arguments + ["--kafka", kafka.address, "--clock", "data"])
        #expect(played.printed == embedded.printed)
    }

    /// Its proof holds, and reconcile has the last word.
    private func replay(_ arguments: [String]) throws -> (printed: String, complained: String) {
        let result = try Program.run("turnback", ["replay"] + arguments)
        #expect(result.code == 0, "\(result.complained)")
        #expect(!result.printed.contains("✗") && !result.printed.contains("not built"))
        #expect(result.complained.contains("invariants of turnback reconcile hold"))
        return (result.printed, result.complained)
    }

    @Test func linesThatCannotBeReadAreNamedAndTheRestGoesOn() throws {
        let text = """
            InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
            536365,85123A,"WHITE ""HANGING"" HEART, T-LIGHT",6,12/1/2010 8:26,2.55,17850,United Kingdom
            536366,22633,HAND WARMER,six,12/1/2010 8:28,1.85,17850,United Kingdom
            C536379,85123A,WHITE HANGING HEART,-6,12/1/2010 9:41,2.55,17850,United Kingdom

            """
        let result = try Program.run("turnback", ["replay", "-"], input: text)
        #expect(result.code == 0, "\(result.complained)")
        #expect(result.complained.contains("line 3"))
        #expect(!result.printed.contains("✗"))
    }

    @Test func theDemoPlaysItsStoryAndADayThatAddsUp() throws {
        let result = try Program.run("turnback", ["demo", "--orders", "100"])
        #expect(result.code == 0, "\(result.printed.suffix(2_000)) \(result.complained)")
        #expect(!result.printed.contains("✗"))
        for row in 1...9 { #expect(result.printed.contains("\n\(row)  ")) }
    }
}

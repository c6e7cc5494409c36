import Foundation
import Testing

/// The proof is worth something because it does not ask the deciders what they would have said.
@Suite("The reconciliation's sources")
struct SourceTests {
    @Test("name no decider, and import the contract and the domain's values alone")
    func sources() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Shared/Reconciliation").standardized
        let files =
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" } ?? []
        #expect(files.count > 10)
        for file in files {
            for complaint in Self.complaints(try String(contentsOf: file, encoding: .utf8)) {
                Issue.record("\(file.lastPathComponent): \(complaint)")
            }
        }
    }

    @Test(
        "are found out where they ask a decider, or import who does",
        arguments: [
            "var order = StoreOrder(key: key)", "let next = order.pass(deadline, policies: policies)",
            "StockDecider(store: shelf)", "try ReturnOrderDecider.handle(command, on: nil, at: now)",
            "let shelf: any StockStore", "import Processors", "public import Streams", "@testable import Fulfillment",
            "let rule = GuideRule(order.status, order.custody)", "func f(_ one: CasePart)",
        ])
    func foundOut(_ line: String) {
        #expect(!Self.complaints("import Contracts\n\(line)\n").isEmpty)
    }

    @Test(
        "may use what messages are made of",
        arguments: [
            "import Fulfillment", "public import Contracts", "func f(_ key: StoreOrderKey, _ order: ReturnOrder)",
            "/// No decider: it says what a return order comes to.", "case .restocked: true",
        ])
    func allowed(_ line: String) {
        #expect(Self.complaints(line).isEmpty)
    }

    /// What decides, and what only deciders need.
    private static let deciders = [
        "StoreOrder", "StoreOrderDecision", "StoreOrderChanges", "StockDecider", "StockStore", "ReturnOrderDecider",
        "CancellationCase", "CasePart", "GuideRule", "Allocation", "Backorder", "Policies", "Policy",
    ]
    /// Methods by which a value of the domain decides.
    private static let methods = [".pass(", ".handle("]

    private static func complaints(_ source: String) -> [String] {
        var complaints: [String] = []
        for line in source.split(separator: "\n") {
            let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)[0]
            let words = code.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
            if let place = words.firstIndex(of: "import"), words.count > place + 1 {
                let isAllowed = ["Contracts", "Fulfillment"].contains(words[place + 1]) && !words.contains("testable")
                if !isAllowed { complaints.append("imports: \(line)") }
            }
            for word in words where deciders.contains(word) { complaints.append("names \(word)") }
            for method in methods where code.contains(method) { complaints.append("calls \(method)") }
        }
        return complaints
    }
}

import Contracts
import Foundation
import Fulfillment
import Reconciliation
import Testing

@testable import Access
@testable import Operations

/// Each table of the documents has all that there is, and nothing else.
@Suite("The tables of the documents", .timeLimit(.minutes(15)))
struct ReferenceTests {
    private let operating: Document
    private let integrating: Document

    init() throws {
        operating = try Document.at("compose/README.md")
        integrating = try Document.at("Shared/Contracts/README.md")
    }

    @Test("The rule in the README is the one in the code")
    func rule() throws {
        let code = try String(
            contentsOf: Document.root.appending(path: "Shared/Fulfillment/Cancellation/GuideRule.swift"),
            encoding: .utf8)
        let rows = code.components(separatedBy: "\n").filter { $0.hasPrefix("/// |") }.map { String($0.dropFirst(4)) }
        let readme = try Document.at("README.md").section("## The rule").filter { $0.hasPrefix("|") }
        #expect(rows.count == 7)
        #expect(readme == rows)
    }

    @Test("Policy: every setting with its default")
    func policy() throws {
        let rows = operating.table("## The policy file", firstColumn: "setting")
        for row in rows {
            let name = try #require(row[0].quoted.first)
            let value = row[1].quoted.first.map { "\"\($0)\"" } ?? row[1]
            let file = Array("{\"defaults\":{\"\(name)\":\(value)}}".utf8)
            #expect(try Policies.decode(file).defaults == Policy(), "\(name) is not \(value) by default")
        }
        do {
            _ = try Policies.decode(Array(#"{"defaults":{"nothing":1}}"#.utf8))
            Issue.record("a setting that does not exist was accepted")
        } catch {
            let allowed = error.description.split(separator: "allowed are ").last ?? ""
            #expect(Set(rows.flatMap { $0[0].quoted }) == Set(allowed.split(separator: ", ").map(String.init)))
        }
        for document in Document.all {
            for block in document.blocks where block.language == "json" && block.text.contains("\"defaults\"") {
                #expect(throws: Never.self) { try Policies.decode(Array(block.text.utf8)) }
            }
        }
    }

    @Test("Access file: the example is one")
    func accessFile() throws {
        let block = try #require(operating.blocks.first { $0.text.contains("\"principals\"") })
        let list = try AccessList.decode(Array(block.text.utf8))
        #expect(list.principals.count == 2 && list.merchants == ["shop-de": "acme"])
    }

    @Test("Roles")
    func roles() {
        let rows = operating.table("## Who may say what", firstColumn: "role")
        #expect(rows.flatMap { $0[0].quoted }.sorted() == Role.allCases.map(\.rawValue).sorted())
    }

    @Test("Settings: every flag with its variable")
    func settings() {
        let rows = operating.table("## Settings", firstColumn: "flag")
        let flags = rows.map { String($0[0].quoted[0].split(separator: " ")[0].dropFirst(2)) }
        // Those of `connect` are declared where shops are known.
        let ofConnect = ["TURNBACK_CONNECTIONS", "TURNBACK_NO_DELIVERY", "TURNBACK_PUBLIC"]
        #expect(rows.compactMap { $0[1].quoted.first }.sorted() == Set(UnknownVariable.settings + ofConnect).sorted())
        for (flag, row) in zip(flags, rows) {
            #expect(row[1].quoted.first == "TURNBACK_" + flag.uppercased().replacing("-", with: "_"))
            #expect(Programs.options.contains(flag))
        }
    }

    @Test("Variables: all that exist, and no other")
    func variables() {
        let known = Set(UnknownVariable.settings).union(UnknownVariable.tools)
        let named = Set(
            Document.all.flatMap { $0.text.matches(of: /TURNBACK_[A-Z0-9_]*[A-Z0-9]/).map { String($0.output) } })
        #expect(named.subtracting(known) == [], "not a variable of this project")
        #expect(known.subtracting(named) == [], "in no document")
    }

    @Test("Exit codes")
    func exitCodes() {
        let rows = operating.table("## Exit codes", firstColumn: "code")
        #expect(rows.map { Int32($0[0]) } == ExitCode.allCases.map(\.rawValue))
    }

    @Test("Metrics: all that are exported, and no other")
    func metrics() throws {
        let exported = Set(try Sources.strings(in: "Shared", matching: /"(turnback_[a-z_]+)"/))
            .subtracting([AccessControl.cookie])
        let rows = operating.table("## Metrics and alerts", firstColumn: "metric")
        #expect(Set(rows.flatMap { $0[0].quoted }) == exported)
        for document in Document.all {
            let named = document.spans.flatMap { $0.matches(of: /turnback_[a-z_]+/).map { String($0.output) } }
            #expect(named.filter { !exported.contains($0) } == [], "\(document.path)")
        }
    }

    @Test("Scripts")
    func scripts() throws {
        let folder = Document.root.appending(path: "compose")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { name in
            var isFolder: ObjCBool = false
            let path = folder.appending(path: name).path
            return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
                && FileManager.default.isExecutableFile(atPath: path)
        }
        let rows = operating.table("## Scripts in this folder", firstColumn: "script")
        #expect(rows.flatMap { $0[0].quoted }.sorted() == files.sorted())
    }

    @Test("Alerts")
    func alerts() throws {
        let rules = try String(
            contentsOf: Document.root.appending(path: "compose/monitoring/rules.yml"), encoding: .utf8)
        let rows = operating.table("## Metrics and alerts", firstColumn: "alert")
        #expect(rows.flatMap { $0[0].quoted } == rules.matches(of: /- alert: ([A-Za-z]+)/).map { String($0.1) })
    }

    @Test("Invariants of reconcile")
    func invariants() throws {
        let rows = try Document.at("Shared/Reconciliation/README.md").table(
            "## What is checked", firstColumn: "invariant")
        #expect(rows.flatMap { $0[0].quoted } == Invariant.allCases.map(\.name))
    }

    @Test("Topics: key, who writes, who reads")
    func topics() {
        let rows = integrating.table("## Topics", firstColumn: "topic")
        let expected = Topic.allCases.filter { !$0.isInternal }.map { topic in
            [
                "`\(topic.name)`", topic.keyKind.rawValue, topic.writers.joined(separator: ", "),
                topic.readers.joined(separator: ", "),
            ]
        }
        #expect(rows == expected)
    }

    @Test("Message types, topics and codes that are named exist")
    func names() {
        let types = Set(MessageType.allCases.map(\.rawValue))
        let topics = Set(Topic.allCases.map(\.name))
        for document in Document.all {
            for span in document.spans + document.blocks.map(\.text) {
                for name in span.matches(of: /fulfillment\.[a-z.-]+\.v1/).map({ String($0.output) }) {
                    #expect(types.contains(name) || topics.contains(name), "\(document.path): \(name)")
                }
            }
        }
    }

    @Test("Words of an outcome are those of the contract")
    func outcomes() {
        let rows = integrating.table("## Read outcomes", firstColumn: "field")
        func words(_ field: String) -> Set<String> {
            Set(rows.first { $0[0] == "`\(field)`" }.map { $0[1].quoted } ?? [])
        }
        #expect(words("state") == Set(CancellationState.allCases.map(\.rawValue)))
        #expect(words("nextAction") == Set(NextAction.allCases.map(\.rawValue)))
        let tasks = integrating.table("## Be the warehouse", firstColumn: "task")
        #expect(Set(tasks.flatMap { $0[0].quoted }) == Set(WarehouseTask.Kind.allCases.map(\.rawValue)))
    }

    @Test("Kafka rights are what the page for a review says")
    func rights() throws {
        struct Right {
            var principal: String
            var operations: Set<String>
            var kind: String
            var names: Set<String>
        }
        let acls = try String(contentsOf: Document.root.appending(path: "compose/secured/acls"), encoding: .utf8)
        let rights = acls.components(separatedBy: "\n").filter { !$0.isEmpty && !$0.hasPrefix("#") }.map { line in
            let words = line.split(separator: " ").map(String.init)
            return Right(
                principal: words[0], operations: Set(words[1].split(separator: ",").map(String.init)), kind: words[2],
                names: Set(words[3...]))
        }
        /// Without those that a company has for itself.
        func topics(_ principal: String, _ operation: String) -> Set<String> {
            Set(
                rights.filter { $0.principal == principal && $0.kind == "topic" && $0.operations.contains(operation) }
                    .flatMap(\.names).filter { Topic(rawValue: $0) != nil })
        }
        let services = ["orders", "inventory", "returns"]
        let rows = operating.table("## Who may say what", firstColumn: "principal")
        #expect(Set(rows.flatMap { $0[0].quoted }) == Set(rights.map(\.principal)))

        let fromOthers = Set(Topic.allCases.filter(\.isWrittenByOthers).map(\.name))
        // People dismiss dead letters on its pages.
        #expect(topics("console", "Write") == fromOthers.union([Topic.deadLetters.name]))
        // It dismisses dead letters, and erases.
        #expect(topics("operator", "Write") == fromOthers.union([Topic.deadLetters.name, Topic.erasures.name]))
        // The state of none; of the reroutes those in which messages about orders and return orders are.
        let published = Set(Topic.allCases.filter { !$0.isInternal }.map(\.name))
        #expect(topics("operator", "Read") == published.union([Topic.ordersReroutes.name, Topic.returnsReroutes.name]))
        #expect(topics("console", "Read").isDisjoint(with: Topic.allCases.filter(\.isInternal).map(\.name)))
        #expect(
            Set(rights.filter { $0.principal == "topics" }.flatMap(\.operations))
                == ["Create", "Describe", "DescribeConfigs"])
        let writers = Set(rights.map(\.principal)).filter {
            topics($0, "Write").contains(Topic.inventoryOwnCommands.name)
        }
        #expect(writers == Set(services))
        // Nobody but the service itself touches its reroutes and its state, except for the operator, who reads all.
        for topic in Topic.allCases where topic.isInternal {
            let users = Set(rights.filter { $0.names.contains(topic.name) }.map(\.principal)).subtracting(["operator"])
            #expect(users.count == 1 && users.isSubset(of: services), "\(topic.name)")
        }
    }

    @Test("Tests and stories that are named exist; the rules are numbered one after the other and name their tests")
    func tests() throws {
        let stories = Document.root.appending(path: "Tests/Cases/Stories")
        for document in Document.all {
            for span in document.spans {
                if span.wholeMatch(of: /[A-Z][A-Za-z]+Tests/) != nil {
                    #expect(TestNames.all.contains(span), "\(document.path): \(span)")
                }
                if span.wholeMatch(of: /(rules|reports|more)\/[a-z0-9-]+/) != nil {
                    let file = stories.appending(path: span + ".jsonl")
                    #expect(FileManager.default.fileExists(atPath: file.path), "\(document.path): \(span)")
                }
            }
        }
        let rules = integrating.section("## Rules").joined(separator: "\n").components(separatedBy: "\n**R").dropFirst()
        #expect(rules.map { Int($0.prefix { $0.isNumber }) } == Array(1...rules.count))
        for rule in rules {
            let names = rule.components(separatedBy: " —").dropFirst().last?.quoted ?? []
            #expect(!names.isEmpty, "rule \(rule.prefix(30)) names no test")
        }
    }

    @Test("Figures have a date and a command; commands are those of the programs")
    func figures() throws {
        let rows = try Document.at("Tests/README.md").table("## Figures", firstColumn: "what")
        #expect(rows.count > 15)
        for row in rows {
            #expect(row.count == 4 && row[2].wholeMatch(of: /[0-9]{2}-[0-9]{2}/) != nil && !row[3].isEmpty, "\(row)")
        }
    }
}

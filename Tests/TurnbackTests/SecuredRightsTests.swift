import Access
import Contracts
import Fulfillment
import Foundation
import ReadModel
import Reconciliation
import Streams
import Testing

@testable import turnback

/// The rights of compose/secured, compared with the services and with its access file: each principal has what it needs to
/// work, and nothing else. A 3PL's reviewer reads the two files; this says that they agree.
@Suite("The rights of the secured stack")
struct SecuredRightsTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "compose/secured")

    private struct Right: Hashable, CustomStringConvertible {
        var principal: String
        var operation: String
        var kind: String
        var name: String
        var description: String { "\(principal) \(operation) \(kind) \(name)" }
    }

    private static func rights() throws -> Set<Right> {
        var rights: Set<Right> = []
        for line in try String(contentsOf: folder.appending(path: "acls"), encoding: .utf8).split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count >= 4, !line.hasPrefix("#") else { continue }
            for operation in words[1].split(separator: ",") {
                for name in words[3...] {
                    rights.insert(Right(principal: words[0], operation: String(operation), kind: words[2], name: name))
                }
            }
        }
        return rights
    }

    private static func access() throws -> AccessList {
        try AccessList.decode(Array(try Data(contentsOf: folder.appending(path: "access.json"))))
    }

    private static func topics(_ names: some Sequence<TopicName>, _ operation: String, of principal: String) -> [Right] {
        names.map { Right(principal: principal, operation: operation, kind: "topic", name: $0.text) }
    }

    @Test("are those that the services, the console, the operator and each tenant need, and no others")
    func least() throws {
        let list = try Self.access()
        let tenants = list.tenants
        var wanted: [Right] = []
        for topology in Plant.topologies {
            let name = topology.name
            let parts = tenants.map { alias, principal -> (read: [TopicName], write: [TopicName]) in
                let inputs = principal.role.inputs.filter(topology.inputs.contains)
                let outputs = principal.outputs.filter {
                    topology.outputs.contains($0) || ($0 == .rejections && !inputs.isEmpty)
                }
                return (inputs.map { TopicName($0, alias: alias) }, outputs.map { TopicName($0, alias: alias) })
            }
            wanted += Self.topics(topology.consumed.map { TopicName($0) }, "Read", of: name)
            wanted += Self.topics([TopicName(topology.state)], "Read", of: name)
            wanted += Self.topics(topology.produced.map { TopicName($0) }, "Write", of: name)
            wanted += Self.topics(parts.flatMap(\.read), "Read", of: name)
            wanted += Self.topics(parts.flatMap(\.write), "Write", of: name)
            wanted.append(Right(principal: name, operation: "Read", kind: "group", name: name))
            wanted.append(Right(principal: name, operation: "Write", kind: "transactional-id", name: "\(name)-*"))
        }
        let others = Topic.allCases.filter(\.isWrittenByOthers).map { TopicName($0) }
        let operated = Reconciler.topics + [.ordersReroutes, .returnsReroutes, .erasures]
        for (reader, topics) in [("console", ReadModel.sources), ("operator", operated)] {
            wanted += Self.topics(topics.map { TopicName($0) } + list.tenantTopics, "Read", of: reader)
            wanted += Self.topics(others, "Write", of: reader)
            wanted.append(Right(principal: reader, operation: "Describe", kind: "group", name: "turnback"))
        }
        // It asks who is in the services' groups.
        for service in ["orders", "inventory", "returns"] {
            wanted.append(Right(principal: "operator", operation: "Describe", kind: "group", name: service))
        }
        // People dismiss dead letters on its pages.
        wanted += Self.topics([TopicName(.deadLetters)], "Write", of: "console")
        // It dismisses dead letters, and erases.
        wanted += Self.topics([TopicName(.deadLetters), TopicName(.erasures)], "Write", of: "operator")
        // What shops ask for, and what they are answered.
        wanted += Self.topics([TopicName(.cancellationRequests)], "Write", of: "connect")
        wanted += Self.topics([TopicName(.cancellationOutcomes)], "Read", of: "connect")
        wanted.append(Right(principal: "connect", operation: "Describe", kind: "group", name: "turnback"))
        for (principal, operations) in [
            ("operator", ["Describe", "DescribeConfigs"]), ("topics", ["Create", "Describe", "DescribeConfigs"]),
        ] {
            for operation in operations {
                wanted.append(Right(principal: principal, operation: operation, kind: "topic", name: "fulfillment.*"))
            }
        }
        for (alias, principal) in tenants {
            let name = principal.name
            wanted += Self.topics(principal.role.inputs.map { TopicName($0, alias: alias) }, "Write", of: name)
            wanted += Self.topics(principal.outputs.map { TopicName($0, alias: alias) }, "Read", of: name)
            wanted.append(Right(principal: name, operation: "Read", kind: "group", name: name))
        }
        let given = try Self.rights()
        #expect(given.subtracting(wanted).map(\.description).sorted() == [], "too many")
        #expect(Set(wanted).subtracting(given).map(\.description).sorted() == [], "too few")
    }

    @Test("name tenants' topics literally, and each tenant has a quota")
    func literal() throws {
        let tenants = try Self.access().tenants.map(\.principal.name)
        #expect(tenants == ["acme", "bolt", "lax1", "shop-de", "shop-fr"])
        for right in try Self.rights() where tenants.contains(right.principal) { #expect(!right.name.hasSuffix("*")) }
        let quotas = try String(contentsOf: Self.folder.appending(path: "quotas"), encoding: .utf8)
            .split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ") }
        #expect(quotas.map { String($0[0]) } == tenants)
        for quota in quotas { #expect(quota.count == 4 && quota.dropFirst().allSatisfy { Int($0).map { $0 > 0 } ?? false }) }
    }
}

import Foundation

/// What several brokers say of their cluster, asked by kcat.
struct ClusterView {
    private let brokers: [String]

    /// - Parameter brokers: the addresses of all, in the order of their ids from 1 on.
    init(asking brokers: [String]) { self.brokers = brokers }

    /// True when each partition is up to date on all brokers: then one of them may be lost.
    func isWhole() throws -> Bool {
        guard let all = try partitions(brokers) else { return false }
        return !all.isEmpty && all.allSatisfy { $0.leader > 0 && $0.upToDate == brokers.count }
    }

    func awaitWhole() throws {
        try eventually("all brokers have everything", within: .seconds(120)) { try isWhole() ? true : nil }
    }

    /// Waits until the other brokers lead what this one has led.
    func awaitTakeover(from id: Int) throws {
        let others = brokers.indices.filter { $0 != id - 1 }.map { brokers[$0] }
        try eventually("broker \(id) leads nothing", within: .seconds(120)) {
            guard let all = try partitions(others), !all.isEmpty else { return Bool?.none }
            return all.allSatisfy { $0.leader > 0 && $0.leader != id } ? true : nil
        }
    }

    /// nil where none of these brokers answers.
    private func partitions(_ asked: [String]) throws -> [(leader: Int, upToDate: Int)]? {
        let program = try Program(
            at: URL(fileURLWithPath: "/usr/bin/kcat"), ["-L", "-J", "-b", asked.joined(separator: ","), "-m", "2"])
        guard program.end() == 0,
            let all = try JSONSerialization.jsonObject(with: Data(program.printed(from: 0))) as? [String: Any],
            let topics = all["topics"] as? [[String: Any]]
        else { return nil }
        return topics.flatMap { $0["partitions"] as? [[String: Any]] ?? [] }.map {
            ($0["leader"] as? Int ?? -1, ($0["isrs"] as? [Any])?.count ?? 0)
        }
    }
}

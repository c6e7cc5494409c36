import Streams

/// What is to say of Kafka's brokers, by their settings.
enum BrokerFindings {
    /// - Parameters:
    ///   - brokers: the settings of each broker, by its number.
    ///   - replication: the copies of the topic that has the fewest; nil where there is no topic.
    static func all(_ brokers: [Int32: [String: String]], replication: Int?, address: String) -> [DoctorFinding] {
        let area = "Kafka"
        let ids = brokers.keys.sorted().map(String.init).joined(separator: ", ")
        let known = brokers.filter { !$0.value.isEmpty }
        guard !known.isEmpty else {
            return [
                .unknown(
                    area, "its version and settings: this user lacks DescribeConfigs on the cluster",
                    "kafka-acls.sh --bootstrap-server \(address) --add --allow-principal User:NAME --operation DescribeConfigs "
                        + "--cluster")
            ]
        }
        var findings: [DoctorFinding] = []
        // Kafka 4 has this setting no longer; before, it names the version.
        let old = Set(known.values.compactMap { $0["inter.broker.protocol.version"] }).sorted()
        findings.append(
            old.isEmpty
                ? .good(area, "version 4 or later, brokers \(ids)")
                : .wrong(
                    area, "version \(old.joined(separator: ", ")): Turnback is tested on Kafka 4 only",
                    "upgrade the brokers to Kafka 4: https://kafka.apache.org/documentation/#upgrade"))
        let unclean = known.filter { $0.value["unclean.leader.election.enable"] == "true" }.keys.sorted()
        if !unclean.isEmpty {
            findings.append(
                .wrong(
                    area,
                    "unclean.leader.election.enable=true: a broker that lags may take over, and messages are lost",
                    "kafka-configs.sh --bootstrap-server \(address) --alter --entity-type brokers --entity-default "
                        + "--add-config unclean.leader.election.enable=false"))
        }
        findings += copies(brokers.count, known, replication, area)
        return findings
    }

    private static func copies(
        _ count: Int, _ known: [Int32: [String: String]], _ replication: Int?, _ area: String
    ) -> [DoctorFinding] {
        if count < 3 {
            return [.note(area, "\(count == 1 ? "one broker" : "\(count) brokers"): three survive the loss of one")]
        }
        var findings: [DoctorFinding] = []
        for name in ["offsets.topic.replication.factor", "transaction.state.log.replication.factor"] {
            let least = known.values.compactMap { $0[name].flatMap { Int($0) } }.min()
            if let least, least < 3 {
                findings.append(
                    .wrong(
                        area, "\(name)=\(least) with \(count) brokers: the loss of one stops commits",
                        "set it to 3 in each broker's properties, and raise Kafka's own topic with "
                            + "kafka-reassign-partitions.sh"))
            }
        }
        if let replication, replication < 3 {
            findings.append(
                .wrong(
                    area, "topics have \(replication == 1 ? "one copy" : "\(replication) copies") on \(count) brokers",
                    "raise them to 3 with kafka-reassign-partitions.sh, and set min.insync.replicas=2"))
        }
        return findings
    }
}

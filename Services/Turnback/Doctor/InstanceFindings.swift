/// What is to say of the running programs: each by itself, and how they fit together.
enum InstanceFindings {
    /// How far two clocks may be apart, in seconds.
    static let clockSeconds = 5

    /// An address that does not answer, and why.
    struct Silent: Error, Equatable {
        var url: String
        var reason: String
    }

    /// - Parameters:
    ///   - silent: the addresses that were named and do not answer.
    ///   - policy: the fingerprint of the policy file that was given here; nil where none was.
    static func all(_ instances: [InstanceFacts], silent: [Silent], policy: String?) -> [DoctorFinding] {
        var findings = silent.map {
            DoctorFinding.wrong(
                "program", "\($0.url) does not answer: \($0.reason)",
                "start it, or read its last log lines: the exit code says why it ended")
        }
        for one in instances {
            if let reason = one.notReady {
                findings.append(.wrong("program", "\(one.url) is not ready: \(reason)", "read its log lines"))
            } else {
                findings.append(.good("program", "\(one.url) is ready" + (one.version.map { ", version \($0)" } ?? "")))
            }
            if let ahead = one.clockAhead, abs(ahead) > clockSeconds {
                findings.append(
                    .wrong(
                        "clocks",
                        "\(one.url): its clock is \(abs(ahead)) s \(ahead > 0 ? "ahead of" : "behind") this machine's",
                        "set both by NTP, such as with chrony"))
            }
        }
        return findings + policies(instances, policy) + versions(instances)
    }

    private static func policies(_ instances: [InstanceFacts], _ policy: String?) -> [DoctorFinding] {
        let known = instances.compactMap { one in one.policy.map { (one.url, $0) } }
        guard !known.isEmpty else { return [] }
        let prints = Set(known.map(\.1) + (policy.map { [$0] } ?? []))
        if prints.count == 1 { return [.good("policy", "all have \(known[0].1)")] }
        let each = known.map { "\($0.0) has \($0.1)" } + (policy.map { ["--policy here is \($0)"] } ?? [])
        return [
            .wrong(
                "policy", "the programs do not have the same policy: \(each.joined(separator: ", "))",
                "give all of them the same --policy FILE and restart those that differ; turnback policy show --policy FILE "
                    + "prints a file's fingerprint")
        ]
    }

    private static func versions(_ instances: [InstanceFacts]) -> [DoctorFinding] {
        let known = instances.compactMap { one in one.version.map { (one.url, $0) } }
        guard Set(known.map(\.1)).count > 1 else { return [] }
        return [
            .note(
                "version", known.map { "\($0.0) runs \($0.1)" }.joined(separator: ", "),
                "finish the upgrade: inventory, returns, orders, console")
        ]
    }
}

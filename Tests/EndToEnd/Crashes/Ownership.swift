import Foundation

/// Which partitions each loop of each process has, by what the processes have logged.
struct Ownership {
    /// By `orders-a/0`: the instance and the loop.
    private(set) var partitions: [String: Set<Int>] = [:]
    /// How many records each restore has read, by instance and partition, in order.
    private(set) var restores: [String: [Int]] = [:]

    init(_ members: [Member]) {
        for member in members where member.isRunning {
            for line in member.log.split(separator: "\n") { take(line, of: member) }
        }
    }

    /// All that is owned, what is owned twice with it.
    var owned: [Int] { partitions.values.flatMap { $0 }.sorted() }

    private mutating func take(_ line: Substring, of member: Member) {
        let fields = Dictionary(
            line.split(separator: " ").compactMap { word -> (Substring, Substring)? in
                let parts = word.split(separator: "=", maxSplits: 1)
                return parts.count == 2 ? (parts[0], parts[1]) : nil
            }, uniquingKeysWith: { $1 })
        let loop = "\(member.name)/\(fields["loop"]?.split(separator: "/").last ?? "0")"
        if line.contains(" starting ") {
            partitions = partitions.filter { !$0.key.hasPrefix(member.name + "/") }
        } else if line.contains(" partition restored "), let number = fields["partition"].flatMap({ Int($0) }) {
            partitions[loop, default: []].insert(number)
            restores["\(member.name)/\(number)", default: []].append(fields["records"].flatMap { Int($0) } ?? -1)
        } else if line.contains(" partitions given up ") {
            partitions[loop]?.subtract(fields["partitions"]?.split(separator: ",").compactMap { Int($0) } ?? [])
        }
    }
}

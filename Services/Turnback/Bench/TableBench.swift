import Glibc
import Operations
import Streams

/// `turnback bench --table`: what a user sees and pays, row by row: orders, inventory and returns on a Kafka, each in a
/// separate process that this starts and ends.
struct TableBench {
    let place: LogPlace
    let kafka: String
    /// How many cancellations the backlog has.
    let requests: Int
    let shutdown: ShutdownSignal

    struct Row {
        var name: String
        var value: Double
        var unit: String
    }

    /// So many cancellations are put through first: connections, caches and the group are there then.
    private static let warmUp = 500
    /// For how long requests come at a steady rate, in seconds.
    private static let steady = 8
    /// For how long nothing is done, to see what that costs.
    private static let idle = Duration.seconds(10)

    /// Measures, and hands over each row as soon as it is known.
    func run(_ tell: (Row) -> Void) throws(Failure) {
        let services = try ChildServices(kafka: kafka, instance: "bench-table")
        defer { services.end() }
        _ = try load(Self.warmUp, rate: 0, services)
        let backlog = try load(requests, rate: 0, services)
        tell(Row(name: "backlog of \(requests.grouped): cancellations", value: backlog.result.perSecond, unit: "/s"))
        tell(
            Row(
                name: "backlog: CPU of the services a cancellation",
                value: backlog.cpu / .microseconds(1) / Double(requests), unit: "µs"))
        tell(Row(name: "orders: its own memory", value: Double(backlog.anonymousKiB) / 1_024, unit: "MiB"))
        tell(
            Row(
                name: "orders: state on disk per order",
                value: Double(Self.bytes(below: "\(services.directory.path)/orders")) / Double(requests + Self.warmUp),
                unit: "B"
            ))
        for rate in [50, 300] {
            let steady = try load(rate * Self.steady, rate: rate, services)
            for (name, latency) in zip(["p50", "p99"], steady.result.milliseconds(at: [0.5, 0.99])) {
                tell(Row(name: "\(rate)/s: \(name)", value: latency, unit: "ms"))
            }
            tell(
                Row(
                    name: "\(rate)/s: CPU of the services a cancellation",
                    value: steady.cpu / .milliseconds(1) / Double(rate * Self.steady), unit: "ms"))
        }
        try rest(services, tell)
    }

    /// Orders that await outbound, and then their cancellations: what those took.
    private func load(
        _ requests: Int, rate: Int, _ services: ChildServices
    ) throws(Failure) -> (result: CancellationLoad.Result, cpu: Duration, anonymousKiB: Int) {
        var before = Duration.zero
        let result: CancellationLoad.Result
        do throws(Failure) {
            result = try CancellationLoad(requests: requests, rate: rate)
                .run(on: place, shutdown: shutdown) { before = services.cpu }
        } catch { throw services.explained(error) }
        return (result, services.cpu - before, services.orders.usage?.anonymousKiB ?? 0)
    }

    private func rest(_ services: ChildServices, _ tell: (Row) -> Void) throws(Failure) {
        let before = services.all.map(\.usage)
        guard shutdown.wait(until: .now + Self.idle) == nil else { throw Failure(.software, "interrupted") }
        let used = zip(services.all, before).compactMap { service, before in
            service.usage.flatMap { now in before.map { (now, now.cpu - $0.cpu) } }
        }
        let seconds = Self.idle / .seconds(1)
        tell(
            Row(name: "idle: threads of a service, at most", value: Double(used.map(\.0.threads).max() ?? 0), unit: ""))
        tell(
            Row(
                name: "idle: CPU per service, at most",
                value: (used.map { $0.1 / .seconds(1) }.max() ?? 0) / seconds * 100, unit: "%"))
    }

    /// What the files below a directory take on the disk.
    static func bytes(below directory: String) -> Int {
        guard let entries = unsafe opendir(directory) else { return 0 }
        defer { unsafe closedir(entries) }
        var bytes = 0
        while let entry = unsafe readdir(entries) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            var status = stat()
            guard name != ".", name != "..", unsafe lstat("\(directory)/\(name)", &status) == 0 else { continue }
            bytes +=
                status.st_mode & S_IFMT == S_IFDIR
                ? Self.bytes(below: "\(directory)/\(name)") : Int(status.st_blocks) * 512
        }
        return bytes
    }

    /// Prints the rows: a table, or a JSON line each.
    static func report(_ rows: [Row], json: Bool) {
        var table = TextTable([.init("what"), .init("figure", .right), .init("", .left)])
        for row in rows {
            let value = (row.value * 100).rounded() / 100
            if json {
                StandardStream.output.writeLine(
                    "{\"name\":\"\(row.name)\",\"value\":\(value),\"unit\":\"\(row.unit)\"}")
            } else {
                table.add([row.name, value >= 100 ? Int(value.rounded()).grouped : "\(value)", row.unit])
            }
        }
        if !json { StandardStream.output.writeLine(table.render(style: TextStyle(for: .output))) }
    }
}

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
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        var services: [ChildService] = []
        defer { for service in services { service.end(SIGTERM) } }
        for name in ["orders", "inventory", "returns"] {
            services.append(
                try ChildService(
                    name,
                    [
                        "--kafka", kafka, "--state", "\(directory.path)/\(name)", "--instance", "bench-table",
                        "--http", "127.0.0.1:0", "--log", "json",
                    ], log: "\(directory.path)/\(name).log"))
        }
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
                value: Double(Self.bytes(below: "\(directory.path)/orders")) / Double(requests + Self.warmUp), unit: "B"
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
        _ requests: Int, rate: Int, _ services: [ChildService]
    ) throws(Failure) -> (result: CancellationLoad.Result, cpu: Duration, anonymousKiB: Int) {
        var before = Duration.zero
        let result: CancellationLoad.Result
        do throws(Failure) {
            result = try CancellationLoad(requests: requests, rate: rate)
                .run(on: place, shutdown: shutdown) { before = Self.cpu(services) }
        } catch {
            let said = services.compactMap { service in service.lines.last.map { "\(service.name) logged: \($0)" } }
            throw Failure(error.exitCode, ([error.message] + said).joined(separator: "\n"))
        }
        return (result, Self.cpu(services) - before, services[0].usage?.anonymousKiB ?? 0)
    }

    private static func cpu(_ services: [ChildService]) -> Duration {
        services.reduce(.zero) { $0 + ($1.usage?.cpu ?? .zero) }
    }

    private func rest(_ services: [ChildService], _ tell: (Row) -> Void) throws(Failure) {
        let before = services.map(\.usage)
        guard shutdown.wait(until: .now + Self.idle) == nil else { throw Failure(.software, "interrupted") }
        let used = zip(services, before).compactMap { service, before in
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

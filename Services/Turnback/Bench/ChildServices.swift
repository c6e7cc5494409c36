import Glibc
import Operations

/// orders, inventory and returns, each in its own process, which a benchmark starts and ends. Their state and their logs lie in a
/// directory that goes with them.
struct ChildServices {
    let directory: TemporaryDirectory
    let all: [ChildService]

    /// - Parameter more: arguments beside those that every benchmark gives.
    init(kafka: String, instance: String, _ more: [String] = []) throws(Failure) {
        let directory = try TemporaryDirectory()
        self.directory = directory
        var started: [ChildService] = []
        do throws(Failure) {
            for name in ["orders", "inventory", "returns"] {
                started.append(
                    try ChildService(
                        name,
                        [
                            "--kafka", kafka, "--state", "\(directory.path)/\(name)", "--instance", instance, "--http",
                            "127.0.0.1:0", "--log", "json",
                        ] + more, log: "\(directory.path)/\(name).log"))
            }
        } catch {
            for service in started { service.end(SIGTERM) }
            directory.remove()
            throw error
        }
        all = started
    }

    var orders: ChildService { all[0] }

    /// What all of them have taken so far.
    var cpu: Duration { all.reduce(.zero) { $0 + ($1.usage?.cpu ?? .zero) } }

    /// A failure, with what each service logged last.
    func explained(_ failure: Failure) -> Failure {
        let said = all.compactMap { service in service.lines.last.map { "\(service.name) logged: \($0)" } }
        return Failure(failure.exitCode, ([failure.message] + said).joined(separator: "\n"))
    }

    func signal(_ signal: Int32) { for service in all { service.signal(signal) } }

    func end() {
        for service in all { service.end(SIGTERM) }
        directory.remove()
    }
}

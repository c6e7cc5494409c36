internal import Glibc

/// Variables of the environment that are named like Turnback's and that none of its programs reads: mostly a slip of a
/// finger, after which a default is in force without a word.
struct UnknownVariable: Sendable, Equatable {
    /// The variable.
    let name: String
    /// The setting with the most similar name.
    let nearest: String

    /// What to say about it.
    var warning: String { "no program reads \(name); the nearest that one does is \(nearest)" }

    /// Those that are set for this process, by name.
    static var all: [UnknownVariable] { all(in: EnvironmentVariables.namesAndValues(prefix: prefix)) }

    static func all(in environment: [String: String]) -> [UnknownVariable] {
        environment.sorted { $0.key < $1.key }
            .filter { $0.key.hasPrefix(prefix) && !isKnown($0.key) && !isServiceLink($0.key, $0.value) }
            .map { UnknownVariable(name: $0.key, nearest: NearestWord.nearest($0.key, settings)?.word ?? "") }
    }

    private static let prefix = "TURNBACK_"

    private static func isKnown(_ name: String) -> Bool { settings.contains(name) || tools.contains(name) }

    /// What the services and the verbs read: they often share one environment, so each knows those of the others.
    static let settings: [String] =
        (ServiceSettings.options(service: "orders")
        + [ServiceSettings.data(defaultText: "", help: ""), ServiceSettings.hosts, ServiceSettings.access]
        + [ServiceSettings.accessLog, ServiceSettings.tlsCertificate, ServiceSettings.tlsKey, ServiceSettings.probes])
        .compactMap(\.variable) + [ServiceSettings.rebuild.variable].compactMap(\.self)

    /// What the scripts in `compose` and the tests read. They hand it on to the programs that they start.
    static let tools: Set<String> = [
        "TURNBACK_BIN", "TURNBACK_CASE", "TURNBACK_CONNECT_PORT", "TURNBACK_CONNECTIONS", "TURNBACK_CONSOLE_PORT",
        "TURNBACK_CRASH_ORDERS", "TURNBACK_CRASH_SEED", "TURNBACK_E2E_RUN",
        "TURNBACK_FAULTS", "TURNBACK_IMAGE_LIMIT", "TURNBACK_INVENTORY_PORT", "TURNBACK_KAFKA_2_PORT",
        "TURNBACK_KAFKA_3_PORT", "TURNBACK_KAFKA_PORT", "TURNBACK_NO_DELIVERY", "TURNBACK_ORDERS",
        "TURNBACK_ORDERS_PORT",
        "TURNBACK_PARTITIONS",
        "TURNBACK_PREVIOUS_CHECKOUT", "TURNBACK_PREVIOUS_REVISION", "TURNBACK_PUBLIC", "TURNBACK_RELEASE",
        "TURNBACK_RETURNS_PORT",
        "TURNBACK_SEED", "TURNBACK_SEEDS", "TURNBACK_TAG", "TURNBACK_TESTS", "TURNBACK_TEST_COMPOSE",
        "TURNBACK_TEST_CONTAINERS", "TURNBACK_TEST_KAFKA", "TURNBACK_TEST_OPENAPI", "TURNBACK_TEST_SEED",
        "TURNBACK_TEST_SEEDS",
        "TURNBACK_TOOLCHAIN", "TURNBACK_TOOLCHAIN_DIR", "TURNBACK_TOOLCHAIN_SHA256", "TURNBACK_UNOPTIMIZED",
        "TURNBACK_UP_SECONDS",
    ]

    /// What Kubernetes sets in every container for a service named `turnback` or `turnback-…`.
    private static func isServiceLink(_ name: String, _ value: String) -> Bool {
        let parts = name.split(separator: "_")
        guard let port = parts.lastIndex(of: "PORT") else { return name.hasSuffix("_SERVICE_HOST") }
        if parts[..<port].last == "SERVICE" { return true }
        let address = parts[(port + 1)...]
        return address.isEmpty ? value.contains("://") : address.count > 1 && Int(address.first!) != nil
    }
}

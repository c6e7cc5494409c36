// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target is compiled with.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .strictMemorySafety(),
]

/// The libraries that the tests go through millions of states with; TestWorld, which goes, is compiled as they are.
let walked = ["Fulfillment", "Contracts", "Processors", "Reconciliation"]

/// ``walked`` is optimized in a debug build as well, with its assertions. It takes five times as long to build, so the rest is not;
/// as a whole module, for that builds in two thirds of the time and runs in four fifths of it.
/// Not under a sanitizer (`TURNBACK_UNOPTIMIZED`, which compose/sanitize sets): what the optimizer takes over from the standard library
/// writes the count of the empty array that all threads share, 0 over 0, and is reported as a race.
let optimized: [SwiftSetting] =
    Context.environment["TURNBACK_UNOPTIMIZED"] != nil
    ? []
    : [
        .unsafeFlags(
            [
                "-O", "-disable-batch-mode", "-whole-module-optimization", "-num-threads", "2", "-assert-config",
                "Debug",
            ],
            .when(configuration: .debug))
    ]

/// The libraries that every message goes through.
let hot = ["Threads", "Fulfillment", "Contracts", "Kafka", "Streams", "Processors"]

/// A release build of ``hot`` does not check at run time that nobody uses a stored property of a class while somebody else changes
/// it: 2.5 % of the instructions of a cancellation. Debug builds do, and all tests run on them.
let unchecked: [SwiftSetting] = [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]

/// A release build of ``hot`` may look into the other modules: 2.0 % fewer instructions for a cancellation, with 2.5 % larger
/// programs, and no longer to build.
let acrossModules: [SwiftSetting] = [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))]

/// A C library of the distribution, found by pkg-config and installed by `compose/setup`.
func distribution(_ name: String, pkgConfig: String, package: String) -> Target {
    .systemLibrary(name: name, path: "Shared/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

/// A library of this package: a folder of Shared.
///
/// - Parameter documents: what lies there beside its sources, to be read.
func library(_ name: String, _ dependencies: [Target.Dependency], documents: [String] = []) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Shared/\(name)", exclude: documents,
        swiftSettings: settings + (walked.contains(name) ? optimized : []) + (hot.contains(name) ? unchecked + acrossModules : []))
}

/// An executable of this package: a folder of Services.
///
/// A release build takes its memory from jemalloc: a fifth less CPU under load than with glibc's allocator, which searches its lists
/// where one thread allocates what another one frees, as librdkafka's do (457 µs an order with its cancellation before 568, on Kafka).
/// Debug builds do not: the sanitizers bring their own allocator.
func service(_ name: String, folder: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: "Services/\(folder)", swiftSettings: settings,
        linkerSettings: [.linkedLibrary("jemalloc", .when(configuration: .release))])
}

/// A test target: a folder of Tests.
func tests(_ name: String, _ dependencies: [Target.Dependency], data: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: data,
        swiftSettings: settings)
}

/// `TURNBACK_TESTS=StreamsTests,KafkaTests` leaves out all other tests, for whoever builds the same few again and again;
/// `TURNBACK_TESTS=none` all of them, for whoever has the programs' sources alone.
func chosen(_ all: [Target]) -> [Target] {
    guard let names = Context.environment["TURNBACK_TESTS"]?.split(separator: ",") else { return all }
    let tests = all.filter { target in target.type == .test && names.contains { $0 == target.name } }
    return tests.isEmpty ? [] : tests + all.filter { $0.type != .test }
}

/// What the services are made of.
let services: [Target.Dependency] = [
    "Pages", "Hooks", "Connect", "API", "ReadModel", "Access", "Operations", "Processors", "Reconciliation", "Streams",
    "Contracts", "Fulfillment", "Threads",
]

let package = Package(
    name: "turnback",
    products: [
        .executable(name: "orders", targets: ["orders"]),
        .executable(name: "inventory", targets: ["inventory"]),
        .executable(name: "returns", targets: ["returns"]),
        .executable(name: "console", targets: ["console"]),
        .executable(name: "connect", targets: ["connect"]),
        .executable(name: "turnback", targets: ["turnback"]),
    ],
    targets: [
        distribution("CRdKafka", pkgConfig: "rdkafka", package: "librdkafka-dev"),
        distribution("CLMDB", pkgConfig: "lmdb", package: "liblmdb-dev"),
        distribution("CCrypto", pkgConfig: "libcrypto", package: "libssl-dev"),
        distribution("CCurl", pkgConfig: "libcurl", package: "libcurl4-openssl-dev"),
        distribution("CMicroHTTPD", pkgConfig: "libmicrohttpd", package: "libmicrohttpd-dev"),
        distribution("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        distribution("CZlib", pkgConfig: "zlib", package: "zlib1g-dev"),

        library("Threads", []),
        library("Kafka", ["Threads", "CRdKafka"]),
        library("Fulfillment", [], documents: ["README.md"]),
        library("Contracts", ["Fulfillment"], documents: ["README.md"]),
        library("Streams", ["Contracts", "Kafka", "Threads", "CLMDB"], documents: ["README.md"]),
        library("Reconciliation", ["Contracts", "Fulfillment"], documents: ["README.md"]),
        library("Processors", ["Streams", "Contracts", "Fulfillment"], documents: ["State/names.json"]),
        library("Access", ["Contracts", "Fulfillment", "CCrypto"], documents: ["README.md"]),
        library("Connect", ["Access", "Contracts", "Fulfillment", "CCrypto"], documents: ["README.md"]),
        library(
            "Operations",
            ["Access", "Streams", "Contracts", "Fulfillment", "Kafka", "Threads", "CMicroHTTPD", "CZlib"]),

        library("ReadModel", ["Operations", "Streams", "Contracts", "Fulfillment", "Threads", "CSQLite"]),
        // ReadModel for its SQLite.
        library(
            "Hooks", ["Connect", "ReadModel", "Operations", "Streams", "Contracts", "Fulfillment", "Threads", "CCurl"]),
        library("API", ["ReadModel", "Access", "Operations", "Streams", "Contracts", "Fulfillment", "Threads"]),
        library(
            "Pages", ["API", "ReadModel", "Access", "Operations", "Contracts", "Fulfillment", "Threads"],
            documents: ["README.md", "pictures"]),

        // A retailer's month, a generated day and the guide's stories, played through the services: what replay and demo show.
        library("Replay", ["Operations", "Streams", "Contracts", "Fulfillment"]),

        service("orders", folder: "Orders", ["Operations", "Processors"]),
        service("inventory", folder: "Inventory", ["Operations", "Processors"]),
        service("returns", folder: "Returns", ["Operations", "Processors"]),
        service(
            "console", folder: "Console",
            ["Pages", "API", "ReadModel", "Operations", "Streams", "Contracts", "Fulfillment"]),
        service("connect", folder: "Connect", ["Hooks", "Connect", "Operations", "Streams", "Contracts"]),
        service("turnback", folder: "Turnback", services + ["Replay"]),
    ]
        + chosen([
            .target(
                name: "SchemaChecking", dependencies: ["Contracts"], path: "Tests/SchemaChecking",
                swiftSettings: settings),
            .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
            .target(
                name: "TestLogs", dependencies: ["Streams", "Contracts", "Kafka", "Threads", "CRdKafka"],
                path: "Tests/TestLogs",
                swiftSettings: settings),
            tests("KafkaTests", ["Kafka", "TestLogs", "TestSupport"]),
            .target(
                name: "TestWorld", dependencies: ["Fulfillment", "TestSupport"], path: "Tests/TestWorld",
                swiftSettings: settings + optimized),
            tests("FulfillmentTests", ["Fulfillment", "TestWorld", "TestSupport"]),
            tests(
                "ContractsTests", ["Contracts", "Fulfillment", "SchemaChecking", "TestSupport"],
                data: ["Examples", "Released"]),
            tests("ReconciliationTests", ["Reconciliation", "Contracts", "Fulfillment", "TestWorld", "TestSupport"]),
            tests("StreamsTests", ["Streams", "Contracts", "Kafka", "Threads", "TestLogs", "TestSupport"]),
            tests("AccessTests", ["Access", "Contracts", "Fulfillment", "TestSupport"]),
            tests("ConnectTests", ["Connect", "Contracts", "Fulfillment", "TestSupport"]),
            tests("HooksTests", services + ["TestPlant"]),
            tests("OperationsTests", ["Operations", "Access", "Streams", "Fulfillment", "Threads"]),
            .target(
                name: "TestPlant", dependencies: services, path: "Tests/TestPlant", swiftSettings: settings),
            tests("ReadModelTests", services + ["TestPlant", "TestWorld"]),
            tests("PagesTests", ["Pages", "API", "ReadModel", "Operations", "Contracts", "Fulfillment"]),
            tests("APITests", services + ["TestPlant", "SchemaChecking"]),
            tests(
                "TurnbackTests", services + ["Replay", "turnback", "SchemaChecking", "TestLogs", "TestPlant"], data: ["Released"]),
            tests("DocumentsTests", services + ["turnback", "console", "connect"]),
            tests("ReplayTests", services + ["Replay", "turnback"]),
            tests("Simulation", services + ["Replay", "turnback", "TestLogs"]),
            tests("Cases", services + ["Replay", "turnback", "TestLogs", "TestSupport"], data: ["Stories", "README.md", "known-wrong.txt"]),
            tests("EndToEnd", services + ["SchemaChecking", "TestSupport"], data: ["Support/webhook-endpoint.py"]),
        ])
)

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

/// A C library of the distribution, found by pkg-config and installed by `compose/setup`.
func distribution(_ name: String, pkgConfig: String, package: String) -> Target {
    .systemLibrary(name: name, path: "Shared/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

/// A library of this package: a folder of Shared.
func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Shared/\(name)", swiftSettings: settings)
}

/// An executable of this package: a folder of Services.
func service(_ name: String, folder: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: "Services/\(folder)", swiftSettings: settings)
}

/// A test target: a folder of Tests.
func tests(_ name: String, _ dependencies: [Target.Dependency], data: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: data, swiftSettings: settings)
}

let package = Package(
    name: "turnback",
    products: [
        .executable(name: "orders", targets: ["orders"]),
        .executable(name: "inventory", targets: ["inventory"]),
        .executable(name: "returns", targets: ["returns"]),
        .executable(name: "turnback", targets: ["turnback"]),
    ],
    targets: [
        distribution("CRdKafka", pkgConfig: "rdkafka", package: "librdkafka-dev"),
        distribution("CLMDB", pkgConfig: "lmdb", package: "liblmdb-dev"),
        distribution("CMicroHTTPD", pkgConfig: "libmicrohttpd", package: "libmicrohttpd-dev"),

        library("Kafka", ["CRdKafka"]),
        library("Fulfillment", []),
        library("Contracts", ["Fulfillment"]),
        library("Streams", ["Contracts", "Kafka", "CLMDB"]),
        library("Processors", ["Streams", "Contracts", "Fulfillment"]),
        library("Operations", ["Streams", "Contracts", "Fulfillment", "Kafka", "CMicroHTTPD"]),

        service("orders", folder: "Orders", ["Operations", "Processors"]),
        service("inventory", folder: "Inventory", ["Operations", "Processors"]),
        service("returns", folder: "Returns", ["Operations", "Processors"]),
        service("turnback", folder: "Turnback", ["Operations", "Processors", "Streams", "Contracts", "Fulfillment"]),

        tests("KafkaTests", ["Kafka"]),
        tests("FulfillmentTests", ["Fulfillment"]),
        .target(
            name: "SchemaChecking", dependencies: ["Contracts"], path: "Tests/SchemaChecking", swiftSettings: settings),
        tests("ContractsTests", ["Contracts", "Fulfillment", "SchemaChecking"], data: ["Examples", "Released"]),
        tests("StreamsTests", ["Streams", "Contracts", "Kafka"]),
        tests("OperationsTests", ["Operations", "Streams"]),
        tests("TurnbackTests", ["turnback", "Operations", "Processors", "Streams", "Contracts", "Fulfillment", "SchemaChecking"]),
        tests("ReplayTests", ["turnback", "Operations", "Streams", "Contracts", "Fulfillment"]),
        tests("Simulation", ["turnback", "Operations", "Processors", "Streams", "Contracts", "Fulfillment"]),
        tests("EndToEnd", ["Operations", "Processors", "Streams", "Contracts", "Fulfillment", "SchemaChecking"]),
    ]
)

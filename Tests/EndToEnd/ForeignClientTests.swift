import Contracts
import Foundation
import Testing

/// Clients that share nothing with this project send requests in each mode and read what became of them.
@Suite(.enabled(if: Stack.isAvailable), .timeLimit(.minutes(15)))
struct ForeignClientTests {
    @Test(arguments: ForeignClient.allCases, ForeignClient.Mode.allCases)
    func aCancelIsSentAndItsOutcomeRead(client: ForeignClient, mode: ForeignClient.Mode) throws {
        guard client.require() else { return }
        let shop = Shop(try Stack.shared.get(), times: 1)
        try shop.awaitOutbound()
        let sending = try ForeignClient.Sending(
            mode, key: shop.key, id: "foreign-\(shop.store)", request: shop.request("r-1"))
        // Twice: it counts once, however it was sent.
        try client.publish([sending, sending], broker: shop.stack.broker)
        #expect(try shop.final()["code"] as? String == "cancelledBeforeWork")
        let outcomes = try eventually("\(client.rawValue) reads the final outcome") {
            let mine = try client.read(broker: shop.stack.broker).filter { $0["storeId"] as? String == shop.store }
            return mine.contains { $0["final"] as? Bool == true } ? mine : nil
        }
        #expect(outcomes.compactMap { $0["state"] as? String } == ["releasing", "cancelled"])
        #expect(outcomes.allSatisfy { $0["requestId"] as? String == "r-1" })
        let traces = try shop.read("cancellations.outcomes").map { $0.headers["traceparent"] }
        #expect(traces.allSatisfy { $0 == (mode == .bare ? nil : ForeignClient.Sending.traceparent) })
        #expect(try shop.read("rejections").isEmpty)
        #expect(try shop.read("dead-letters").isEmpty)
    }

    /// Lengths of all remainders of murmur2's words of four bytes, in one to four bytes a character.
    private static let names = [
        "1", "12", "123", "1234", "12345", "é", "出库单", "😀", "각", "a b", "Z~!", "00000000",
    ]

    @Test(arguments: ForeignClient.allCases)
    func keysLandWhereJavaPutsThem(client: ForeignClient) throws {
        guard client.require() else { return }
        let stack = try Stack.shared.get()
        let store = "keys-\(UUID().uuidString.prefix(8).lowercased())"
        let keys = Self.names.map { "\(store)/\($0)" }
        try client.publish(
            try Self.names.map { name in
                try ForeignClient.Sending(
                    .bare, key: "\(store)/\(name)", id: "",
                    request: [
                        "requestId": "r", "storeId": store, "storeOrderId": name, "reason": "other",
                        "requestedBy": "buyer", "requestedAt": "2026-11-24T10:00:00Z",
                    ])
            }, broker: stack.broker)
        let read = try Program(
            at: URL(filePath: "/usr/bin/kcat"),
            ["-C", "-b", stack.broker, "-t", ForeignClient.requests, "-o", "beginning", "-e", "-q", "-f", "%p\t%k\n"])
        read.end()
        // By their bytes, as Kafka has them.
        var landed: [[UInt8]: Int32] = [:]
        for line in read.printed.split(separator: "\n") {
            let parts = line.split(separator: "\t")
            if parts.count == 2, parts[1].hasPrefix(store) { landed[Array(parts[1].utf8)] = Int32(parts[0]) }
        }
        #expect(landed.count == keys.count)
        #expect(Set(landed.values).count > 1)
        for key in keys { #expect(landed[Array(key.utf8)] == Murmur2.partition(of: key.utf8, count: 3), "\(key)") }
        // And what lies where it belongs needs no detour.
        let rerouted = try stack.kcat.lines(of: "fulfillment.orders.reroutes.v1", format: "%k\n")
        #expect(!rerouted.contains { $0.hasPrefix(store) })
    }

    @Test func aRequestRedeliveredOnEveryPartitionUnderAnyKeyCountsOnce() throws {
        let shop = Shop(try Stack.shared.get(), times: 1)
        try shop.awaitOutbound()
        let sending = try ForeignClient.Sending(
            .binary, key: shop.key, id: "all-\(shop.store)", request: shop.request("r-1"))
        let headers = sending.headers.flatMap { ["-H", "\($0.name)=\($0.value)"] }
        for partition in 0..<3 {
            for key in [["-k", shop.key], ["-k", "another/key"], []] {
                try shop.stack.kcat.send(
                    ["-t", ForeignClient.requests, "-p", "\(partition)"] + key + headers, sending.value + "\n")
            }
        }
        #expect(try shop.final()["state"] as? String == "cancelled")
        // Behind each of them, the same way: once these are answered, those were processed.
        for partition in 0..<3 {
            let after = try ForeignClient.Sending(
                .binary, key: "", id: "after-\(partition)-\(shop.store)", request: shop.request("after-\(partition)"))
            try shop.stack.kcat.send(
                ["-t", ForeignClient.requests, "-p", "\(partition)"]
                    + after.headers.flatMap { ["-H", "\($0.name)=\($0.value)"] }, after.value + "\n")
            #expect(try shop.final("after-\(partition)")["code"] as? String == "alreadyCancelled")
        }
        #expect(
            try shop.read("cancellations.outcomes").filter { $0.data["requestId"] as? String == "r-1" }
                .compactMap { $0.data["state"] as? String } == ["releasing", "cancelled"])
        try shop.stock(onHand: ["SKU-1": 5, "SKU-7": 5])
    }
}

extension Kcat {
    /// A topic by now, a line a message.
    func lines(of topic: String, format: String) throws -> [Substring] {
        let program = try Program(
            at: URL(filePath: "/usr/bin/kcat"),
            ["-C", "-b", broker, "-t", topic, "-o", "beginning", "-e", "-q", "-f", format])
        program.end()
        return program.printed.split(separator: "\n")
    }
}

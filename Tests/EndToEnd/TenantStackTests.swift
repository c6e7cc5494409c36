import Foundation
import TestSupport
import Testing

/// The secured stack as compose/secured has it, on its own broker: two stores, two merchants and a warehouse with the rights
/// of compose/secured/acls, and nothing else. They try each other's orders over Kafka and over HTTP.
@Suite(.enabled(if: Stack.isAvailable && JavaTools.home != nil, "\(JavaTools.missing)"), .timeLimit(.minutes(20)))
struct TenantStackTests {
    private static let secured = Files.root.appending(path: "compose/secured")
    private static let services = ["orders", "inventory", "returns"]
    private static let tenants = ["acme", "bolt", "lax1", "shop-de", "shop-fr"]

    /// The lines of a list, as words.
    private static func lines(_ name: String) throws -> [[String]] {
        try String(contentsOf: secured.appending(path: name), encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ").map(String.init) }
    }

    private final class Secured {
        let broker: OwnBroker
        let sasl: SaslListener
        let folder: URL
        let access: URL
        let accessLog: URL
        private(set) var programs: [Program] = []
        private(set) var console = HTTP(base: "")
        private(set) var orders = HTTP(base: "")

        init() throws {
            let names = ["console", "operator", "topics"] + TenantStackTests.services + TenantStackTests.tenants
            let sasl = SaslListener(port: try FreePorts.pair(), users: names)
            self.sasl = sasl
            broker = try OwnBroker { port in
                sasl.settings(of: port) + [
                    "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                    "super.users=User:ANONYMOUS",
                ]
            }
            folder = try Files.temporary()
            access = folder.appending(path: "access.json")
            accessLog = folder.appending(path: "access.jsonl")
            try FileManager.default.copyItem(at: TenantStackTests.secured.appending(path: "access.json"), to: access)
            for name in names {
                try Data(SaslListener.client(user: name, password: SaslListener.password).utf8)
                    .write(to: folder.appending(path: "\(name).properties"))
            }
            try grant()
            let made = try turnback(["topics", "create", "--access", access.path], as: "topics")
            guard made.code == 0 else { throw NotSoYet(description: made.complained) }
            for name in TenantStackTests.services + ["console"] { try start(name) }
        }

        /// The list of rights, as secured/grant gives them.
        private func grant() throws {
            for words in try TenantStackTests.lines("acls") {
                var arguments = ["--bootstrap-server", broker.address, "--add", "--allow-principal", "User:\(words[0])"]
                for operation in words[1].split(separator: ",") { arguments += ["--operation", String(operation)] }
                for name in words[3...] {
                    arguments += ["--\(words[2])", name.hasSuffix("*") ? String(name.dropLast()) : name]
                }
                let isPrefix = words[3].hasSuffix("*")
                let granted = try JavaTools.run(
                    "kafka-acls.sh", arguments + ["--resource-pattern-type", isPrefix ? "prefixed" : "literal"])
                guard granted.end() == 0 else { throw NotSoYet(description: granted.complained) }
            }
        }

        private func start(_ name: String) throws {
            let address = "127.0.0.1:\(try FreePorts.pair())"
            var arguments = [
                "--kafka", sasl.address, "--kafka-config", folder.appending(path: "\(name).properties").path, "--state",
                folder.appending(path: name).path, "--http", address, "--access", access.path, "--log", "text",
            ]
            arguments += name == "console" ? ["--access-log", accessLog.path] : ["--instance", "e2e"]
            let program = try Program(name, arguments)
            Children.all.add([program.process.processIdentifier])
            programs.append(program)
            let http = HTTP(base: "http://\(address)")
            if name == "console" { console = http }
            if name == "orders" { orders = http }
            try eventually("\(name) is ready", within: .seconds(90)) {
                try http.get("/readyz").status == 200 ? true : nil
            } state: {
                program.complained
            }
        }

        func turnback(_ arguments: [String], as user: String) throws -> (code: Int32, printed: String, complained: String) {
            try Program.run(
                "turnback",
                arguments + [
                    "--kafka", sasl.address, "--kafka-config", folder.appending(path: "\(user).properties").path,
                ])
        }

        func reload() { for program in programs { kill(program.process.processIdentifier, SIGHUP) } }

        func end() {
            for program in programs { program.kill() }
            broker.remove()
        }

        private func client(_ user: String) -> [String] {
            [
                "-b", sasl.address, "-X", "security.protocol=SASL_PLAINTEXT", "-X", "sasl.mechanism=PLAIN", "-X",
                "sasl.username=\(user)", "-X", "sasl.password=\(SaslListener.password)",
            ]
        }

        /// Publishes as a tenant; false where Kafka refuses it.
        func publish(_ user: String, _ topic: String, key: String, _ type: String, id: String, _ data: String) throws -> Bool {
            let headers = [
                "ce_specversion=1.0", "ce_id=\(id)", "ce_source=/\(user)", "ce_type=fulfillment.\(type).v1",
                "content-type=application/json",
            ]
            let program = try Program(
                at: URL(fileURLWithPath: "/usr/bin/kcat"),
                ["-P", "-t", topic, "-k", key, "-X", "message.timeout.ms=20000"] + client(user)
                    + headers.flatMap { ["-H", $0] }, input: data + "\n")
            return program.end() == 0
        }

        /// What a tenant reads of a topic, from its beginning to its end.
        func read(_ user: String, _ topic: String) throws -> (code: Int32, text: String, complained: String) {
            let program = try Program(
                at: URL(fileURLWithPath: "/usr/bin/kcat"),
                ["-C", "-t", topic, "-o", "beginning", "-e", "-q", "-X", "isolation.level=read_committed"] + client(user))
            return (program.end(), program.printed, program.complained)
        }

        func hears(_ user: String, _ topic: String, _ what: String) throws {
            var last = ""
            try eventually("\(user) hears \(what)", within: .seconds(60)) {
                last = try read(user, topic).text
                return last.contains(what) ? true : nil
            } state: {
                last
            }
        }
    }

    private func order(_ store: String, _ merchant: String) -> String {
        #"{"outboundOrderId":"OB-\#(store)-\#(merchant)","storeId":"\#(store)","storeOrderId":"1","merchantId":"\#(merchant)","warehouseId":"LAX1","lines":[{"sku":"A","quantity":1}],"submittedAt":"2026-11-24T08:00:00Z"}"#
    }

    private func request(_ store: String, _ id: String) -> String {
        #"{"requestId":"\#(id)","storeId":"\#(store)","storeOrderId":"1","reason":"other","requestedBy":"staff","requestedAt":"2026-11-24T08:05:00Z"}"#
    }

    private func stock(_ merchant: String, _ warehouse: String) -> String {
        #"{"merchantId":"\#(merchant)","warehouseId":"\#(warehouse)","receiptId":"R-\#(merchant)-\#(warehouse)","lines":[{"sku":"A","quantity":5}]}"#
    }

    @Test("each is served on its own topics; every try at another's is refused, answered and recorded")
    func apart() throws {
        let stack = try Secured()
        defer { stack.end() }
        func topic(_ name: String, _ alias: String? = nil) -> String { "fulfillment.\(name).v1" + (alias.map { ".\($0)" } ?? "") }
        // What each may say.
        for merchant in ["acme", "bolt"] {
            #expect(try stack.publish("lax1", topic("inventory.commands", "lax1"), key: "\(merchant)/LAX1", "stock.receive", id: "s-\(merchant)", stock(merchant, "LAX1")))
        }
        #expect(try stack.publish("acme", topic("orders.commands", "acme"), key: "shop-de/1", "outbound-order.submitted", id: "o-1", order("shop-de", "acme")))
        #expect(try stack.publish("bolt", topic("orders.commands", "bolt"), key: "shop-fr/1", "outbound-order.submitted", id: "o-2", order("shop-fr", "bolt")))

        // What each tries of the others, on its own topics: taken by Kafka, refused by Turnback, answered on its own topic.
        let tries: [(who: String, topic: String, type: String, key: String, data: String, says: String)] = [
            ("shop-fr", "cancellations.requests", "cancellation.requested", "shop-de/1", request("shop-de", "t-1"), "shop-fr does not act for store shop-de"),
            ("bolt", "cancellations.requests", "cancellation.requested", "shop-de/1", request("shop-de", "t-2"), "bolt does not act for store shop-de"),
            ("bolt", "orders.commands", "outbound-order.submitted", "shop-de/1", order("shop-de", "bolt"), "store shop-de belongs to merchant acme"),
            ("acme", "orders.commands", "outbound-order.submitted", "shop-fr/1", order("shop-fr", "bolt"), "acme does not act for store shop-fr, merchant bolt"),
            ("lax1", "inventory.commands", "stock.receive", "acme/SFO1", stock("acme", "SFO1"), "lax1 does not act for warehouse SFO1"),
            ("shop-de", "returns.commands", "return-order.cancel", "shop-fr/1", #"{"returnOrderId":"RO-1","storeId":"shop-fr","storeOrderId":"1"}"#, "shop-de does not act for store shop-fr"),
        ]
        for (index, one) in tries.enumerated() {
            #expect(try stack.publish(one.who, topic(one.topic, one.who), key: one.key, one.type, id: "try-\(index)", one.data))
        }
        for one in tries { try stack.hears(one.who, topic("rejections", one.who), one.says) }
        // On the others' topics, and on the common ones: refused by Kafka.
        for (who, whose) in [("shop-fr", "shop-de"), ("shop-fr", nil), ("bolt", "acme")] as [(String, String?)] {
            #expect(try !stack.publish(who, topic("cancellations.requests", whose), key: "shop-de/1", "cancellation.requested", id: "k", request("shop-de", "t-k")))
        }
        for (who, name, whose) in [("shop-fr", "cancellations.outcomes", "shop-de"), ("shop-fr", "cancellations.outcomes", nil), ("bolt", "orders.events", nil), ("shop-fr", "rejections", "shop-de")] as [(String, String, String?)] {
            let found = try stack.read(who, topic(name, whose))
            #expect(found.text.isEmpty && (found.code != 0 || !found.complained.isEmpty), "\(who) reads \(name) \(whose ?? "")")
        }

        // Over HTTP, with tokens that are given out while everything runs.
        var tokens: [String: String] = [:]
        for name in ["shop-de", "shop-fr"] {
            let made = try Program.run("turnback", ["token", "new", name, "--access", stack.access.path])
            #expect(made.code == 0, "\(made.complained)")
            tokens[name] = made.printed.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        stack.reload()
        func ask(_ who: String, _ path: String) throws -> Int {
            try stack.console.get(path, headers: ["Authorization: Bearer \(tokens[who] ?? "")"]).status
        }
        try eventually("the console knows the order", within: .seconds(60)) {
            try ask("shop-de", "/api/v1/orders/shop-de/1") == 200 ? true : nil
        }
        #expect(try ask("shop-fr", "/api/v1/orders/shop-de/1") == 404)
        let forbidden = try stack.console.post(
            "/api/v1/cancellations", request("shop-de", "h-1"), 
            headers: ["content-type: application/json", "Authorization: Bearer \(tokens["shop-fr"]!)"])
        #expect(forbidden.status == 403 && forbidden.body.contains("shop-fr does not act for store shop-de"))
        let recorded = try String(contentsOf: stack.accessLog, encoding: .utf8)
        #expect(recorded.contains(#""principal":"shop-fr""#) && recorded.contains(#""subject":"shop-de/1""#) && recorded.contains(#""status":403"#))

        // Nothing of all that has happened: the first request of the store's own is the first that its order has.
        #expect(try stack.publish("shop-de", topic("cancellations.requests", "shop-de"), key: "shop-de/1", "cancellation.requested", id: "r-1", request("shop-de", "own-1")))
        try stack.hears("shop-de", topic("cancellations.outcomes", "shop-de"), #""requestId":"own-1""#)
        let outcomes = try stack.read("shop-de", topic("cancellations.outcomes", "shop-de")).text
        for id in ["t-1", "t-2", "t-k", "h-1"] { #expect(!outcomes.contains(#""\#(id)""#)) }
        #expect(try stack.read("shop-fr", topic("cancellations.outcomes", "shop-fr")).text.isEmpty)
        #expect(try stack.read("operator", topic("cancellations.outcomes")).text.isEmpty)
        #expect(try stack.read("operator", topic("rejections")).text.isEmpty)
        let inspected = try stack.turnback(["inspect", "order", "shop-de/1", "--json"], as: "operator")
        #expect(inspected.code == 0 && inspected.printed.contains(#""principal":"shop-de""#), "\(inspected.complained)")
        let proof = try stack.turnback(["reconcile"], as: "operator")
        #expect(proof.code == 0, "\(proof.printed) \(proof.complained)")
        let checked = try stack.turnback(["topics", "check", "--access", stack.access.path], as: "operator")
        #expect(checked.code == 0, "\(checked.printed) \(checked.complained)")

        // A tenant that is new is read within seconds; until its topics are there, readiness names them.
        var text = try String(contentsOf: stack.access, encoding: .utf8)
        text = text.replacing(#""principals": {"#, with: #""principals": {"shop-it": {"role": "store", "stores": ["shop-it"], "alias": "shop-it"},"#, maxReplacements: 1)
        try Data(text.utf8).write(to: stack.access)
        stack.reload()
        try eventually("readiness names the topics", within: .seconds(30)) {
            let ready = try stack.orders.get("/readyz")
            return ready.status == 200 && ready.body.contains("fulfillment.cancellations.requests.v1.shop-it") ? true : nil
        }
        #expect(try stack.orders.get("/metrics").body.contains(#"turnback_unread_topics{topic="fulfillment.cancellations.requests.v1.shop-it"} 1"#))
    }
}

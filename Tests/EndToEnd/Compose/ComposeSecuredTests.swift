import Foundation
import Testing

extension ComposeSuite {
    /// The secured stack: each service works with its principal, and fails clearly without one of its rights.
    @Suite(.serialized, .timeLimit(.minutes(15)))
    struct SecuredTests {
        @Test func worksWithTheLeastRightsAndFailsClearlyWithoutOne() throws {
            try ComposeStack.with(["secured"]) { stack in
                try cancelsAnOrder(stack)
                try stack.reconciles()
                try secretsAreNowhere(stack)
                try aWrongNameOfTheBrokerIsRefused(stack)
                for service in ["orders", "inventory", "returns"] {
                    try Docker.run(["stop", "-t", "15", stack.container(service)])
                }
                for lacking in Lacking.all { try failsClearly(lacking, stack) }
                try aRefusedWriteEndsTheService(stack)
            }
        }

        private func event(_ type: String, _ data: String) -> String {
            #"{"specversion":"1.0","id":"\#(UUID())","source":"/test","type":"fulfillment.\#(type).v1","data":\#(data)}"#
        }

        private func cancelsAnOrder(_ stack: ComposeStack) throws {
            let events = [
                event(
                    "stock.receive",
                    #"{"merchantId":"m","warehouseId":"w","receiptId":"RC","lines":[{"sku":"A","quantity":9}]}"#),
                event(
                    "outbound-order.submitted",
                    #"{"outboundOrderId":"OB-1","storeId":"s","storeOrderId":"1","merchantId":"m","warehouseId":"w","lines":[{"sku":"A","quantity":2}],"submittedAt":"2026-11-24T08:00:00Z"}"#
                ),
                event(
                    "cancellation.requested",
                    #"{"requestId":"r-1","storeId":"s","storeOrderId":"1","reason":"buyerChangedMind","requestedBy":"buyer","requestedAt":"2026-11-24T08:05:00Z"}"#
                ),
            ]
            let published = try stack.turnback(["publish", "-"], input: events.joined(separator: "\n") + "\n")
            try #require(published.code == 0, "\(published.text)")
            try eventually("the order is cancelled", within: .seconds(60)) {
                try stack.turnback(["inspect", "order", "s/1", "--json"]).text.contains("cancelledBeforeWork")
                    ? true : nil
            }
        }

        private func secretsAreNowhere(_ stack: ComposeStack) throws {
            let passwords = try Secrets.passwords()
            try #require(passwords.count == 12)
            var texts: [String: String] = [:]
            for service in ["kafka", "rights", "topics", "orders", "inventory", "returns", "console"] {
                texts["\(service)'s log"] = try stack.log(service)
                texts["\(service)'s command and variables"] = try Docker.inspect(
                    stack.container(service), "{{json .Config}} {{json .Args}}")
            }
            for service in ["orders", "inventory", "returns", "console"] {
                let port = stack.environment["TURNBACK_\(service.uppercased())_PORT"] ?? ""
                texts["\(service)'s metrics"] = try HTTP(base: "http://127.0.0.1:\(port)").get("/metrics").body
                texts["\(service)'s help"] = try Docker.run(
                    ["run", "--rm"] + Secrets.mounts(service) + ["turnback/\(service)", "--help"])
            }
            for (place, text) in texts {
                try #require(!text.isEmpty, "\(place) is empty")
                for password in passwords { try #require(!text.contains(password), "\(place) shows a password") }
            }
        }

        /// By the broker's address instead of the name that its certificate has.
        private func aWrongNameOfTheBrokerIsRefused(_ stack: ComposeStack) throws {
            let address = try Docker.inspect(
                stack.container("kafka"), "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}")
            let result = try stack.turnback(["topics", "list", "--kafka", "\(address):19092"])
            try #require(result.code == 69, "\(result.text)")
        }

        /// A service without one of its rights, and what its one line has to name.
        struct Lacking {
            var service: String
            /// For kafka-acls.sh.
            var right: [String]
            var names: String

            static let all: [Lacking] = [
                ("orders", "orders.commands", "orders.events"),
                ("inventory", "inventory.commands", "inventory.movements"),
                ("returns", "returns.commands", "returns.events"),
            ]
            .flatMap { service, input, output in
                func topic(_ name: String) -> String { "fulfillment.\(name).v1" }
                return [
                    Lacking(
                        service: service, right: ["--operation", "Read", "--topic", topic(input)],
                        names: "Read on topic \(topic(input))"),
                    Lacking(
                        service: service, right: ["--operation", "Write", "--topic", topic(output)],
                        names: "Write on topic \(topic(output))"),
                    Lacking(
                        service: service, right: ["--operation", "Read", "--topic", topic("\(service).state")],
                        names: "Read on topic \(topic("\(service).state"))"),
                    Lacking(
                        service: service, right: ["--operation", "Read", "--group", service],
                        names: "Read on group \(service)"),
                    Lacking(
                        service: service,
                        right: [
                            "--operation", "Write", "--transactional-id", "\(service)-", "--resource-pattern-type",
                            "prefixed",
                        ],
                        names: "Write on transactional id \(service)-lacking-0-0"),
                ]
            }
        }

        private func failsClearly(_ lacking: Lacking, _ stack: ComposeStack) throws {
            try change("--remove", lacking, stack)
            let result = try Docker.attempt(
                [
                    "run", "--rm", "--network", stack.network, "-e", "TURNBACK_LOG=text", "-e",
                    "TURNBACK_INSTANCE=lacking",
                ]
                    + Secrets.mounts(lacking.service)
                    + ["--stop-timeout", "15", "turnback/\(lacking.service)", "--kafka", "kafka:19092"])
            try change("--add", lacking, stack)
            try #require(result.code == 69, "\(lacking.names): \(result.text)")
            let errors = result.text.split(separator: "\n").filter { $0.hasPrefix("error: ") }
            try #require(errors.count == 1 && errors[0].contains(lacking.names), "\(lacking.names): \(result.text)")
        }

        /// A topic that is read as well can be seen, so that only the first write shows what is lacking.
        private func aRefusedWriteEndsTheService(_ stack: ComposeStack) throws {
            let topic = "fulfillment.orders.state.v1"
            let lacking = Lacking(service: "orders", right: ["--operation", "Write", "--topic", topic], names: topic)
            let request = event(
                "cancellation.requested",
                #"{"requestId":"r-2","storeId":"s","storeOrderId":"2","reason":"buyerChangedMind","requestedBy":"buyer","requestedAt":"2026-11-24T08:05:00Z"}"#
            )
            let published = try stack.turnback(["publish", "-"], input: request + "\n")
            try #require(published.code == 0, "\(published.text)")
            try failsClearly(lacking, stack)
        }

        private func change(_ how: String, _ lacking: Lacking, _ stack: ComposeStack) throws {
            let secured = Files.root.appending(path: "compose/secured").path
            try Docker.run(
                [
                    "run", "--rm", "--network", stack.network, "-e", "KAFKA_HEAP_OPTS=-Xmx96m", "-v",
                    "\(secured)/admin.properties:/etc/turnback/admin.properties:ro", "-v",
                    "\(secured)/secrets/admin.pem:/run/secrets/admin.pem:ro", "-v",
                    "\(secured)/secrets/ca.crt:/run/secrets/ca.crt:ro", "--entrypoint", "/opt/kafka/bin/kafka-acls.sh",
                    "apache/kafka:4.3.1", "--bootstrap-server", "kafka:19093", "--command-config",
                    "/etc/turnback/admin.properties", how, "--force", "--allow-principal", "User:\(lacking.service)",
                ] + lacking.right)
        }
    }
}

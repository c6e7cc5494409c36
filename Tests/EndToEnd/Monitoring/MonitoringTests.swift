import Foundation
import Testing

/// What is delivered for monitoring, compared with the running services: Prometheus itself scrapes them and evaluates the
/// rules. Grafana is not run: of its dashboards, every query is.
@Suite(.enabled(if: Stack.isAvailable && Prometheus.isInstalled), .timeLimit(.minutes(15)))
struct MonitoringTests {
    @Test func theServicesSpeakPrometheusAsItsOwnToolWantsIt() throws {
        let stack = try Stack.shared.get()
        for service in stack.services {
            let text = try HTTP(base: "http://\(service.address)").get("/metrics").body
            let (code, said) = try Prometheus.check(text)
            #expect(code == 0, "\(service.name): \(said)")
        }
        let (code, said) = try Prometheus.check("# TYPE turnback_lag gauge\nturnback_lag_total 1\nturnback_lag 2 2 2\n")
        #expect(code != 0, "a text that is none was accepted: \(said)")
    }

    @Test func theDeliveredConfigurationIsOneThatPrometheusTakes() throws {
        let file = Files.root.appending(path: "compose/monitoring/prometheus.yml").path
        let checked = try Program(at: Prometheus.tool, ["check", "config", file])
        #expect(checked.end() == 0, "\(checked.printed) \(checked.complained)")
    }

    @Test func everyAlertHasAHistoryThatRaisesItAndOneThatDoesNot() throws {
        let folder = Files.root.appending(path: "compose/monitoring")
        let tested = try Program(
            at: Prometheus.tool, ["test", "rules", folder.appending(path: "rules_test.yml").path])
        #expect(tested.end() == 0, "\(tested.printed) \(tested.complained)")
        let tests = try String(contentsOf: folder.appending(path: "rules_test.yml"), encoding: .utf8)
        for alert in try Rules.alerts() { #expect(tests.contains("alertname: \(alert)"), "\(alert) is not tested") }
    }

    @Test func prometheusScrapesThemAndEveryRuleAndEveryPanelFindsItsMetrics() throws {
        let stack = try Stack.shared.get()
        let shop = Shop(stack, times: 1)
        try shop.awaitOutbound()
        try shop.requestCancellation()
        #expect(try shop.final()["state"] as? String == "cancelled")

        let prometheus = try Prometheus(scraping: stack.services.map(\.address))
        defer { prometheus.stop() }
        try eventually("all three services are scraped", within: .seconds(60)) {
            try prometheus.query("count(up == 1)").first == 3 ? true : nil
        } state: { prometheus.said }
        for (place, name) in try Rules.metrics() + Dashboards.metrics() {
            try eventually("\(place) finds \(name)") {
                try prometheus.query("count({__name__=~\"\(name)(_count)?\"})").first.map { $0 > 0 ? true : nil } ?? nil
            }
        }
        #expect(try prometheus.query("count(turnback_no_such_metric)").isEmpty)
        for (place, expression) in try Dashboards.expressions() {
            #expect(try prometheus.accepts(expression), "\(place) asks \(expression)")
        }
        // After the first scrape, so that Prometheus sees it come.
        try stack.kcat.send(["-t", "fulfillment.cancellations.requests.v1", "-k", shop.key], "no JSON")
        try eventually("the dead letter raises its alert", within: .seconds(60)) {
            try prometheus.query(#"count(ALERTS{alertname="TurnbackDeadLetters",alertstate="firing"})"#).first.map { _ in true }
        } state: { prometheus.said }
        #expect(try prometheus.query(#"count(ALERTS{alertname="TurnbackDown"})"#).isEmpty)
    }
}

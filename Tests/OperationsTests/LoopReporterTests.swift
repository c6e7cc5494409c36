import Streams
import Testing

@testable import Operations

@Suite("What a loop reports", .timeLimit(.minutes(15)))
struct LoopReporterTests {
    let health = Health()
    let registry = MetricsRegistry()
    let reporter: LoopReporter

    init() {
        reporter = LoopReporter(
            loop: "orders-0", logger: Logger(label: "test", format: .text, level: .critical),
            health: health.register("loop-0"),
            metrics: LoopMetrics(registry, service: "orders"))
    }

    private var rebalances: Bool {
        registry.exposition().contains("turnback_rebalance_seconds_count{service=\"orders\"} 1")
    }

    @Test func oneThatHasGivenItsPartitionsUpIsNotReady() {
        for event: LoopEvent in [.joining, .joined, .assigned([0]), .ready] { reporter.observe(event) }
        #expect(health.readiness == .good)
        reporter.observe(.revoked([0], lost: false))
        #expect(health.readiness == .bad("loop-0: waiting for partitions"))
        reporter.observe(.ready)
        #expect(health.readiness == .good)
    }

    @Test func oneThatHasLostThemSaysThatItWaitsForTheBroker() {
        for event: LoopEvent in [.ready, .revoked([0], lost: true)] { reporter.observe(event) }
        guard case .bad(let reason) = health.readiness else {
            Issue.record("it is ready")
            return
        }
        #expect(reason.contains("waiting for the broker"))
    }

    @Test func aRebalanceIsCountedOnceItIsOver() {
        for event: LoopEvent in [.joining, .joined, .assigned([0])] { reporter.observe(event) }
        #expect(!rebalances)
        reporter.observe(.ready)
        #expect(rebalances)
        reporter.observe(.ready)
        #expect(rebalances)
    }
}

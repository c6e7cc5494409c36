import Testing
import Threads

@testable import Operations

@Suite("Health", .timeLimit(.minutes(15)))
struct HealthTests {
    let clock = Monitor(UInt64(1_000_000_000_000))
    let health: Health

    init() {
        let clock = clock
        health = Health(limit: .seconds(30)) { clock.withLock { $0 } }
    }

    func pass(seconds: UInt64) { clock.withLock { $0 += seconds * 1_000_000_000 } }

    func answer(_ path: String, headers: HTTPHeaders = [:]) throws -> (status: Int, body: String) {
        var router = HTTPRouter()
        let metrics = MetricsRegistry()
        health.export(to: metrics)
        router.operations(health: health, metrics: metrics)
        let response = router.respond(to: try #require(HTTPRequest(method: "GET", target: path, headers: headers)))
        guard case .bytes(let bytes) = response.body else { throw Unexpected(what: "a stream") }
        return (response.status, String(decoding: bytes, as: UTF8.self))
    }

    @Test func isAliveWhileEveryPartTicks() throws {
        #expect(try answer("/healthz") == (200, "alive\n"))
        let first = health.register("loop-0")
        let second = health.register("loop-1")
        pass(seconds: 30)
        #expect(try answer("/healthz").status == 200)
        pass(seconds: 1)
        first.tick()
        #expect(try answer("/healthz") == (503, "not alive: loop-1 has not ticked for 31 s (the limit is 30 s)\n"))
        second.tick()
        #expect(try answer("/healthz").status == 200)
    }

    @Test func forgetsAPartThatEnded() throws {
        let part = health.register("loop-0")
        pass(seconds: 31)
        health.remove(part)
        #expect(health.liveness == .good)
    }

    @Test func isReadyOnceEveryPartIsAndSaysWhyNot() throws {
        #expect(try answer("/readyz") == (503, "not ready: starting\n"))
        let first = health.register("loop-0")
        let second = health.register("loop-1")
        first.ready()
        second.notReady("restoring partition 3")
        #expect(try answer("/readyz") == (503, "not ready: loop-1: restoring partition 3\n"))
        second.ready()
        #expect(try answer("/readyz") == (200, "ready\n"))
        health.stop("shutting down")
        #expect(try answer("/readyz") == (503, "not ready: shutting down\n"))
        #expect(try answer("/healthz").status == 200, "who shuts down is still alive")
    }

    @Test func isNotReadyWhileAPartHangsInOneStep() throws {
        let part = health.register("loop-0")
        part.ready()
        pass(seconds: 10)
        #expect(try answer("/readyz").status == 200)
        pass(seconds: 1)
        #expect(try answer("/readyz") == (503, "not ready: loop-0: waiting for an answer for 11 s\n"))
        #expect(try answer("/metrics").body.contains("turnback_ready{part=\"loop-0\"} 0\n"))
        #expect(try answer("/healthz").status == 200)
        part.tick()
        #expect(try answer("/readyz").status == 200)
    }

    @Test func answersInJSONToWhoAsksForIt() throws {
        let answer = try answer("/readyz", headers: ["accept": "application/json"])
        #expect(answer == (503, #"{"status":"not ready","reason":"starting"}"#))
    }

    @Test func isExportedAsMetrics() throws {
        let part = health.register("loop-0")
        part.ready()
        pass(seconds: 2)
        let text = try answer("/metrics").body
        #expect(text.contains("turnback_ready{part=\"loop-0\"} 1\n"))
        #expect(text.contains("turnback_last_tick_age_seconds{part=\"loop-0\"} 2\n"))
    }
}

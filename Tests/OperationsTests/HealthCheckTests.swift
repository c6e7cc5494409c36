import Testing

@testable import Operations

/// `healthcheck` against the real server: what an engine asks in a container.
@Suite("The health check", .timeLimit(.minutes(15)))
struct HealthCheckTests {
    private func serving(_ health: Health, host: String = "127.0.0.1") throws -> HTTPServer {
        var router = HTTPRouter()
        router.operations(health: health, metrics: MetricsRegistry())
        let server = HTTPServer(HostPort(host: host, port: 0), router: router)
        try server.start()
        return server
    }

    /// The failure of a check; nil where all is well.
    private func check(_ arguments: [String], environment: [String: String] = [:]) throws -> Failure? {
        let command = HealthCheck.command(address: HostPort(host: "127.0.0.1", port: 1))
        guard case .run(let invocation) = try command.parse(arguments: arguments, environment: environment).get() else {
            throw Unexpected(what: "\(arguments) was not taken")
        }
        do throws(Failure) { try HealthCheck.run(invocation) } catch { return error }
        return nil
    }

    @Test func isGoodOnceTheServiceIsReadyAndSaysWhyNotBefore() throws {
        let health = Health()
        let server = try serving(health)
        let address = "127.0.0.1:\(server.port)"
        let part = health.register("loop-0")
        part.notReady("restoring partition 3")
        let early = try #require(try check(["--http", address]))
        #expect(early.exitCode == .failure)
        #expect(early.message == "http://\(address)/readyz: not ready: loop-0: restoring partition 3")
        let live = try check(["--http", address, "--live"])
        #expect(live == nil)
        part.ready()
        let ready = try check([], environment: ["TURNBACK_HTTP": address])
        #expect(ready == nil)
        #expect(server.stop(until: .now + .seconds(30)))
    }

    @Test func aWildcardAddressIsAskedOnThisMachine() throws {
        let health = Health()
        health.register("loop-0").ready()
        let server = try serving(health, host: "0.0.0.0")
        let failure = try check(["--http", "0.0.0.0:\(server.port)"])
        #expect(failure == nil)
        #expect(server.stop(until: .now + .seconds(30)))
    }

    @Test func nobodyThereIsAFailureThatNamesTheAddress() throws {
        let server = try serving(Health())
        let address = "127.0.0.1:\(server.port)"
        #expect(server.stop(until: .now + .seconds(30)))
        let failure = try #require(try check(["--http", address]))
        #expect(failure.exitCode == .failure)
        #expect(failure.message == "http://\(address)/readyz: connection refused")
    }

    @Test func noPortIsAWrongSetting() throws {
        #expect(try check(["--http", "127.0.0.1:0"])?.exitCode == .configuration)
    }
}

import Glibc
import Testing
import Threads

@testable import Operations

@Suite("The HTTP server", .timeLimit(.minutes(15)))
struct HTTPServerTests {
    static let deadline: Duration = .seconds(30)

    func started(maxBody: Int = 1024, _ handler: @escaping HTTPServer.Handler = Self.echo) throws -> HTTPServer {
        let server = HTTPServer(host: "127.0.0.1", port: 0, maxBody: maxBody, handler: handler)
        try server.start()
        return server
    }

    static let echo: HTTPServer.Handler = { request in
        .text(
            "\(request.method) \(request.segments) \(request.headers["x-test"] ?? "-") \(String(decoding: request.body, as: UTF8.self))"
        )
    }

    @Test func handsTheRequestToItsHandler() throws {
        let server = try started()
        let client = try HTTPClient(port: server.port)
        client.send("POST /a%2Fb/c HTTP/1.1\r\nHost: x\r\nX-TEST: yes\r\nContent-Length: 4\r\n\r\nbody")
        let answer = try client.receive()
        #expect(answer.status == 200)
        #expect(answer.body == #"POST ["a/b", "c"] yes body"#)
        #expect(answer.head.contains("Content-Type: text/plain; charset=utf-8"))
        #expect(server.stop(until: .now + Self.deadline))
    }

    @Test func keepsConnectionsAlive() throws {
        let server = try started()
        let client = try HTTPClient(port: server.port)
        for number in 0..<3 {
            client.send("GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try client.receive().body == "GET [\"\(number)\"] - ")
        }
        client.send("POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        #expect(try client.receive().body == #"POST ["p"] - abcde"#)
        client.send("HEAD /h HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.receive(isHead: true).head.contains("Content-Length: 13"))
        client.send("GET /last HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.receive().status == 200)
    }

    @Test func answersManyBlockedRequestsAtOnce() throws {
        let waiting = Monitor(0)
        let server = try started { _ in
            waiting.withLock { $0 += 1 }
            // Answered only once all of them are being handled at the same time.
            return waiting.wait(until: .now + Self.deadline) { $0 >= 64 } == nil
                ? .text("alone", status: 500) : .text("all")
        }
        let clients = try (0..<64).map { _ in try HTTPClient(port: server.port) }
        for client in clients { client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok") }
        #expect(try clients.allSatisfy { try $0.receive().body == "all" })
    }

    @Test("answers a body that is too large with 413", arguments: ["", "Expect: 100-continue\r\n"])
    func tooLarge(header: String) throws {
        let server = try started(maxBody: 1000)
        let client = try HTTPClient(port: server.port)
        client.send("POST / HTTP/1.1\r\nHost: x\r\n\(header)Content-Length: 500000\r\n\r\n")
        if header.isEmpty { client.send(String(repeating: "x", count: 500_000)) }
        let answer = try client.receive()
        #expect(answer.status == 413)
        #expect(answer.body == #"{"code":"tooLarge","message":"the body is larger than 1000 bytes","status":413,"title":"Content Too Large"}"#)
    }

    @Test func takesABodyThatIsJustNotTooLarge() throws {
        let server = try started(maxBody: 1000) { .text("\($0.body.count)") }
        let client = try HTTPClient(port: server.port)
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n" + String(repeating: "x", count: 1000))
        #expect(try client.receive().body == "1000")
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n" + String(repeating: "x", count: 1001))
        #expect(try client.receive().status == 413)
    }

    @Test func refusesATargetThatIsNotValid() throws {
        let server = try started()
        let client = try HTTPClient(port: server.port)
        client.send("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n")
        let answer = try client.receive()
        #expect(answer.status == 400)
        #expect(answer.body.hasPrefix(#"{"code":"badRequest""#))
    }

    @Test func saysThatAnAddressIsInUse() throws {
        let first = try started()
        let second = HTTPServer(host: "127.0.0.1", port: first.port, handler: Self.echo)
        let error = #expect(throws: HTTPServerError.self) { try second.start() }
        #expect(
            error?.description
                == "--http 127.0.0.1:\(first.port): address already in use; choose another with --http HOST:PORT")
        #expect(error?.failure.exitCode == .configuration)
    }

    @Test func saysThatAHostHasNoAddress() {
        let server = HTTPServer(host: "no-such-host.invalid", port: 0, handler: Self.echo)
        let error = #expect(throws: HTTPServerError.self) { try server.start() }
        #expect(
            error?.description.hasPrefix("--http no-such-host.invalid:0: 'no-such-host.invalid' cannot be resolved")
                == true)
    }

    @Test("listens where it is set to", arguments: ["127.0.0.1", "localhost", "0.0.0.0", "::"])
    func addresses(host: String) throws {
        if host == "::", unsafe access("/proc/net/if_inet6", R_OK) != 0 { return }
        let server = HTTPServer(host: host, port: 0, handler: Self.echo)
        try server.start()
        let client = try HTTPClient(port: server.port)
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.receive().status == 200)
    }

    @Test func letsARunningRequestEndWhenItStops() throws {
        let entered = Monitor(false)
        let released = Monitor(false)
        let server = try started { _ in
            entered.withLock { $0 = true }
            released.wait(until: .now + Self.deadline) { $0 }
            return .text("done")
        }
        let client = try HTTPClient(port: server.port)
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        entered.wait(until: .now + Self.deadline) { $0 }
        let stopped = Monitor(Bool?.none)
        let stopper = try WorkerThread("stopper") {
            let inTime = server.stop(until: .now + Self.deadline)
            stopped.withLock { $0 = inTime }
        }
        #expect(stopped.withLock { $0 } == nil)
        released.withLock { $0 = true }
        #expect(try client.receive().body == "done")
        stopper.join()
        #expect(stopped.withLock { $0 } == true)
        #expect(throws: (any Error).self) { try HTTPClient(port: server.port) }
    }

    @Test func doesNotWaitForConnectionsThatAskForNothing() throws {
        let server = try started()
        let idle = try HTTPClient(port: server.port)
        idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try idle.receive().status == 200)
        let half = try HTTPClient(port: server.port)
        half.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf")
        #expect(server.stop(until: .now + Self.deadline))
        #expect(try idle.isClosed())
        #expect(try half.isClosed())
    }

    @Test func startsNothingNewOnOpenConnectionsOnceItStops() throws {
        let entered = Monitor(0)
        let released = Monitor(false)
        let server = try started { _ in
            entered.withLock { $0 += 1 }
            released.wait(until: .now + Self.deadline) { $0 }
            return .text("done")
        }
        let late = try HTTPClient(port: server.port)
        late.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
        // Asked to go on: the connection is accepted.
        try late.receive(until: "HTTP/1.1 100 Continue\r\n\r\n", dropping: true)
        let busy = try HTTPClient(port: server.port)
        busy.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        entered.wait(until: .now + Self.deadline) { $0 == 1 }
        #expect(!server.stop(until: .now))
        late.send("late")
        let answer = try late.receive()
        #expect(answer.status == 503)
        #expect(answer.body == #"{"code":"stopping","message":"the server is stopping","status":503,"title":"Service Unavailable"}"#)
        released.withLock { $0 = true }
        #expect(try busy.receive().body == "done")
        #expect(entered.withLock { $0 } == 1)
    }

    @Test func saysThatItCouldNotStopInTime() throws {
        let entered = Monitor(false)
        let released = Monitor(false)
        let server = try started { _ in
            entered.withLock { $0 = true }
            released.wait(until: .now + Self.deadline) { $0 }
            return .text("done")
        }
        let client = try HTTPClient(port: server.port)
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        entered.wait(until: .now + Self.deadline) { $0 }
        #expect(!server.stop(until: .now))
        released.withLock { $0 = true }
        #expect(try client.receive().body == "done")
    }

    @Test func sendsAStreamUntilItStops() throws {
        let events = Monitor(["one", "two"])
        let server = try started { _ in
            .eventStream {
                let next = events.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                if let next { return Array("data: \(next)\n\n".utf8) }
                events.wait(until: .now + .milliseconds(20)) { !$0.isEmpty }
                return []
            }
        }
        let client = try HTTPClient(port: server.port)
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        try client.receive(until: "data: two\n\n")
        events.withLock { $0.append("three") }
        try client.receive(until: "data: three\n\n")
        #expect(server.stop(until: .now + Self.deadline))
        while try !client.isClosed() {}
    }

    @Test(
        "refuses what two readers may see differently, and closes",
        arguments: [
            "POST /x HTTP/1.1\r\nHost: a\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nbody",
            "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 40\r\n\r\nbody",
            "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4, 4\r\n\r\nbody",
            "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: +4\r\n\r\nbody",
            "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length : 4\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length\t: 4\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\nContent-Length: 0\r\n\r\n",
            "GET /x HTTP/1.1\r\nHost: a\r\nX Y: 1\r\n\r\n",
            "GET /x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: a/b\r\nContent-Length: 0\r\n\r\n",
            "GET /x HTTP/1.1\r\n\r\n",
            "GET /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody",
            "GET /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ])
    func framing(request: String) throws {
        let asked = Monitor(0)
        let server = try started { request in
            asked.withLock { $0 += 1 }
            return Self.echo(request)
        }
        let client = try HTTPClient(port: server.port)
        client.send(request + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")
        let answer = try client.receive()
        #expect(answer.status == 400)
        while try !client.isClosed() {}
        #expect(asked.withLock { $0 } == 0)
    }

    @Test func keepsConnectionsFreeForProbes() throws {
        let server = try started()
        // More than it takes: those that ask for nothing make room.
        var idle: [HTTPClient] = []
        for _ in 0..<Int(HTTPLimits.connections) + 40 { idle.append(try HTTPClient(port: server.port)) }
        for number in 0..<40 {
            let probe = try HTTPClient(port: server.port)
            probe.send("GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try probe.receive().status == 200)
        }
        #expect(try idle[0].isClosed())
    }

    @Test func keepsConnectionsFreeForProbesAlsoFromSlowSenders() throws {
        let server = try started()
        var slow: [HTTPClient] = []
        for _ in 0..<Int(HTTPLimits.connections) + 40 {
            let client = try HTTPClient(port: server.port)
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n")
            // Once this is here, the server waits for the body.
            try client.receive(until: "100 Continue\r\n\r\n")
            client.send("half")
            slow.append(client)
        }
        for number in 0..<40 {
            let probe = try HTTPClient(port: server.port)
            probe.send("GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try probe.receive().status == 200)
        }
        #expect(try slow[0].isClosed())
    }

    @Test func whoHasTheMostConnectionsMakesRoom() throws {
        var open: [HTTPConnections.Key: HTTPConnections.Connection] = [:]
        let start = ContinuousClock.now
        func add(_ peer: String, _ phase: HTTPConnections.Phase, _ second: Int) -> HTTPConnections.Key {
            let key = unsafe HTTPConnections.Key(OpaquePointer(bitPattern: 64 * (open.count + 1)))
            open[key] = HTTPConnections.Connection(
                descriptor: -1, peer: peer, phase: phase, since: start + .seconds(second))
            return key
        }
        let new = add("a", .waiting, 9)
        #expect(HTTPConnections.whoMakesRoom(in: open, for: new) == nil)
        _ = add("a", .answering, 0)
        let first = add("a", .waiting, 1)
        #expect(HTTPConnections.whoMakesRoom(in: open, for: new) == first)
        let (sending, waiting) = (add("b", .body, 2), add("b", .waiting, 3))
        #expect(HTTPConnections.whoMakesRoom(in: open, for: new) == waiting, "b has more")
        open[waiting]?.isShut = true
        _ = add("b", .body, 4)
        #expect(HTTPConnections.whoMakesRoom(in: open, for: new) == sending, "the older of two")
    }

    @Test(
        "gives up who takes too long over a head or a body, and not who waits for an answer",
        arguments: ["GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhal", ""])
    func slow(half: String) throws {
        let released = Monitor(false)
        let server = HTTPServer(
            HostPort(host: "127.0.0.1", port: 0), maxBody: 1_000,
            patience: HTTPConnections.Patience(
                head: .milliseconds(50), idle: .milliseconds(50), body: .milliseconds(50), step: .milliseconds(10))
        ) { request in
            released.wait(until: .now + Self.deadline) { $0 }
            return .text("done")
        }
        try server.start()
        let patient = try HTTPClient(port: server.port)
        patient.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        let slow = try HTTPClient(port: server.port)
        slow.send(half)
        // The other one's answer takes longer than that.
        while try !slow.isClosed() {}
        released.withLock { $0 = true }
        #expect(try patient.receive().body == "done")
        #expect(server.stop(until: .now + Self.deadline))
    }
}

import Access
import Testing

@testable import Operations

@Suite("Tokens that are nobody's")
struct FailedLoginTests {
    @Test("are answered with 429 once an address, or the id of one token, has brought too many; a valid one is let in")
    func limited() throws {
        let control = AccessControl(AccessControlTests.list)
        func answer(_ token: String, from peer: String) throws -> (status: Int?, retry: String?) {
            var request = try AccessControlTests.request([("Authorization", "Bearer \(token)")])
            request.peer = peer
            do throws(HTTPError) {
                _ = try control.principal(of: request)
                return (nil, nil)
            } catch { return (error.response.status, error.response.headers["Retry-After"]) }
        }
        for _ in 0..<HTTPLimits.failedLogins {
            #expect(try answer(Token.random().text, from: "10.0.0.1").status == 401)
        }
        let tooMany = try answer(Token.random().text, from: "10.0.0.1")
        #expect(tooMany.status == 429)
        #expect((1...HTTPLimits.failedLoginSeconds).contains(try #require(tooMany.retry.flatMap { Int($0) })))
        #expect(try answer(Token.random().text, from: "10.0.0.2").status == 401)
        #expect(try answer(AccessControlTests.token.text, from: "10.0.0.1").status == nil)
        // Another secret under the id of one token, from many addresses.
        let id = AccessControlTests.token.text.split(separator: "_")[1]
        let forged = "tb_\(id)_\(String(repeating: "ab", count: 32))"
        for number in 0..<HTTPLimits.failedLogins {
            #expect(try answer(forged, from: "10.1.0.\(number)").status == 401)
        }
        #expect(try answer(forged, from: "10.2.0.1").status == 429)
        #expect(try answer(AccessControlTests.token.text, from: "10.2.0.1").status == nil)
    }

    @Test("are forgotten after a while, and no more are counted than there is room for")
    func forgotten() {
        var failures = FailedLogins()
        for _ in 0...HTTPLimits.failedLogins { _ = failures.failed(peer: "a", tokenId: nil, now: 1_000) }
        #expect(failures.failed(peer: "a", tokenId: nil, now: 2_000) == HTTPLimits.failedLoginSeconds - 1)
        let later = Int64(HTTPLimits.failedLoginSeconds + 1) * 1_000
        #expect(failures.failed(peer: "a", tokenId: nil, now: later) == nil)
        for number in 0...HTTPLimits.countedLogins { _ = failures.failed(peer: "\(number)", tokenId: nil, now: later) }
        #expect(failures.count <= HTTPLimits.countedLogins)
    }
}

@Suite("The access log")
struct AccessLogTests {
    @Test("has a JSON line for each request that is not a question, and nothing that a terminal obeys")
    func lines() throws {
        let path = "/tmp/access-log-\(UInt64.random(in: 0 ... .max)).jsonl"
        let log = try AccessLog(path)
        let get = try #require(HTTPRequest(method: "GET", target: "/api/v1/cases"))
        log.record(get, HTTPResponse(status: 200))
        var post = try #require(HTTPRequest(method: "POST", target: "/api/v1/events"))
        post.peer = "10.0.0.1"
        post.trail.note {
            $0.principal = "desk"
            $0.subject = "shop-de/1\u{1b}[31m"
            $0.type = "fulfillment.cancellation.requested.v1"
            $0.messageId = "r-1"
        }
        log.record(post, HTTPResponse(status: 403))
        let lines = String(decoding: try #require(FileBytes.read(path)), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 1)
        let line = String(try #require(lines.first))
        #expect(line.contains(#""principal":"desk","peer":"10.0.0.1","method":"POST","path":"/api/v1/events""#))
        #expect(line.contains(#""type":"fulfillment.cancellation.requested.v1","messageId":"r-1","status":403}"#))
        #expect(line.contains("shop-de/1") && !line.contains("\u{1b}"))
        #expect(throws: Failure.self) { try AccessLog("/nowhere/at/all") }
    }
}

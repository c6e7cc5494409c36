import Testing

@testable import Operations

@Suite("The router", .timeLimit(.minutes(15)))
struct RouterTests {
    func router() -> HTTPRouter {
        var router = HTTPRouter()
        router.get("/orders/{store}/{order}") {
            .text("\($0.parameter("store"))|\($0.parameter("order"))|\($0.query("q") ?? "")")
        }
        router.post("/events") { _ in
            throw HTTPError(400, code: "missingField", message: "no \"x\"", path: "lines[2].sku")
        }
        router.get("/broken") { _ in throw Unexpected(what: "secret") }
        return router
    }

    func answer(_ method: String, _ target: String) throws -> (status: Int, body: String, headers: HTTPHeaders) {
        let request = try #require(HTTPRequest(method: method, target: target))
        let response = router().respond(to: request)
        guard case .bytes(let bytes) = response.body else { throw Unexpected(what: "a stream") }
        return (response.status, String(decoding: bytes, as: UTF8.self), response.headers)
    }

    @Test(
        "decodes segments after it has split the path",
        arguments: [
            ("/orders/shop-de/1001", "shop-de|1001|"), ("/orders/a%2Fb/c%20d", "a/b|c d|"),
            ("/orders/a+b/%E5%87%BA", "a+b|出|"),
            ("/orders/a/b?q=x%26y+z&q=2&r", "a|b|x&y z"), ("http://host:1/orders/a/b?q=1", "a|b|1"),
        ])
    func segments(target: String, body: String) throws { #expect(try answer("GET", target).body == body) }

    @Test("refuses a target that is not valid", arguments: ["/a%2", "/a%zz", "/a%00", "/%ff", "/a?b=%", "*", ""])
    func invalid(target: String) { #expect(HTTPRequest(method: "GET", target: target) == nil) }

    @Test func answersHeadLikeGet() throws { #expect(try answer("HEAD", "/orders/a/b").status == 200) }

    @Test("knows nothing at other paths", arguments: ["/", "/orders/a", "/orders/a/", "/orders/a/b/", "/Events"])
    func notFound(path: String) throws {
        let answer = try answer("GET", path)
        #expect(answer.status == 404)
        #expect(answer.body == #"{"code":"notFound","message":"nothing is at \#(path)","status":404,"title":"Not Found"}"#)
    }

    @Test func namesTheMethodsThatAPathTakes() throws {
        let answer = try answer("PUT", "/orders/a/b")
        #expect(answer.status == 405)
        #expect(answer.headers["allow"] == "GET, HEAD")
        #expect(answer.body == #"{"code":"methodNotAllowed","message":"/orders/a/b takes GET, HEAD, not PUT","status":405,"title":"Method Not Allowed"}"#)
    }

    @Test func answersWithTheErrorThatAHandlerThrows() throws {
        let answer = try answer("POST", "/events")
        #expect(answer.status == 400)
        #expect(answer.body == #"{"code":"missingField","message":"no \"x\"","path":"lines[2].sku","status":400,"title":"Bad Request"}"#)
    }

    @Test func countsRequestsByRouteAndNotByPath() throws {
        let metrics = MetricsRegistry()
        var router = HTTPRouter(metrics: metrics)
        router.get("/orders/{id}") { _ in .text("ok") }
        for (method, target) in [("GET", "/orders/1"), ("GET", "/orders/2"), ("BREW", "/orders/2"), ("GET", "/x")] {
            _ = router.respond(to: try #require(HTTPRequest(method: method, target: target)))
        }
        let text = metrics.exposition()
        #expect(text.contains(#"turnback_http_requests_total{method="GET",route="/orders/{id}",status="2xx"} 2"#))
        #expect(text.contains(#"turnback_http_requests_total{method="GET",route="/orders/{id}",status="5xx"} 0"#))
        #expect(text.contains(#"turnback_http_requests_total{method="other",route="none",status="4xx"} 2"#))
        #expect(text.contains(#"turnback_http_request_seconds_count{method="GET",route="/orders/{id}"} 2"#))
    }

    @Test func tellsNothingOfAFaultToTheClient() throws {
        let answer = try answer("GET", "/broken")
        #expect(answer.status == 500)
        #expect(!answer.body.contains("secret"))
    }
}

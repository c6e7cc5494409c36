import Operations
import Testing

@testable import Pages

@Suite struct SecurityTests {
    private let guardian = FormGuard(secret: RandomWord.make())
    private let word = RandomWord.make()

    private func request(_ headers: [(name: String, value: String)]) -> HTTPRequest {
        HTTPRequest(method: "POST", target: "/x", headers: HTTPHeaders(headers))!
    }

    private func form(_ code: String) -> FormFields { FormFields([(FormGuard.field, code)]) }

    @Test func aFormOfThisBrowserIsTaken() {
        let cookie = ("Cookie", "a=b; turnback-browser=\(word); c=d")
        #expect(guardian.accepts(request([cookie]), form(guardian.code(for: word))))
        #expect(
            guardian.accepts(
                request([
                    cookie, ("Origin", "http://x.example:8080"), ("Host", "x.example:8080"),
                    ("Sec-Fetch-Site", "same-origin"),
                ]),
                form(guardian.code(for: word))))
    }

    @Test func anyOtherFormIsNot() {
        let code = guardian.code(for: word)
        let cookie = ("Cookie", "turnback-browser=\(word)")
        #expect(!guardian.accepts(request([]), form(code)), "no cookie")
        #expect(!guardian.accepts(request([cookie]), FormFields([])), "no code")
        #expect(!guardian.accepts(request([cookie]), form("")), "an empty code")
        #expect(!guardian.accepts(request([cookie]), form(word)), "the word itself")
        #expect(
            !guardian.accepts(request([("Cookie", "turnback-browser=\(RandomWord.make())")]), form(code)),
            "another browser")
        #expect(!guardian.accepts(request([cookie, ("Sec-Fetch-Site", "cross-site")]), form(code)), "another site")
        #expect(!guardian.accepts(request([cookie, ("Sec-Fetch-Site", "same-site")]), form(code)), "a neighbour")
        #expect(
            !guardian.accepts(request([cookie, ("Origin", "http://evil.example"), ("Host", "x.example")]), form(code)))
        #expect(!FormGuard(secret: RandomWord.make()).accepts(request([cookie]), form(code)), "another server's secret")
    }

    @Test func everyPageSaysWhatABrowserMayDo() {
        let answer = PageHeaders.page("x")
        let policy = answer.headers["Content-Security-Policy"] ?? ""
        #expect(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'")
                && !policy.contains("unsafe"))
        #expect(policy.contains("form-action 'self'") && policy.contains("base-uri 'none'"))
        #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
        #expect(answer.headers["Cache-Control"] == "no-store")
        #expect(PageHeaders.seeOther(Path("a")).headers["Content-Security-Policy"] == policy)
    }

    @Test func cookiesAreOutOfAScriptsReach() {
        let field = Cookies.field("n", "a b;c", isSecure: true)
        #expect(
            field.contains("HttpOnly") && field.contains("SameSite=Lax") && field.contains("Secure")
                && !field.contains("a b;c"))
        #expect(!Cookies.field("n", "v", isSecure: false).contains("Secure"))
        #expect(Cookies.all(HTTPHeaders([("Cookie", "n=a%20b%3Bc; m=; x")])) == ["n": "a b;c", "m": ""])
    }

    @Test func aFormIsReadAsItWasSent() {
        let body = Array("a=1+2&b=%E4%B8%AD&a=3&c=&d".utf8)
        let headers: HTTPHeaders = ["Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"]
        let form = FormFields(HTTPRequest(method: "POST", target: "/", headers: headers, body: body)!)
        #expect(form?["a"] == "1 2" && form?.all("a") == ["1 2", "3"] && form?["b"] == "中" && form?["c"] == nil)
        #expect(form?.has("c") == true && form?.has("d") == true && form?.has("e") == false)
    }

    @Test(arguments: ["text/plain", "application/json", "multipart/form-data"]) func nothingElseIsAForm(_ type: String)
    {
        #expect(
            FormFields(
                HTTPRequest(method: "POST", target: "/", headers: ["Content-Type": type], body: Array("a=1".utf8))!)
                == nil)
    }

    @Test(arguments: ["a=%ZZ", "a=%E4", "%=1"]) func aBrokenFormIsNone(_ body: String) {
        let headers: HTTPHeaders = ["Content-Type": "application/x-www-form-urlencoded"]
        #expect(FormFields(HTTPRequest(method: "POST", target: "/", headers: headers, body: Array(body.utf8))!) == nil)
    }

    @Test func aNameIsKeptShortAndPlain() {
        #expect(Viewer.name("  Li Wei \n") == "Li Wei")
        #expect(Viewer.name("a/b\u{202E}c\u{0}") == "abc")
        #expect(Viewer.name(" / ") == nil)
        #expect(Viewer.name(String(repeating: "é", count: 100))?.utf8.count == 64)
        #expect(Sender.person(Sender.source(of: "Li Wei")) == "Li Wei")
        #expect(Sender.person("/world/x") == nil && Sender.person(Sender.source(of: nil)) == nil)
    }
}

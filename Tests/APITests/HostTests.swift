import Testing

@testable import API

@Suite("The names of a host")
struct HostTests {
    @Test(
        "an address is one machine's alone; of names only this machine's own and the configured ones",
        arguments: [
            ("127.0.0.1:8080", true), ("10.0.0.7", true), ("[::1]:8080", true), ("[fe80::1]", true), ("localhost", true),
            ("LOCALHOST:1", true), ("a.localhost", true), ("Console.Example:443", true), ("", false), ("evil.example", false),
            ("127.0.0.1.evil.example", false), ("1.2.3", false), ("1.2.3.256", false), ("console.example.evil", false),
        ])
    func names(host: String, isKnown: Bool) {
        #expect(AllowedHosts(["console.example"]).contains(host) == isKnown)
    }
}

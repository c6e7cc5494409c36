import Operations
import Testing

@Suite("An address", .timeLimit(.minutes(15)))
struct HostPortTests {
    @Test(
        "is read and written alike",
        arguments: ["127.0.0.1:8080", "[::1]:8080", "localhost:0", "a-b.example_c:65535", "[fe80::1%eth0]:1"])
    func valid(text: String) { #expect(HostPort(text)?.description == text) }

    @Test(
        "is refused where it is none",
        arguments: [
            "", "8080", ":8080", "host:", "host:65536", "host:+1", "host:-1", "::1:8080", "[::1]", "[host]:1", "a b:1",
            "a/b:1", "host:000001",
        ])
    func invalid(text: String) { #expect(HostPort(text) == nil) }
}

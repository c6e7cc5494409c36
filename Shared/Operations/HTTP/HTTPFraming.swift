/// Whether it is certain where a request ends and whom it is for. Where two readers may see it differently, one behind the
/// other, a part of it passes as a request of somebody else's (RFC 9112, section 11.2).
enum HTTPFraming {
    /// What is wrong with the headers; nil where nothing is.
    static func problem(_ headers: HTTPHeaders, version: String) -> String? {
        // "Content-Length : 4" is another header to us, and Content-Length to others (RFC 9112, section 5.1).
        if headers.fields.contains(where: { !isToken($0.name) }) {
            return "the name of a header is not valid: between it and the colon is nothing, not even white space"
        }
        let hosts = headers.all("Host")
        if hosts.count > 1 { return "Host is given \(hosts.count) times" }
        if hosts.isEmpty, version == "HTTP/1.1" { return "Host is missing" }
        if let host = hosts.first, !isHost(host) { return "Host is not a name with or without a port" }
        let credentials = headers.all("Authorization").count
        if credentials > 1 { return "Authorization is given \(credentials) times" }
        let lengths = headers.all("Content-Length")
        if lengths.count > 1 { return "Content-Length is given \(lengths.count) times" }
        if let length = lengths.first, length.isEmpty || length.utf8.contains(where: { !(0x30...0x39).contains($0) }) {
            return "Content-Length is not a number"
        }
        let codings = headers.all("Transfer-Encoding")
        if codings.count > 1 { return "Transfer-Encoding is given \(codings.count) times" }
        guard let coding = codings.first else { return nil }
        if !lengths.isEmpty { return "Content-Length and Transfer-Encoding contradict each other" }
        if coding.lowercased() != "chunked" { return "Transfer-Encoding is not chunked" }
        return version == "HTTP/1.1" ? nil : "Transfer-Encoding is not a header of \(version)"
    }

    /// What is wrong with a body where none is taken: it is not read. Nil where there is none.
    static func unwantedBody(_ headers: HTTPHeaders, method: String) -> String? {
        guard method == "GET" || method == "HEAD" else { return nil }
        let isEmpty = headers["Content-Length"].map { UInt64($0) == 0 } ?? true
        return isEmpty && headers["Transfer-Encoding"] == nil ? nil : "\(method) takes no body"
    }

    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    private static func isHost(_ host: String) -> Bool {
        host.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ":"),
                UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "%"):
                true
            default: false
            }
        }
    }
}

/// HTTP over TLS, for a program that browsers and other systems reach from elsewhere.
extension ServiceSettings {
    /// `--tls-certificate`.
    public static let tlsCertificate = Option(
        "tls-certificate", "FILE", variable: "TURNBACK_TLS_CERTIFICATE", defaultText: "none: plain HTTP",
        help: "Answer HTTP over TLS with this certificate (PEM, with those that lead to one that clients know).",
        rule: .readableFile)

    /// `--tls-key`.
    public static let tlsKey = Option(
        "tls-key", "FILE", variable: "TURNBACK_TLS_KEY", defaultText: "none",
        help: "The private key of the certificate (PEM, not encrypted).", rule: .readableFile)

    /// `--probes`.
    public static let probes = Option(
        "probes", "HOST:PORT", variable: "TURNBACK_PROBES", defaultText: "none: with all else, at --http",
        help: "Answer /healthz, /readyz and /metrics here as well, in plain HTTP even where --http speaks HTTPS.",
        rule: .address)

    /// What a command line says of TLS; nil for plain HTTP.
    /// - Throws: `.usage` where one of the two options stands alone, `.configuration` where a file is wrong.
    public static func tls(_ invocation: Invocation) throws(Failure) -> TLSIdentity? {
        switch (invocation.stringIfGiven("tls-certificate"), invocation.stringIfGiven("tls-key")) {
        case (nil, nil): return nil
        case (let certificate?, let key?): return try TLSIdentity(certificate: certificate, key: key)
        case (nil, _?): throw invocation.failure("tls-key", "it needs --tls-certificate beside it")
        case (_?, nil): throw invocation.failure("tls-certificate", "it needs --tls-key beside it")
        }
    }

    /// A server that listens where `--probes` says; nil where it says nothing.
    public static func probes(
        _ invocation: Invocation, _ health: Health, _ metrics: MetricsRegistry
    ) throws(Failure) -> HTTPServer? {
        guard invocation.stringIfGiven("probes") != nil else { return nil }
        var router = HTTPRouter(metrics: nil)
        router.operations(health: health, metrics: metrics)
        let server = HTTPServer(invocation.address("probes"), router: router)
        do throws(HTTPServerError) { try server.start() } catch { throw error.failure }
        return server
    }
}

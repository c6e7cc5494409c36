import Operations

/// `turnback healthcheck`: whether a `turnback serve` with the same settings is ready.
enum HealthcheckVerb: Verb {
    static let command = HealthCheck.command(address: ServiceSettings.defaultAddress(service: "turnback"))

    /// Asked every few seconds: the process that it asks has reported all there is.
    static let hasLog = true

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        try HealthCheck.run(invocation)
    }
}

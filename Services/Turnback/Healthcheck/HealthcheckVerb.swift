import Operations

/// `turnback healthcheck`: whether a `turnback serve` with the same settings is ready.
enum HealthcheckVerb: Verb {
    static let command = HealthCheck.command(address: ServiceSettings.defaultAddress(service: "turnback"))

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        try HealthCheck.run(invocation)
    }
}

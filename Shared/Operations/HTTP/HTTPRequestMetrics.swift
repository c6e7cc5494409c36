/// Counts the requests of one route and the time that its handler takes: `turnback_http_requests_total{method,route,
/// status}` and `turnback_http_request_seconds{method,route}`. Registered with the route, all classes of status at
/// once: counting takes no lock, and a rate of errors is 0 and not absent as long as there is none.
struct HTTPRequestMetrics: Sendable {
    private let seconds: Histogram
    private let requests: [Counter]

    /// For a route; a request without one is counted under the method "other" and the route "none", so that labels
    /// take few values, for anything that clients send.
    init(_ registry: MetricsRegistry, method: String = "other", route: String = "none") {
        seconds = registry.histogram(
            "turnback_http_request_seconds", help: "Time from a request being read to its answer being ready.",
            labels: ["method": method, "route": route])
        requests = ["1xx", "2xx", "3xx", "4xx", "5xx"].map { status in
            registry.counter(
                "turnback_http_requests_total", help: "Requests that were answered.",
                labels: ["method": method, "route": route, "status": status])
        }
    }

    func count(status: Int, since started: ContinuousClock.Instant) {
        requests[min(max(status / 100, 1), 5) - 1].increment()
        seconds.observe(.now - started)
    }
}

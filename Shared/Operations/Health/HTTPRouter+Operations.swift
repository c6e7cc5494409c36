extension HTTPRouter {
    /// Adds `/healthz`, `/readyz` and `/metrics`. The first two answer in plain text, or in JSON to whoever asks for it.
    public mutating func operations(health: Health, metrics: MetricsRegistry) {
        get("/healthz") { Self.answer(health.liveness, good: "alive", to: $0) }
        get("/readyz") { Self.answer(health.readiness, good: "ready", remarks: health.remarks, to: $0) }
        get("/metrics") { _ in
            var response = HTTPResponse.bytes(
                Array(metrics.exposition().utf8), contentType: ExpositionText.contentType)
            response.headers.add("Cache-Control", "no-store")
            return response
        }
    }

    private static func answer(_ verdict: Health.Verdict, good: String, remarks: [String] = [], to request: HTTPRequest)
        -> HTTPResponse
    {
        let wantsJSON = request.headers["Accept"]?.contains("application/json") ?? false
        var response: HTTPResponse =
            switch verdict {
            case .good:
                wantsJSON
                    ? .json(
                        remarks.isEmpty
                            ? JSONText.object(["status": good])
                            : JSONText.object(["status": good, "remarks": remarks.joined(separator: "; ")]))
                    : .text(([good] + remarks).joined(separator: "\n") + "\n")
            case .bad(let reason):
                wantsJSON
                    ? .json(JSONText.object(["status": "not \(good)", "reason": reason]), status: 503)
                    : .text("not \(good): \(reason)\n", status: 503)
            }
        response.headers.add("Cache-Control", "no-store")
        return response
    }
}

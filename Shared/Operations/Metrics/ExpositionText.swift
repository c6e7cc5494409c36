/// Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats).
struct ExpositionText {
    /// What it is served as.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    mutating func append(_ name: String, _ family: Family) {
        text += "# HELP \(name) \(Self.escaped(family.help, quotes: false))\n# TYPE \(name) \(family.type)\n"
        for (labels, metric) in family.series {
            switch metric {
            case .counter(let counter): line(name, labels, "\(counter.value)")
            case .gauge(let gauge): line(name, labels, Self.number(gauge.value))
            case .histogram(let histogram): append(name, labels, histogram)
            }
        }
        for collector in family.collectors {
            for sample in collector() { line(name, sample.labels, Self.number(sample.value)) }
        }
    }

    private mutating func append(_ name: String, _ labels: MetricLabels, _ histogram: Histogram) {
        var total: UInt64 = 0
        for (bound, count) in zip(histogram.bounds + [.infinity], histogram.bucketCounts) {
            total += count
            line("\(name)_bucket", labels, "\(total)", upperBound: bound)
        }
        line("\(name)_sum", labels, Self.number(histogram.sum))
        line("\(name)_count", labels, "\(total)")
    }

    private mutating func line(_ name: String, _ labels: MetricLabels, _ value: String, upperBound: Double? = nil) {
        var pairs = zip(labels.names, labels.values).map { "\($0)=\"\(Self.escaped($1, quotes: true))\"" }
        if let upperBound { pairs.append("le=\"\(Self.number(upperBound))\"") }
        text += pairs.isEmpty ? "\(name) \(value)\n" : "\(name){\(pairs.joined(separator: ","))} \(value)\n"
    }

    /// Whole numbers without their ".0", and the names that Prometheus has for what is not a number.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if let whole = Int64(exactly: value), abs(whole) < 1 << 53 { return "\(whole)" }
        return "\(value)"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        guard text.utf8.contains(where: { $0 == 0x5C || $0 == 0x0A || $0 == 0x22 }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

import Testing

/// `turnback reconcile` of all that is on a Kafka.
func expectReconciled(_ broker: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let result = try Program.run("turnback", ["reconcile", "--kafka", broker])
    #expect(result.code == 0, "\(result.printed.suffix(4_000)) \(result.complained)", sourceLocation: sourceLocation)
}

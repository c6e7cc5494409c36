import Operations
import Testing

@Suite("The metrics", .timeLimit(.minutes(15)))
struct MetricsTests {
    @Test func areWrittenAsPrometheusReadsThem() {
        let registry = MetricsRegistry()
        registry.counter("b_total", help: "Counts \\ \n\"b\".", labels: ["topic": "a\"b\\c\nd"]).increment(by: 3)
        registry.gauge("a_bytes", help: "Bytes.").set(1.5)
        let histogram = registry.histogram("c_seconds", help: "Time.", buckets: [0.1, 1], labels: ["k": "v"])
        histogram.observe(0.1)
        histogram.observe(.milliseconds(500))
        histogram.observe(7)
        registry.collect("d", help: "Lag.") { [.init(2, labels: ["p": "0"]), .init(.infinity, labels: ["p": "1"])] }
        #expect(
            registry.exposition() == #"""
                # HELP a_bytes Bytes.
                # TYPE a_bytes gauge
                a_bytes 1.5
                # HELP b_total Counts \\ \n"b".
                # TYPE b_total counter
                b_total{topic="a\"b\\c\nd"} 3
                # HELP c_seconds Time.
                # TYPE c_seconds histogram
                c_seconds_bucket{k="v",le="0.1"} 1
                c_seconds_bucket{k="v",le="1"} 2
                c_seconds_bucket{k="v",le="+Inf"} 3
                c_seconds_sum{k="v"} 7.6
                c_seconds_count{k="v"} 3
                # HELP d Lag.
                # TYPE d gauge
                d{p="0"} 2
                d{p="1"} +Inf

                """#)
    }

    @Test func areTheSameWhenAskedForTwice() {
        let registry = MetricsRegistry()
        registry.counter("x_total", help: "X.", labels: ["a": "1"]).increment()
        registry.counter("x_total", help: "X.", labels: ["a": "1"]).increment()
        #expect(registry.counter("x_total", help: "X.", labels: ["a": "1"]).value == 2)
        #expect(registry.counter("x_total", help: "X.", labels: ["a": "2"]).value == 0)
    }

    @Test func loseNothingBetweenThreads() throws {
        let registry = MetricsRegistry()
        let counter = registry.counter("x_total", help: "X.")
        let gauge = registry.gauge("x", help: "X.")
        let histogram = registry.histogram("x_seconds", help: "X.")
        let threads = try (0..<4).map { number in
            try WorkerThread("adder-\(number)") {
                for _ in 0..<10_000 {
                    counter.increment()
                    gauge.add(1)
                    histogram.observe(1)
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(counter.value == 40_000)
        #expect(gauge.value == 40_000)
        #expect(histogram.count == 40_000)
    }

    @Test func tellWhatIsRunningAndOfTheProcess() {
        let registry = MetricsRegistry()
        registry.buildInfo(service: "orders")
        registry.processMetrics()
        let text = registry.exposition()
        #expect(text.contains("turnback_build_info{service=\"orders\",version=\"\(Version.current)\"} 1\n"))
        for name in [
            "process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds",
            "process_start_time_seconds",
        ] {
            #expect(text.contains("\n\(name) "), "\(name)")
        }
    }

    @Test func stopTheProgramThatGivesANameTwoTypes() async {
        await #expect(processExitsWith: .failure) {
            let registry = MetricsRegistry()
            _ = registry.gauge("x_total", help: "X.")
            _ = registry.counter("x_total", help: "X.")
        }
    }
}

import Contracts
import Foundation
import Operations
import Streams
import Testing

@testable import turnback

@Suite("A loop in readiness, metrics and logs", .timeLimit(.minutes(15)))
struct LoopNameTests {
    @Test("is named by its instance and its number, and the service it is of")
    func names() throws {
        let place = try LogPlace(inMemory: ())
        defer { place.close() }
        let (health, metrics) = (Health(), MetricsRegistry())
        health.export(to: metrics)
        let plant = try Plant(
            on: place.log,
            Plant.Settings(instance: "orders-1", loops: 2, stateDirectory: place.stateDirectory, pauses: place.pauses),
            topics: try place.topics(), logger: Logger(label: "test", format: .text, level: .critical), health: health,
            metrics: metrics, shutdown: ShutdownSignal())
        defer { plant.stop() }
        let text = metrics.exposition()
        for service in ["orders", "inventory", "returns"] {
            for number in 0...1 {
                let series = "turnback_ready{service=\"\(service)\",part=\"orders-1/\(number)\"}"
                #expect(text.contains(series), "\(series)")
            }
        }
        #expect(!text.contains("orders-0"))
    }
}

import Contracts
import Fulfillment
import Operations
import Pages
import Streams

/// The HTTP API (CONTRACTS.md, section 3). Its routes answer 503 until the log is there.
final class API: Sendable {
    let router: HTTPRouter
    private let backend: Monitor<Backend?>

    /// What the routes work on, once it is there.
    private struct Backend: Sendable {
        var intake: EventIntake
        var appender: any LogAppender
        var model: OldReadModel
    }

    init(health: Health, metrics: MetricsRegistry, logger: Logger, site: PageSite) {
        let backend = Monitor<Backend?>(nil)
        self.backend = backend
        @Sendable func ready() throws(HTTPError) -> Backend {
            guard let ready = backend.withLock({ $0 }) else {
                throw HTTPError(503, code: "notReady", message: "Turnback is starting or stopping; /readyz says why")
            }
            return ready
        }
        var router = HTTPRouter(metrics: metrics) { request, error in
            logger.error("request failed", metadata: ["path": .string(request.path), "error": .string("\(error)")])
        }
        router.operations(health: health, metrics: metrics)
        router.post("/api/v1/events") { try ready().intake.event($0) }
        router.post("/api/v1/cancellations") { try ready().intake.cancellation($0) }
        router.get("/api/v1/orders/{storeId}/{storeOrderId}") { try ready().model.order($0) }
        router.get("/api/v1/stock/{merchantId}/{warehouseId}") { try ready().model.stock($0) }
        router.get("/api/v1/stock/{merchantId}/{warehouseId}/{sku}") { try ready().model.sku($0) }
        router.get("/api/v1/returns/{storeId}/{storeOrderId}/{returnOrderId}") { try ready().model.returnOrder($0) }
        site.add(to: &router)
        self.router = router
    }

    /// Lets the routes work.
    func open(_ log: any Log, topics: [String: TopicDescription], model: OldReadModel) throws(Failure) {
        do throws(LogError) {
            let appender = try log.appender()
            let intake = EventIntake(appender, partitions: TopicPlan.partitionCounts(in: topics))
            backend.withLock { $0 = Backend(intake: intake, appender: appender, model: model) }
        } catch { throw error.failure }
    }

    /// Takes nothing more.
    func close() {
        let last = backend.withLock { backend in
            defer { backend = nil }
            return backend
        }
        last?.appender.close()
    }
}

import API
import Contracts
import Fulfillment
import Operations
import Pages
import ReadModel
import Streams

/// `turnback demo --console`: all services and the console on a log in memory, and a day that is played slowly, for somebody who
/// wants to see the pages live and take part.
enum ConsoleDemo {
    /// Deadlines that fall due while one watches.
    static var policies: Policies {
        var policy = Policy()
        policy.verifySeconds = 180
        policy.interceptSeconds = 180
        policy.restockSeconds = 600
        policy.escalationSeconds = 180
        return Policies(defaults: policy)
    }

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let logger = Logger(label: "demo", format: .text, level: .warning)
        let place = try LogPlace(inMemory: ())
        defer { place.close() }
        let topics = try place.completeTopics()
        let (health, metrics) = (Health(), MetricsRegistry())
        let api = ConsoleAPI(health: health, metrics: metrics, logger: logger)
        let site = try PageSite.site(of: api, directory: place.stateDirectory + "/console", logger: logger)
        let server = HTTPServer(invocation.address("http"), router: api.router(adding: site.add))
        do throws(HTTPServerError) { try server.start() } catch { throw error.failure }
        defer { server.stop(until: .now + .seconds(2)) }
        let plant = try Plant(
            on: place.log, Plant.Settings(policies: policies, instance: "demo", stateDirectory: place.stateDirectory),
            topics: topics, logger: logger, health: health, metrics: metrics, shutdown: shutdown)
        let model = try ReadModel(
            place.log, ReadModel.Settings(directory: place.stateDirectory + "/view", policies: policies),
            topics: topics,
            logger: logger, health: health.register("view"), onEnd: { shutdown.request("view: \($0)") })
        try api.open(place.log, topics: topics, model: model)
        defer {
            api.close()
            plant.stop()
            model.stop(until: .now + .seconds(2))
        }
        let out = StandardStream.output
        out.writeLine("The console is open at http://\(invocation.address("http").host):\(server.port)/")
        out.writeLine(
            """
            A day is played slowly: stores order and cancel, and the floor of NJ2 answers what it is asked. The floor of LAX1 is \
            yours: nobody else answers there. Deadlines are three minutes. It ends with Ctrl-C.

            """)
        var day = SlowDay(
            backend: try Self.backend(api), seed: UInt64(invocation.int("seed")), write: { out.writeLine($0) })
        try day.receiveStock()
        while shutdown.wait(until: .now + SlowDay.tick) == nil { try day.goOn() }
    }

    private static func backend(_ api: ConsoleAPI) throws(Failure) -> ConsoleAPI.Backend {
        do throws(HTTPError) { return try api.ready() } catch {
            throw Failure(.software, "the console does not answer")
        }
    }
}

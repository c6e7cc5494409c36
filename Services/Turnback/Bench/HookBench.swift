import Connect
import Contracts
import Glibc
import Hooks
import Operations
import Streams
import Threads

/// `turnback bench --hooks`: signed calls over HTTP until the log has their requests.
///
/// The listener runs in this process as `connect` runs it, and so do the callers: the figure of CPU is for both.
struct HookBench {
    let place: LogPlace
    let calls: Int
    let logger: Logger

    /// Callers at the same time, each with one connection that it keeps, as the dispatchers of a platform do.
    private static let callers = 200
    private static let secret = "secret-of-the-bench"

    func run(_ each: (TableBench.Row) -> Void) throws(Failure) {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let text =
            #"{"connections":{"bench":{"platform":"shopify","store":"bench-hooks","merchant":"bench","secret":"\#(Self.secret)"}}}"#
        let list: ConnectionList
        do throws(ConnectionFileError) { list = try ConnectionList.decode(Array(text.utf8)) } catch {
            throw Failure(.software, error.description)
        }
        var settings = Hooks.Settings(directory: directory.path + "/connect")
        settings.delivers = false
        let hooks = try Hooks(
            ConnectionsFile(list), settings, logger: logger, health: Health(), metrics: MetricsRegistry())
        var router = HTTPRouter()
        hooks.add(to: &router)
        let server = HTTPServer(HostPort(host: "127.0.0.1", port: 0), maxBody: HookLimits.bodyBytes, router: router)
        do throws(HTTPServerError) { try server.start() } catch { throw error.failure }
        try hooks.open(place.log, topics: try place.topics())
        let requests = Self.requests(calls, run: UInt32.random(in: 0 ... .max))
        let before = ProcessUsage(getpid())
        let begun = ContinuousClock.now
        let answered = try call(requests, server.port)
        let seconds = (ContinuousClock.now - begun) / .seconds(1)
        let after = ProcessUsage(getpid())
        server.stop(until: .now + .seconds(5))
        hooks.stop(until: .now + .seconds(10))
        guard answered == calls else { throw Failure(.software, "\(answered) of \(calls) calls were answered with 200") }
        each(.init(name: "calls of \(requests[0].count) bytes, signed, until Kafka acknowledges them", value: Double(calls) / seconds, unit: "per second"))
        if let before, let after {
            let cpu = (after.cpu - before.cpu) / .microseconds(1)
            each(.init(name: "CPU of a call, its caller included", value: cpu / Double(calls), unit: "µs"))
        }
    }

    /// Whole HTTP requests, each with its own order.
    private static func requests(_ count: Int, run: UInt32) -> [[UInt8]] {
        let address = #"{"first_name":"A","last_name":"B","address1":"Street 1","city":"Town","zip":"12345","country":"DE"}"#
        let lines = (0..<6).map {
            #"{"id":90071992547420\#($0),"sku":"A-\#($0)","quantity":2,"current_quantity":0,"fulfillable_quantity":0,"price":"9.99","title":"An article of the shop"}"#
        }.joined(separator: ",")
        return (0..<count).map { number in
            let id = 9_007_199_254_740_993 + Int64(run) * 1_000_000 + Int64(number)
            let body =
                ##"{"id":\##(id),"name":"#\##(run)-\##(number)","order_number":\##(number),"test":false,"cancelled_at":"2026-01-01T00:00:00Z","cancel_reason":"customer","billing_address":\##(address),"shipping_address":\##(address),"line_items":[\##(lines)]}"##
            let bytes = Array(body.utf8)
            let proof = Base64.text(HMAC.sha256(key: Array(secret.utf8), bytes))
            let head =
                "POST /hooks/shopify/bench HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n"
                + "X-Shopify-Topic: orders/cancelled\r\nX-Shopify-Hmac-Sha256: \(proof)\r\nContent-Length: \(bytes.count)\r\n\r\n"
            return Array(head.utf8) + bytes
        }
    }

    /// Sends them all, and counts those that were answered with 200.
    private func call(_ requests: [[UInt8]], _ port: UInt16) throws(Failure) -> Int {
        let next = Monitor(0)
        let answered = Monitor(0)
        var threads: [WorkerThread] = []
        for number in 0..<min(Self.callers, requests.count) {
            threads.append(
                try WorkerThread("caller-\(number)", stackBytes: 256 << 10) {
                    guard let caller = Caller(port) else { return }
                    var good = 0
                    while true {
                        let index = next.withLock { next in
                            next += 1
                            return next - 1
                        }
                        guard index < requests.count, let status = caller.send(requests[index]) else { break }
                        if status == 200 { good += 1 }
                    }
                    answered.withLock { $0 += good }
                })
        }
        for thread in threads { thread.join() }
        return answered.withLock { $0 }
    }

    /// One connection that is kept.
    private final class Caller {
        private let connection: LoopbackConnection
        private var buffer = [UInt8](repeating: 0, count: 8_192)

        init?(_ port: UInt16) {
            guard let connection = LoopbackConnection(port) else { return nil }
            self.connection = connection
        }

        /// The status of the answer; nil where the connection broke.
        func send(_ request: [UInt8]) -> Int? {
            guard connection.send(request) else { return nil }
            var got = 0
            while true {
                let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                    unsafe recv(connection.socket, bytes.baseAddress! + got, bytes.count - got, 0)
                }
                guard count > 0 else { return nil }
                got += count
                // The answers are short, and end with their one brace.
                if buffer[got - 1] == UInt8(ascii: "}") { break }
            }
            return Int(String(decoding: buffer[9..<12], as: UTF8.self))
        }
    }
}

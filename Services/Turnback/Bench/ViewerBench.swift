import Contracts
import Fulfillment
import Glibc
import Hooks
import Operations
import Streams
import Threads

/// `turnback bench --viewers`: what those who follow cost a serve that has one processor, and how late they hear of a change.
///
/// Serve is a process of its own, the viewers are connections of this one. Each follows every case, which is more than a page does.
/// A change is late by the time from when the log took what says it until the viewer has it.
struct ViewerBench {
    let viewers: Int
    let shutdown: ShutdownSignal

    private static let perSecond = 20
    private static let time = Duration.seconds(20)
    private static let idle = Duration.seconds(5)

    func run(_ tell: (TableBench.Row) -> Void) throws(Failure) {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let port = try Self.freePort()
        let serve = try ChildService(
            "turnback", ["serve", "--data", directory.path + "/data", "--http", "127.0.0.1:\(port)", "--log", "json"],
            log: directory.path + "/serve.log", core: 0)
        defer { serve.end(SIGTERM) }
        let url = "http://127.0.0.1:\(port)"
        guard let client = WebClient() else { throw Failure(.software, "libcurl does not start") }
        try ready(client, url, serve)
        let alone = serve.usage?.anonymousKiB ?? 0
        var following: [ViewerConnection] = []
        for _ in 0..<viewers {
            guard let one = ViewerConnection(port) else {
                throw Failure(
                    .unavailable,
                    "only \(following.count) viewers could connect: raise the limit of open files (ulimit -n)")
            }
            following.append(one)
        }
        var inbox = ViewerInbox(following)
        try wait(Self.idle, &inbox)
        guard inbox.ready == viewers else {
            throw Failure(.software, "\(inbox.ready) of \(viewers) viewers follow")
        }
        let rested = try cpu(serve, Self.idle, &inbox)
        tell(.init(name: "viewers", value: Double(viewers), unit: ""))
        tell(.init(name: "memory of serve without them", value: Double(alone) / 1_024, unit: "MiB"))
        tell(
            .init(name: "memory of serve with them", value: Double(serve.usage?.anonymousKiB ?? 0) / 1_024, unit: "MiB")
        )
        tell(.init(name: "CPU of serve, nothing changes", value: rested * 100, unit: "% of a core"))
        try load(client, url, serve, &inbox, tell)
    }

    private func load(
        _ client: WebClient, _ url: String, _ serve: ChildService, _ inbox: inout ViewerInbox,
        _ tell: (TableBench.Row) -> Void
    ) throws(Failure) {
        inbox.forget()
        let before = serve.usage
        let begun = ContinuousClock.now
        var sent = 0
        while ContinuousClock.now - begun < Self.time {
            try post(client, url, sent)
            sent += 1
            try wait(until: begun + .milliseconds(1_000 / Self.perSecond) * sent, &inbox)
        }
        let seconds = (ContinuousClock.now - begun) / .seconds(1)
        let cpu = before.flatMap { before in serve.usage.map { ($0.cpu - before.cpu) / .seconds(1) } } ?? 0
        try wait(.seconds(2), &inbox)
        tell(.init(name: "requests per second, each of which opens a case", value: Double(sent) / seconds, unit: ""))
        tell(
            .init(
                name: "changes that reached a viewer, of those that were made",
                value: Double(inbox.late.count) / Double(sent * viewers) * 100, unit: "%"))
        let late = inbox.late.sorted()
        for (name, share) in [("half of them", 0.5), ("99 of 100", 0.99), ("all", 1)] where !late.isEmpty {
            tell(
                .init(
                    name: "\(name) within", value: Double(late[min(late.count - 1, Int(Double(late.count) * share))]),
                    unit: "ms"))
        }
        tell(.init(name: "CPU of serve", value: cpu / seconds * 100, unit: "% of a core"))
        tell(.init(name: "memory of serve then", value: Double(serve.usage?.anonymousKiB ?? 0) / 1_024, unit: "MiB"))
    }

    /// A request for an order that nobody has submitted: its case waits for the order.
    private func post(_ client: WebClient, _ url: String, _ number: Int) throws(Failure) {
        let body =
            #"{"requestId":"v-\#(number)","storeId":"shop-de","storeOrderId":"V\#(number)","reason":"other","requestedBy":"system","requestedAt":"2026-11-24T08:05:00Z"}"#
        let call = WebCall(
            url: url + "/api/v1/cancellations", body: Array(body.utf8), headers: [("Content-Type", "application/json")],
            allowsPrivate: true)
        guard case .answered(202, _, _) = client.perform(call) else {
            throw Failure(.software, "a request was not taken")
        }
    }

    private func ready(_ client: WebClient, _ url: String, _ serve: ChildService) throws(Failure) {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            if case .answered(200, _, _) = client.perform(
                WebCall(url: url + "/readyz", body: nil, headers: [], allowsPrivate: true))
            {
                return
            }
            guard shutdown.wait(until: .now + .milliseconds(100)) == nil else {
                throw Failure(.software, "interrupted")
            }
        }
        throw Failure(.software, "serve is not ready: \(serve.lines.last ?? "it logged nothing")")
    }

    private func cpu(_ serve: ChildService, _ time: Duration, _ inbox: inout ViewerInbox) throws(Failure) -> Double {
        guard let before = serve.usage else { return 0 }
        try wait(time, &inbox)
        return serve.usage.map { ($0.cpu - before.cpu) / time } ?? 0
    }

    private func wait(_ time: Duration, _ inbox: inout ViewerInbox) throws(Failure) {
        try wait(until: .now + time, &inbox)
    }

    /// Takes in what comes until then.
    private func wait(until deadline: ContinuousClock.Instant, _ inbox: inout ViewerInbox) throws(Failure) {
        repeat {
            guard !shutdown.isRequested else { throw Failure(.software, "interrupted") }
            inbox.take(until: deadline)
        } while ContinuousClock.now < deadline
    }

    private static func freePort() throws(Failure) -> UInt16 {
        let server = HTTPServer(host: "127.0.0.1", port: 0) { _ in HTTPResponse(status: 404) }
        do throws(HTTPServerError) { try server.start() } catch { throw error.failure }
        defer { server.stop(until: .now + .seconds(1)) }
        return server.port
    }
}

/// One viewer: a connection that has asked for the stream of cases.
final class ViewerConnection {
    private let connection: LoopbackConnection
    var socket: Int32 { connection.socket }

    init?(_ port: UInt16) {
        guard let connection = LoopbackConnection(port),
            connection.send(Array("GET /api/v1/stream?kind=case HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
        else { return nil }
        self.connection = connection
    }
}

/// What all viewers have heard.
struct ViewerInbox {
    /// Kept, for a connection ends with its value.
    private let viewers: [ViewerConnection]
    private var places: [pollfd]
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    /// Viewers that were told where they are.
    private(set) var ready = 0
    /// Of each change that a viewer heard of: how late, in milliseconds.
    private(set) var late: [Int64] = []

    private static let mark = Array(#""recordedAt":""#.utf8)
    private static let timeBytes = 24

    init(_ viewers: [ViewerConnection]) {
        self.viewers = viewers
        places = viewers.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
    }

    mutating func forget() { late = [] }

    /// Takes what is there, or comes until then.
    mutating func take(until deadline: ContinuousClock.Instant) {
        let rest = max(0, (deadline - .now) / .milliseconds(1))
        guard unsafe poll(&places, nfds_t(places.count), Int32(min(rest, 1_000).rounded(.up))) > 0 else { return }
        for index in places.indices where places[index].revents != 0 {
            let count = unsafe recv(places[index].fd, &buffer, buffer.count, 0)
            // A connection that has ended says nothing more.
            guard count > 0 else {
                places[index].fd = -1
                continue
            }
            read(count, now: WallTime.now())
        }
    }

    private mutating func read(_ count: Int, now: Int64) {
        if contains(Array("event: ready".utf8), count) { ready += 1 }
        var at = 0
        while let found = place(of: Self.mark, from: at, count) {
            at = found + Self.mark.count
            guard at + Self.timeBytes <= count,
                let time = Timestamp(rfc3339: String(decoding: buffer[at..<at + Self.timeBytes], as: UTF8.self))
            else { continue }
            late.append(now - time.milliseconds)
        }
    }

    private func contains(_ text: [UInt8], _ count: Int) -> Bool { place(of: text, from: 0, count) != nil }

    private func place(of text: [UInt8], from start: Int, _ count: Int) -> Int? {
        guard count - start >= text.count else { return nil }
        return (start...(count - text.count)).first { at in
            buffer[at] == text[0] && buffer[at..<at + text.count].elementsEqual(text)
        }
    }
}

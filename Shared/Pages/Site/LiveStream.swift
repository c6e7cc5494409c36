internal import API
internal import Contracts
internal import Fulfillment
internal import Operations
internal import ReadModel
internal import Threads

extension PageSite {
    /// `GET /live?after=<epoch>.<number>&about=…`: says that something changed that a page is about, and not what: the page asks
    /// for itself again, so that there is one way in which it is made.
    func live(_ request: HTTPRequest) -> HTTPResponse {
        guard let principal = try? api.principal(of: request) else { return HTTPResponse(status: 401) }
        guard let reads = try? api.queries(for: principal), let place = placeToFollow() else {
            return .busy("too many follow already; the page can be asked for again")
        }
        let asked = request.headers["Last-Event-ID"] ?? request.query("after") ?? ""
        let about = LiveSubject.all(request.query("about") ?? "")
        guard let dot = asked.lastIndex(of: "."), let number = Int64(asked[asked.index(after: dot)...]) else {
            return HTTPResponse(status: 400)
        }
        let follower = LiveFollower(
            reads: reads, epoch: String(asked[..<dot]), number: number, about: about, place: place)
        return .eventStream { follower.next() }
    }
}

/// What a page is about: `order=shop-de/1001`, `stock=acme/LAX1`, or all of a kind.
struct LiveSubject: Sendable, Equatable {
    var kind: String
    var id: String?

    /// So many a page names at most.
    private static let most = 16

    static func all(_ text: String) -> [LiveSubject] {
        text.split(separator: " ").prefix(most).map { word in
            let equals = word.firstIndex(of: "=")
            return LiveSubject(
                kind: String(word[..<(equals ?? word.endIndex)]),
                id: equals.map { String(word[word.index(after: $0)...]) })
        }
    }

    func isTouched(by change: ReadChange) -> Bool {
        switch kind {
        case "order": change.storeOrder?.description == id
        case "stock": change.warehouse?.description == id
        case "return": change.kind == .returnOrder && change.id == id
        case "request": change.kind == .request && change.id == id || change.kind == .cancellationCase
        default: change.kind.rawValue == kind
        }
    }
}

/// Follows the read model for one page. Belongs to its connection's thread alone; the lock is for the compiler.
private final class LiveFollower: Sendable {
    private struct Position: Sendable {
        var epoch: String
        var number: Int64
        var isBegun = false
        var quiet = 0
        var looked = ContinuousClock.now
    }

    private let reads: ScopedQueries
    private let about: [LiveSubject]
    private let place: GatePlace
    private let position: Monitor<Position>

    /// Changes that are looked through at once.
    private static let looked = 500
    /// Waits without anything before a comment is sent, so that a client that went away shows.
    private static let quietWaits = 15

    init(reads: ScopedQueries, epoch: String, number: Int64, about: [LiveSubject], place: GatePlace) {
        self.reads = reads
        self.about = about
        self.place = place
        position = Monitor(Position(epoch: epoch, number: number))
    }

    /// The next event; an empty piece where there is nothing yet.
    func next() -> [UInt8]? {
        var at = position.withLock { $0 }
        defer {
            let new = at
            position.withLock { $0 = new }
        }
        if !at.isBegun {
            at.isBegun = true
            return Array("retry: 3000\n\n".utf8)
        }
        do throws(ReadModelError) {
            guard let changes = try reads.changes(after: at.number, epoch: at.epoch, limit: Self.looked) else {
                let status = reads.status
                (at.epoch, at.number) = (status.epoch, status.change)
                return event("reset", at)
            }
            guard let last = changes.last else { return quiet(&at) }
            at.number = last.number
            at.looked = .now
            let isTouched = changes.contains { change in
                about.contains { $0.isTouched(by: change) } && reads.isVisible(change)
            }
            at.quiet = 0
            return isTouched ? event("change", at) : []
        } catch { return nil }
    }

    private func quiet(_ at: inout Position) -> [UInt8] {
        if reads.waitForChange(after: at.number, until: .now + .seconds(1)) > at.number {
            ThreadPause.sleep(until: at.looked + APILimits.gathering)
            return []
        }
        at.quiet += 1
        guard at.quiet >= Self.quietWaits else { return [] }
        at.quiet = 0
        return Array(": here\n\n".utf8)
    }

    private func event(_ name: String, _ at: Position) -> [UInt8] {
        Array("event: \(name)\nid: \(at.epoch).\(at.number)\ndata: \(at.number)\n\n".utf8)
    }
}

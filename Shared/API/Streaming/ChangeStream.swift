internal import Contracts
internal import Fulfillment
internal import Operations
internal import ReadModel
internal import Synchronization
internal import Threads

/// Server-sent events of changes, for one client (https://html.spec.whatwg.org/multipage/server-sent-events.html).
///
/// It begins with `ready`, whose id is where the client is then. Who comes back with `Last-Event-ID` gets what came since;
/// where that is not kept any more it gets `reload`. What is asked of the read model while the client is idle is nothing:
/// the feeding thread wakes it.
final class ChangeStream: Sendable {
    private let model: ScopedQueries
    private let filter: ChangeFilter
    private let place: GatePlace
    private let state: Mutex<State>

    private struct State {
        var at: EventId
        /// What is sent first.
        var first: [UInt8]?
        var lastSaid = ContinuousClock.now
    }

    init(_ model: ScopedQueries, _ filter: ChangeFilter, place: GatePlace, from last: EventId?) {
        self.model = model
        self.filter = filter
        self.place = place
        let status = model.status
        let now = EventId(epoch: status.epoch, number: status.change)
        var first = Array("retry: \(APILimits.reconnectMilliseconds)\n".utf8)
        if let last, last.epoch == now.epoch, last.number <= now.number {
            first += Self.event("ready", last, status)
            state = Mutex(State(at: last, first: first))
        } else {
            first += Self.event(last == nil ? "ready" : "reload", now, status)
            state = Mutex(State(at: now, first: first))
        }
    }

    /// The next piece; empty where there is nothing to say. Called on the connection's thread alone.
    func next() -> [UInt8]? {
        state.withLock { state in
            if let first = state.first {
                state.first = nil
                return first
            }
            let newest = model.waitForChange(after: state.at.number, until: .now + APILimits.streamPause)
            if newest > state.at.number { ThreadPause.sleep(until: state.lastSaid + APILimits.gathering) }
            guard let piece = newest > state.at.number ? changes(&state) : [] else { return nil }
            if !piece.isEmpty {
                state.lastSaid = .now
            } else if ContinuousClock.now - state.lastSaid > APILimits.heartbeat {
                state.lastSaid = .now
                return Array(": still here\n\n".utf8)
            }
            return piece
        }
    }

    private func changes(_ state: inout State) -> [UInt8]? {
        let found: [ReadChange]?
        do throws(ReadModelError) {
            found = try model.changes(after: state.at.number, epoch: state.at.epoch, limit: APILimits.changesAtOnce)
        } catch { return nil }
        let status = model.status
        guard let found else {
            // Too far behind.
            state.at = EventId(epoch: status.epoch, number: status.change)
            return Self.event("reload", state.at, status)
        }
        var piece: [UInt8] = []
        for change in found {
            state.at = EventId(epoch: state.at.epoch, number: change.number)
            if filter.takes(change), model.isVisible(change) { piece += Self.event(change, state.at) }
        }
        return piece
    }

    private static func event(_ change: ReadChange, _ id: EventId) -> [UInt8] {
        var writer = JSONWriter()
        change.encode(&writer)
        return Array("id: \(id.text)\nevent: \(change.kind.rawValue)\ndata: ".utf8) + writer.bytes + Array("\n\n".utf8)
    }

    private static func event(_ name: String, _ id: EventId, _ status: ReadStatus) -> [UInt8] {
        var writer = JSONWriter()
        status.encode(&writer)
        return Array("id: \(id.text)\nevent: \(name)\ndata: ".utf8) + writer.bytes + Array("\n\n".utf8)
    }
}

/// Which changes a client asks for.
struct ChangeFilter: Sendable {
    var kinds: [ReadChange.Kind]?
    var storeId: String?
    var storeOrderId: String?
    var merchantId: String?
    var warehouseId: String?
    var caseId: String?

    func takes(_ change: ReadChange) -> Bool {
        (kinds?.contains(change.kind) ?? true) && (storeId == nil || change.storeOrder?.storeId == storeId)
            && (storeOrderId == nil || change.storeOrder?.storeOrderId == storeOrderId)
            && (merchantId == nil || change.warehouse?.merchantId == merchantId)
            && (warehouseId == nil || change.warehouse?.warehouseId == warehouseId)
            && (caseId == nil || change.caseId == caseId)
    }
}

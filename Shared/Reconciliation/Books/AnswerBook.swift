import Contracts
import Fulfillment

/// What inventory was asked, held against what it answered and moved because of it: message by message, to the unit.
/// What agrees is forgotten.
struct AnswerBook: Sendable {
    /// How a command is answered: by which replies, beside those that refuse; or by movements alone.
    private enum Way: Int, Sendable { case allocate, release, issue, restore, movements }

    private struct Account: Sendable {
        /// Nil while the command was not read.
        var way: Way?
        var asked: UInt64 = 0
        /// By way.
        var answered = SIMD8<UInt64>.zero
        var refused: UInt64 = 0
        var place: Place

        var isAnswered: Bool { way.map { answered[$0.rawValue] != 0 || refused != 0 } ?? false }
        var agrees: Bool { way.map { answered[$0.rawValue] &+ refused == asked } ?? false }
        var isRefused: Bool { way.map { answered[$0.rawValue] == 0 } ?? false }
    }

    private var accounts: [UInt64: Account] = [:]
    /// Commands of which all was refused, and the rejection was not read; and rejections.
    private var unrejected: [UInt64: Place] = [:]
    private var rejected = FingerprintSet()

    // MARK: What is read

    /// - Parameter origin: what follows from the command has ids of this origin.
    mutating func asked(_ command: StockCommand, _ origin: UInt64, at place: Place) {
        switch command.action {
        case .receive(_, let lines): ask(.movements, LineSum.of(lines), nil, origin, place)
        case .adjust(let one):
            let line = Line(one.sku, abs(one.delta))
            if let id = one.outboundOrderId {
                ask(.restore, LineSum.of(line, one.delta < 0 ? .dispose : .putAway), id, origin, place)
            } else {
                ask(.movements, LineSum.of(line), nil, origin, place)
            }
        case .allocate(let move): ask(.allocate, LineSum.of(move.lines), move.outboundOrderId, origin, place)
        case .release(let move): ask(.release, LineSum.of(move.lines), move.outboundOrderId, origin, place)
        case .issue(let move): ask(.issue, LineSum.of(move.lines), move.outboundOrderId, origin, place)
        case .restore(let restore):
            let sum = restore.lines.reduce(0) { $0 &+ LineSum.of($1.line, $1.handling) }
            ask(.restore, sum, restore.outboundOrderId, origin, place)
        }
    }

    mutating func answered(_ reply: StockReply, _ origin: UInt64, at place: Place) {
        let way: Way? =
            switch reply.answer {
            case .allocated, .backordered: .allocate
            case .released: .release
            case .issued: .issue
            case .restored: .restore
            case .refused: nil
            }
        // Handling is told of what comes back alone.
        let sum = reply.lines.reduce(0) { $0 &+ LineSum.of($1.line, $1.handling) }
        change(reply.outboundOrderId, origin, place) { account in
            if let way { account.answered[way.rawValue] &+= sum } else { account.refused &+= sum }
        }
    }

    /// A movement of no outbound order's goods.
    mutating func moved(_ one: StockMovement, _ origin: UInt64, at place: Place) {
        guard one.outboundOrderId == nil else { return }
        change(nil, origin, place) {
            $0.answered[Way.movements.rawValue] &+= LineSum.of(Line(one.sku, one.quantity))
        }
    }

    /// A rejection that inventory wrote.
    mutating func rejected(_ origin: UInt64) {
        rejected.insert(Fingerprint(value: origin))
        unrejected[origin] = nil
    }

    // MARK: Accounts

    private static func key(_ outboundOrderId: String?, _ origin: UInt64) -> UInt64 {
        var key = Fingerprint(value: origin)
        key.add(outboundOrderId)
        return key.value
    }

    private mutating func ask(_ way: Way, _ sum: UInt64, _ outboundOrderId: String?, _ origin: UInt64, _ place: Place) {
        change(outboundOrderId, origin, place) { account in
            // The same message once more says nothing more.
            if account.way == nil { (account.way, account.asked) = (way, sum) }
        }
    }

    private mutating func change(
        _ outboundOrderId: String?, _ origin: UInt64, _ place: Place, _ change: (inout Account) -> Void
    ) {
        let key = Self.key(outboundOrderId, origin)
        var account = accounts[key] ?? Account(place: place)
        change(&account)
        account.place = place
        guard account.agrees, account.isAnswered else {
            accounts[key] = account
            return
        }
        accounts[key] = nil
        if account.isRefused, !rejected.contains(Fingerprint(value: origin)) { unrejected[origin] = place }
    }

    /// Commands that were answered with other units than they named. What was not answered at all the causes tell; what
    /// answers no command that names its outbound order serves one that waited.
    var unsettled: [Finding] {
        accounts.values.filter(\.isAnswered).map { account in
            Finding(
                invariant: .commandsAnswered, place: account.place,
                expected: "each unit that the command names answered or refused, once", found: "other units")
        }
            + unrejected.values.map { place in
                Finding(
                    invariant: .commandsAnswered, place: place,
                    expected: "a rejection of the command, of which all was refused", found: "none")
            }
    }
}

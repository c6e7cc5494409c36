import Contracts
import Fulfillment

/// What inventory was asked, compared with what it answered and moved because of it: message by message, to the unit.
/// What agrees is forgotten.
struct AnswerBook: Sendable {
    /// How a command is answered: by which replies, beside those that refuse; or by movements alone.
    fileprivate enum Way: Int, Sendable { case allocate, release, issue, restore, reverse, shorten, movements }

    fileprivate struct Account: Sendable {
        /// Nil while the command was not read.
        var way: Way?
        var asked: UInt64 = 0
        /// What was asked: a source may use an id for several messages.
        var contents: [UInt64] = []
        /// By way.
        var answered = SIMD8<UInt64>.zero
        var refused: UInt64 = 0
        var place: Place

        var isAnswered: Bool { way.map { answered[$0.rawValue] != 0 || refused != 0 } ?? false }
        var agrees: Bool { way.map { answered[$0.rawValue] &+ refused == asked } ?? false }
        var isRefused: Bool { way.map { answered[$0.rawValue] == 0 } ?? false }
    }

    private var accounts: [UInt64: Account] = [:]
    /// Commands that were refused as a whole, and the rejection was not read; and rejections.
    private var unrejected: [UInt64: Place] = [:]
    private var rejected = FingerprintSet()

    // MARK: What is read

    /// - Parameter content: the hash of what the command says.
    mutating func asked(
        _ command: StockCommand, content: UInt64, _ cause: CauseBook.Cause, at place: Place, _ findings: inout Findings
    ) {
        findings.count(.commandsAnswered)
        guard let (way, lines, outboundOrderId) = Self.asks(command) else { return }
        change(outboundOrderId, cause, place) { account in
            // The same message once more says nothing more.
            guard !account.contents.contains(content) else { return }
            account.contents.append(content)
            account.way = way
            account.asked &+= LineSum.of(lines)
        }
    }

    /// Nil for a hold: it is answered with what is there; that it is stands in the book of holds.
    private static func asks(_ command: StockCommand) -> (Way, [Line], outboundOrderId: String?)? {
        switch command.action {
        case .receive(_, let lines): (.movements, lines, nil)
        case .adjust(let one):
            (one.outboundOrderId == nil ? .movements : .restore, [Line(one.sku, abs(one.delta))], one.outboundOrderId)
        case .allocate(let move): (.allocate, move.lines, move.outboundOrderId)
        case .release(let move): (.release, move.lines, move.outboundOrderId)
        case .issue(let move): (.issue, move.lines, move.outboundOrderId)
        case .restore(let one): (.restore, one.lines.map(\.line), one.outboundOrderId)
        case .reverse(let one): (.reverse, one.lines.map(\.line), one.outboundOrderId)
        case .shorten(let short): (.shorten, short.lines.map(\.line), short.outboundOrderId)
        case .hold, .unhold: nil
        }
    }

    mutating func answered(_ reply: StockReply, _ cause: CauseBook.Cause, at place: Place) {
        let way: Way?
        switch reply.answer {
        case .allocated, .backordered: way = .allocate
        case .released: way = .release
        case .issued: way = .issue
        case .restored, .claimed: way = .restore
        case .reversed: way = .reverse
        case .shortened: way = .shorten
        case .held: return
        case .refused where reply.command == .hold: return
        case .refused: way = nil
        }
        let sum = LineSum.of(reply.lines.map(\.line))
        change(reply.outboundOrderId, cause, place) { account in
            if let way { account.answered[way.rawValue] &+= sum } else { account.refused &+= sum }
        }
    }

    /// A movement of no outbound order's goods.
    mutating func moved(_ one: StockMovement, _ cause: CauseBook.Cause, at place: Place) {
        guard one.outboundOrderId == nil else { return }
        change(nil, cause, place) {
            $0.answered[Way.movements.rawValue] &+= LineSum.of(Line(one.sku, one.quantity))
        }
    }

    /// A rejection that inventory wrote.
    mutating func rejected(_ cause: CauseBook.Cause) {
        rejected.insert(Fingerprint(value: cause))
        unrejected[cause] = nil
    }

    // MARK: Accounts

    private static func key(_ outboundOrderId: String?, _ cause: CauseBook.Cause) -> UInt64 {
        var key = Fingerprint(value: cause)
        key.add(outboundOrderId)
        return key.value
    }

    private mutating func change(
        _ outboundOrderId: String?, _ cause: CauseBook.Cause, _ place: Place, _ change: (inout Account) -> Void
    ) {
        let key = Self.key(outboundOrderId, cause)
        var account = accounts[key] ?? Account(place: place)
        change(&account)
        account.place = place
        guard account.agrees, account.isAnswered else {
            accounts[key] = account
            return
        }
        accounts[key] = nil
        if account.isRefused, !rejected.contains(Fingerprint(value: cause)) { unrejected[cause] = place }
    }

    /// Commands that were answered with other units than they named. What was not answered at all follows from the causes; what
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
                    expected: "a rejection of the command, which was refused as a whole", found: "none")
            }
    }
}

// MARK: Kept

extension AnswerBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        archive.keep(&accounts, blank: Account(place: .blank)) { $0.archive(&$1) }
        archive.keep(&unrejected)
        rejected.archive(&archive)
    }
}

extension AnswerBook.Account: Archived {
    mutating func archive(_ archive: inout Archive) {
        archive.keep(&way, blank: .movements) { $1.keep(&$0) }
        archive.keep(&asked)
        archive.keep(&contents)
        archive.keep(&answered)
        archive.keep(&refused)
        archive.keep(&place)
    }
}

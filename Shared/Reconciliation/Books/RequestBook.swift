import Contracts
import Fulfillment

/// Which requests were made, and what became of each.
struct RequestBook: Sendable {
    private var asked = FingerprintSet()
    private var told = FingerprintSet()
    private var ended = FingerprintSet()
    /// Identities of requests that were rejected, and places of messages that became dead letters.
    private var rejections = FingerprintSet()
    private var deadLetters = FingerprintSet()
    /// Published and not ended yet: the case that answers it.
    private var open: [UInt64: Fingerprint] = [:]
    /// Requests whose answer was not read yet, and outcomes whose request was not.
    private var unanswered: [Unanswered] = []
    private var unasked: [(request: Fingerprint, place: Place)] = []
    /// What each request asks for: how many units, or the whole; and what outcomes say of requests that were not read yet.
    private var wishes = FingerprintMap()
    private var unwished: [(request: Fingerprint, requested: Int, ofOrders: Int, place: Place)] = []
    private var sweepAt = Self.sweepAtLeast
    private static let sweepAtLeast = 1 << 16

    private struct Unanswered: Sendable {
        /// Nil where the message cannot be read.
        var request: Fingerprint?
        var identity: Fingerprint
        var place: Place
    }

    private var counted = RequestCounts()

    private static let ofAll: UInt64 = 1
    private static let ofSeveral: UInt64 = 2
    private static let ofLines: UInt64 = 4

    // MARK: What is read

    /// A request, by whichever of its topics it came; nil where the message cannot be read.
    /// - Parameter seconds: ids under which it may be answered where it names none and its message id was used before.
    mutating func asked(
        _ request: CancellationRequested?, seconds: [String], identity: Fingerprint, at place: Place,
        _ findings: inout Findings
    ) {
        let print = request.map { Fingerprint($0.storeOrder, $0.requestId) }
        if let print { asked.insert(print) }
        if let request { for second in seconds { asked.insert(Fingerprint(request.storeOrder, second)) } }
        if let request {
            let wish = request.lines.map { UInt64(min(max(0, $0.units), 1 << 40)) << 8 | Self.ofLines } ?? Self.ofAll
            for id in [request.requestId] + seconds {
                let print = Fingerprint(request.storeOrder, id)
                let known = wishes[print]
                // One id may come with two contents: only the first is answered.
                wishes[print] = known == 0 || known == wish ? wish : Self.ofSeveral
            }
        }
        findings.count(.requestsAnswered)
        counted.messages += 1
        unanswered.append(Unanswered(request: print, identity: identity, place: place))
        sweepIfLong()
    }

    mutating func rejected(_ rejection: MessageRejected) {
        guard rejection.messageType == MessageType.cancellationRequested.rawValue else { return }
        rejections.insert(Fingerprint(rejection.messageSource, rejection.messageId))
    }

    /// A dead letter, by where the message stood.
    mutating func deadLetter(_ origin: Fingerprint) { deadLetters.insert(origin) }

    /// Whether a message was dead-lettered.
    func isDeadLetter(_ place: Place) -> Bool {
        deadLetters.contains(Fingerprint(place.name, String(place.partition), String(place.offset)))
    }

    /// An outcome. Returns the case that answered the request until now, where it was another one.
    mutating func told(_ outcome: CancellationChanged, at place: Place, _ findings: inout Findings) -> Fingerprint? {
        let request = Fingerprint(outcome.storeOrder, outcome.requestId)
        findings.count(.answersAsked)
        if told.insert(request), !asked.contains(request) {
            unasked.append((request, place))
            sweepIfLong()
        }
        findings.expect(
            .oneFinalOutcome, !ended.contains(request), at: place,
            expected: "nothing more for request \(outcome.requestId), whose final outcome was published",
            found: "\(outcome.state.rawValue), revision \(outcome.revision) of case \(outcome.caseId)")
        take(outcome, of: request, at: place)
        let answering = Fingerprint(outcome.caseId)
        let former = open[request.value]
        if outcome.state.isFinal {
            open[request.value] = nil
            ended.insert(request)
        } else if !ended.contains(request) {
            open[request.value] = answering
        }
        return former == answering ? nil : former
    }

    /// An outcome is of no more units than the request names, and where it names none of those of its outbound orders.
    private mutating func take(_ outcome: CancellationChanged, of request: Fingerprint, at place: Place) {
        // An earlier version sent no units of the outbound orders.
        let told = outcome.outboundOrders.compactMap(\.quantities)
        guard !told.isEmpty, told.count == outcome.outboundOrders.count else { return }
        let one = (request, outcome.quantities.requested, told.reduce(0) { $0 &+ $1.requested }, place)
        // Another message under the same id may say something else.
        guard wishes[request] == 0 || excess(of: one) != nil else { return }
        unwished.append(one)
        sweepIfLong()
    }

    private func excess(of one: (request: Fingerprint, requested: Int, ofOrders: Int, place: Place)) -> Finding? {
        let wish = wishes[one.request]
        let most = wish & 0xff == Self.ofLines ? Int(wish >> 8) : wish == Self.ofAll ? one.ofOrders : Int.max
        guard one.requested > most else { return nil }
        return Finding(
            invariant: .caseUnits, place: one.place, expected: "at most \(most) units, as its request asks",
            found: "\(one.requested)")
    }

    // MARK: What is left

    /// What became of a request message: a rejection comes before an outcome, which may be that of a request of the same id. One
    /// that can be read may be a dead letter all the same: on another topic than its own, or where nothing of it can be written.
    private func answer(_ one: Unanswered) -> WritableKeyPath<RequestCounts, Int>? {
        if rejections.contains(one.identity) { return \.rejections }
        if let request = one.request, told.contains(request) { return \.outcomes }
        return isDeadLetter(one.place) ? \.deadLetters : nil
    }

    private mutating func sweepIfLong() {
        guard unanswered.count + unasked.count + unwished.count >= sweepAt else { return }
        sweep()
        sweepAt = max(Self.sweepAtLeast, 2 * (unanswered.count + unasked.count + unwished.count))
    }

    /// Forgets what has found its answer, or its request, by now.
    mutating func sweep() {
        var left: [Unanswered] = []
        for one in unanswered {
            if let what = answer(one) { counted[keyPath: what] += 1 } else { left.append(one) }
        }
        unanswered = left
        unasked = unasked.filter { !asked.contains($0.request) }
        unwished = unwished.filter { wishes[$0.request] == 0 || excess(of: $0) != nil }
    }

    /// After `sweep`.
    var counts: RequestCounts {
        var counts = counted
        counts.unanswered = unanswered.count
        counts.open = open.count
        return counts
    }

    /// After `sweep`: requests without any answer, and answers without any request.
    var unsettled: [Finding] {
        unanswered.map { one in
            Finding(
                invariant: .requestsAnswered, place: one.place, expected: "an outcome, a rejection or a dead letter",
                found: "no answer")
        }
            + unwished.compactMap(excess)
            + unasked.map { one in
                Finding(
                    invariant: .answersAsked, place: one.place, expected: "a request of this id for this store order",
                    found: "an outcome, and no request")
            }
    }
}

// MARK: Kept

extension RequestBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        asked.archive(&archive)
        told.archive(&archive)
        ended.archive(&archive)
        rejections.archive(&archive)
        deadLetters.archive(&archive)
        archive.keep(&open, blank: Fingerprint()) { $1.keep(&$0) }
        archive.keep(&unanswered, blank: Unanswered(identity: Fingerprint(), place: .blank)) { one, archive in
            archive.keep(&one.request, blank: Fingerprint()) { $1.keep(&$0) }
            archive.keep(&one.identity)
            archive.keep(&one.place)
        }
        archive.keep(&unasked, blank: (Fingerprint(), .blank)) { one, archive in
            archive.keep(&one.request)
            archive.keep(&one.place)
        }
        wishes.archive(&archive)
        archive.keep(&unwished, blank: (Fingerprint(), 0, 0, .blank)) { one, archive in
            archive.keep(&one.request)
            archive.keep(&one.requested)
            archive.keep(&one.ofOrders)
            archive.keep(&one.place)
        }
        archive.keep(&sweepAt)
        counted.archive(&archive)
    }
}

extension RequestCounts: Archived {
    mutating func archive(_ archive: inout Archive) {
        archive.keep(&messages)
        archive.keep(&outcomes)
        archive.keep(&rejections)
        archive.keep(&deadLetters)
        archive.keep(&unanswered)
        archive.keep(&open)
    }
}

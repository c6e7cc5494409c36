/// What DESIGN.md promises, one by one. The names are stable: scripts may rely on them.
public enum Invariant: Int, CaseIterable, Sendable {
    // Requests and cases.
    case requestsAnswered, answersAsked, oneFinalOutcome, caseRevisions, caseEndsOnce, caseUnits, caseWords
    // Stock.
    case stockSums, stockBounds, movementDeltas, movementIds
    // Outbound orders and their units.
    case nothingTwice, nothingBeyondOrder, repliesMoved, cancelledReleased, caseRestocked
    case outboundRevisions, outboundStatus, workNeverCancelled, commandsSent, unitsHeld, contradictionsTold,
        outcomesShown
    // The rest.
    case tasksOnce, tasksClosed, tasksAsked, returnOrders, messageIdentity, readable
    // What follows from what.
    case causesThere, nothingLeftOut, messagesAnswered, commandsAnswered, allocationsTold
    // What others said.
    case followsAsSaid, receiptsCounted, eventsShown, departuresCounted

    /// As it is printed.
    public var name: String {
        switch self {
        case .requestsAnswered: "requests-answered"
        case .answersAsked: "answers-asked"
        case .oneFinalOutcome: "one-final-outcome"
        case .caseRevisions: "case-revisions"
        case .caseEndsOnce: "case-ends-once"
        case .caseUnits: "case-units"
        case .caseWords: "case-words"
        case .stockSums: "stock-sums"
        case .stockBounds: "stock-bounds"
        case .movementDeltas: "movement-deltas"
        case .movementIds: "movement-ids"
        case .nothingTwice: "nothing-twice"
        case .nothingBeyondOrder: "nothing-beyond-order"
        case .repliesMoved: "replies-moved"
        case .cancelledReleased: "cancelled-released"
        case .caseRestocked: "case-restocked"
        case .outboundRevisions: "outbound-revisions"
        case .outboundStatus: "outbound-status"
        case .workNeverCancelled: "work-never-cancelled"
        case .commandsSent: "commands-sent"
        case .unitsHeld: "units-held"
        case .contradictionsTold: "contradictions-told"
        case .outcomesShown: "outcomes-shown"
        case .tasksOnce: "tasks-once"
        case .tasksClosed: "tasks-closed"
        case .tasksAsked: "tasks-asked"
        case .returnOrders: "return-orders"
        case .messageIdentity: "message-identity"
        case .readable: "readable"
        case .causesThere: "causes-there"
        case .nothingLeftOut: "nothing-left-out"
        case .messagesAnswered: "messages-answered"
        case .commandsAnswered: "commands-answered"
        case .allocationsTold: "allocations-told"
        case .followsAsSaid: "follows-as-said"
        case .receiptsCounted: "receipts-counted"
        case .eventsShown: "events-shown"
        case .departuresCounted: "departures-counted"
        }
    }

    /// What is counted as checked.
    public var things: String {
        switch self {
        case .requestsAnswered: "requests"
        case .answersAsked, .oneFinalOutcome, .caseRevisions, .caseUnits, .caseWords: "outcomes"
        case .caseEndsOnce, .cancelledReleased, .caseRestocked: "ended cases"
        case .stockSums, .stockBounds, .movementDeltas, .movementIds, .nothingTwice: "movements"
        case .nothingBeyondOrder: "lines"
        case .repliesMoved: "replies"
        case .outboundRevisions, .outboundStatus, .workNeverCancelled: "changes"
        case .tasksOnce: "task messages"
        case .commandsSent: "duties"
        case .unitsHeld, .outcomesShown: "outcomes of outbound orders"
        case .contradictionsTold: "contradictions"
        case .tasksClosed: "tasks"
        case .tasksAsked: "open cases"
        case .returnOrders: "changes"
        case .messageIdentity, .readable, .causesThere, .nothingLeftOut: "messages"
        case .messagesAnswered: "commands"
        case .commandsAnswered: "commands to inventory"
        case .allocationsTold: "replies"
        case .followsAsSaid: "consequences"
        case .receiptsCounted, .eventsShown: "changes"
        case .departuresCounted: "departures"
        }
    }

    /// What has to hold.
    public var says: String {
        switch self {
        case .requestsAnswered: "every request has an outcome, a rejection or a dead letter"
        case .answersAsked: "every outcome answers a request that was made"
        case .oneFinalOutcome: "a request is answered by one case, and nothing follows its final outcome"
        case .caseRevisions:
            "a case's revisions go up by one from 1, and send each of its requests its share of the same, once; "
                + "one that joined it may end first"
        case .caseEndsOnce:
            "a case has an end where what follows shows it, nothing follows that, and all its requests hear of it"
        case .caseUnits:
            "requested = cancelled + refused + intercepted, intercepted = restored + quarantined + writtenOff + pending, "
                + "of the case and of each outbound order"
        case .caseWords: "state, final, code, stage, nextAction and units fit together"
        case .stockSums: "after every movement the balance is the sum of the SKU's deltas"
        case .stockBounds:
            "0 ≤ allocated ≤ onHand, and on hand not below zero, unless a late shipment says oversold; 0 ≤ quarantined"
        case .movementDeltas: "a movement's deltas are what its kind does with its quantity"
        case .movementIds: "no movement id comes twice"
        case .nothingTwice: "no unit of an outbound order is released, issued or brought back that was not there to be"
        case .nothingBeyondOrder:
            "a line is allocated once, and no more of it than was ordered, nor ever held, to go out or gone"
        case .repliesMoved: "inventory replies of as many units of an outbound order as it moved"
        case .cancelledReleased:
            "an outbound order's cases say as many units cancelled as were released for them, and as its events say"
        case .caseRestocked:
            "an outbound order's cases say of stopped goods as many restored, quarantined, written off as were"
        case .outboundRevisions: "an outbound order's revisions go up by one from 1"
        case .outboundStatus:
            "an outbound order's status never goes back, nothing follows cancelled, and only work or leaving intercepted"
        case .workNeverCancelled:
            "what left awaitingOutbound never becomes cancelled, what the carrier has is never stopped"
        case .commandsSent: "what is new is asked to be allocated, what is cancelled is released, what has left issued"
        case .unitsHeld: "what is to be stopped is held for its case, no longer, and each hold is answered"
        case .contradictionsTold:
            "the store hears where goods of a case have left, and of no more units than its outcome names"
        case .outcomesShown:
            "what an outcome says of an outbound order, its events, reports and inventory's replies show as well"
        case .tasksOnce: "a task is opened once and closed at most once, and is about what its id says"
        case .tasksClosed:
            "no task is open for a case that has ended or holds nothing, but to stop work, or what is stopped after all"
        case .tasksAsked: "a case that waits for the warehouse, or holds units, has a task open"
        case .returnOrders:
            "a return order goes on by one revision, forward, and handles no more than was expected and came"
        case .messageIdentity: "no ce_source and ce_id come twice on a topic that Turnback writes"
        case .readable: "what Turnback writes can be read, on its topic, under its key"
        case .causesThere: "what Turnback writes follows from a message that is there, or from a deadline"
        case .nothingLeftOut: "as many messages follow from one as each of them says"
        case .messagesAnswered: "something follows from every submission and command, or it says what was said before"
        case .followsAsSaid:
            "what follows from a report, a request, a submission or an answer is about the same order, and asks for no more units"
        case .eventsShown: "how far an outbound order says that it is, and who has it, somebody reported"
        case .departuresCounted:
            "what left in parcels is issued, and the store hears where more left than its cancellations had left"
        case .receiptsCounted: "a return order is opened as a command says, and counts the units that its receipts name"
        case .allocationsTold: "an outbound order says whether inventory has its goods, or is further"
        case .commandsAnswered: "inventory answers or refuses each unit of a command, once, and rejects what it refuses"
        }
    }
}

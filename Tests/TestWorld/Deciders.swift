import Fulfillment

/// What the world asks to decide. The real ones, unless a test puts a broken one in their place to see whether the
/// auditor notices.
struct Deciders {
    /// What inventory said of a command.
    struct Moved {
        var movements: [StockMovement]
        var replies: [StockReply]
    }

    var order:
        (inout StoreOrder, StoreOrderMessage, Fingerprint, Timestamp, Policies) -> Result<[StoreOrderEffect], Rejection> =
            {
                order, message, identity, now, policies in
                do throws(Rejection) {
                    return .success(
                        try order.handle(
                            message, identity: MessageIdentity(name: identity, content: 0), at: now, policies: policies)
                    )
                } catch { return .failure(error) }
            }

    var pass: (inout StoreOrder, Timestamp, Policies) -> [StoreOrderEffect] = { $0.pass($1, policies: $2) }

    var stock: (inout Shelf, StockCommand, Fingerprint) -> Result<Moved, Rejection> = { shelf, command, identity in
        var decider = StockDecider(store: shelf)
        do throws(Rejection) {
            try decider.handle(command, identity: MessageIdentity(name: identity, content: 0))
        } catch { return .failure(error) }
        shelf = decider.store
        return .success(Moved(movements: decider.movements, replies: decider.replies))
    }
}

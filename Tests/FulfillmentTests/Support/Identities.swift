import Fulfillment

/// Messages whose names distinguish them, as in nearly all tests.
extension MessageIdentity {
    init(_ name: Fingerprint) { self.init(name: name, content: 0) }
}

extension StoreOrder {
    mutating func handle(
        _ message: StoreOrderMessage, identity: Fingerprint, origin: MessageOrigin? = nil, at now: Timestamp,
        clock: Timestamp? = nil, policies: Policies
    ) throws(Rejection) -> [StoreOrderEffect] {
        try handle(
            message, identity: MessageIdentity(identity), origin: origin, at: now, clock: clock, policies: policies)
    }
}

extension StockDecider {
    mutating func handle(_ command: StockCommand, identity: Fingerprint) throws(Rejection) {
        try handle(command, identity: MessageIdentity(identity))
    }
}

extension SentGoods {
    mutating func hear(_ reply: StockReply, identity: Fingerprint) -> Bool {
        hear(reply, identity: MessageIdentity(identity))
    }
}

extension SeenMessages {
    func contains(_ name: Fingerprint) -> Bool { verdict(on: MessageIdentity(name)) == .redelivery }
}

public import Fulfillment

extension Message {
    /// A hash of what it says: its type and the fields that this type knows, as they were decoded. How it was written, in which
    /// mode, with which fields beyond and in which order, makes no difference. Nor do texts that name people: the hash is kept
    /// longer than they may be.
    public var content: UInt64 { withoutTexts.inOrder.hash }

    /// The same with those texts, as earlier versions kept it; nil where it has none.
    public var formerContent: UInt64? { hasTexts ? inOrder.hash : nil }

    private var hash: UInt64 {
        var writer = JSONWriter()
        writer.string(type.rawValue)
        encodeData(&writer)
        var hash = SipHash()
        unsafe writer.buffer.withBytes { unsafe hash.add($0) }
        return hash.finish().0
    }

    /// The same with its lines in one order. For types with their own id, the entity compares what they say.
    private var inOrder: Message {
        switch self {
        case .stockCommand(var command):
            switch command.action {
            case .release(let move): command.action = .release(move.inOrder)
            case .issue(let move): command.action = .issue(move.inOrder)
            case .hold(let move): command.action = .hold(move.inOrder)
            case .unhold(let move): command.action = .unhold(move.inOrder)
            case .shorten(var short):
                short.lines = short.lines.inOrder
                command.action = .shorten(short)
            case .receive, .adjust, .allocate, .restore, .reverse: return self
            }
            return .stockCommand(command)
        case .warehouseReported(var report):
            report.short = report.short.inOrder
            report.lines = report.lines.inOrder
            return .warehouseReported(report)
        case .outboundOrderSubmitted, .cancellationRequested, .outboundOrderChanged, .cancellationChanged,
            .cancellationContradicted, .task, .stockReply, .stockMoved, .returnOrderCommand, .returnOrderChanged,
            .rejected:
            return self
        }
    }
}

extension StockMove {
    fileprivate var inOrder: StockMove {
        var move = self
        move.lines = move.lines.inOrder
        return move
    }
}

extension [Line] {
    fileprivate var inOrder: [Line] {
        count > 1 ? sorted { $0.sku.utf8.lexicographicallyPrecedes($1.sku.utf8) } : self
    }
}

extension [StockShort.ShortLine] {
    fileprivate var inOrder: Self {
        guard count > 1 else { return self }
        func name(_ line: Element) -> String { "\(line.line.sku)/\(line.reason.rawValue)/\(line.freed)" }
        return sorted { name($0).utf8.lexicographicallyPrecedes(name($1).utf8) }
    }
}

extension Envelope {
    /// Distinguishes this message from all others, and from one that is called the same and says something else.
    public func identity(of message: Message) -> MessageIdentity {
        MessageIdentity(name: identity, content: message.content, former: message.formerContent)
    }

    /// The id of a request that names none, where its source and id were used before: with the hash of what it says behind it.
    /// Nil for a request that names itself, and where there is no room for it.
    public static func secondRequestId(_ request: CancellationRequested, source: String, id: String, content: UInt64)
        -> String?
    {
        let unnamed = Envelope(source: source, id: id, type: .cancellationRequested)
        guard (try? unnamed.derivedRequestId()) == request.requestId else { return nil }
        let digits = String(content, radix: 16)
        let second = request.requestId + "#" + String(repeating: "0", count: 16 - digits.count) + digits
        return second.utf8.count <= Limits.idBytes ? second : nil
    }
}

extension Message {
    /// Writes the data, as the contract has it.
    public func encodeData(_ writer: inout JSONWriter) {
        writer.object { writer in
            switch self {
            case .outboundOrderSubmitted(let submitted): submitted.encode(&writer)
            case .cancellationRequested(let request): request.encode(&writer)
            case .warehouseReported(let report): report.encode(&writer)
            case .outboundOrderChanged(let changed): changed.encode(&writer)
            case .cancellationChanged(let changed): changed.encode(&writer)
            case .cancellationContradicted(let contradicted): contradicted.encode(&writer)
            case .task(let task): task.encode(&writer)
            case .stockCommand(let command): command.encode(&writer)
            case .stockReply(let reply): reply.encode(&writer)
            case .stockMoved(let moved): moved.encode(&writer)
            case .returnOrderCommand(let command): command.encode(&writer)
            case .returnOrderChanged(let order): order.encode(&writer)
            case .rejected(let rejected): rejected.encode(&writer)
            }
        }
    }

    static func decodeData(_ envelope: Envelope, _ data: inout JSONReader) throws(DecodeError) -> Message {
        switch envelope.type {
        case .outboundOrderSubmitted: .outboundOrderSubmitted(try .decode(&data))
        case .cancellationRequested: .cancellationRequested(try .decode(&data, envelope))
        case .warehouseProgressed, .goodsVerified, .parcelIntercepted, .labelVoided, .carrierScanned:
            .warehouseReported(try .decode(&data, envelope.type))
        case .outboundOrderChanged: .outboundOrderChanged(try .decode(&data))
        case .cancellationChanged: .cancellationChanged(try .decode(&data))
        case .cancellationContradicted: .cancellationContradicted(try .decode(&data))
        case .taskOpened, .taskClosed: .task(try .decode(&data, isClosed: envelope.type == .taskClosed))
        case .stockReceive, .stockAdjust, .stockAllocate, .stockRelease, .stockIssue, .stockRestore, .stockHold, .stockUnhold,
            .stockShorten, .stockReverse:
            .stockCommand(try .decode(&data, envelope.type))
        case .stockAllocated, .stockBackordered, .stockReleased, .stockIssued, .stockHeld, .stockShortened,
            .stockRestored, .stockClaimed, .stockReversed, .stockRefused:
            .stockReply(try .decode(&data, envelope.type))
        case .stockMoved: .stockMoved(try .decode(&data))
        case .returnOrderCreate, .returnOrderReceive, .returnOrderCancel, .receiptReversed:
            .returnOrderCommand(try .decode(&data, envelope.type))
        case .returnOrderChanged: .returnOrderChanged(try .decode(&data))
        case .messageRejected: .rejected(try .decode(&data))
        }
    }
}

public import Fulfillment

/// What leads to a person: texts that people write, and tracking numbers.
extension Message {
    /// It has some of that.
    public var namesPeople: Bool { hasTexts || !trackingNumbers.isEmpty }

    /// The tracking numbers that it names.
    public var trackingNumbers: [String] {
        switch self {
        case .warehouseReported(let report): report.name.trackingNumber.map { [$0] } ?? []
        case .outboundOrderChanged(let changed): changed.trackingNumber.map { [$0] } ?? []
        case .cancellationChanged(let changed):
            changed.outboundOrders.flatMap { $0.parcels.compactMap(\.trackingNumber) }
        case .cancellationContradicted(let one): one.trackingNumber.map { [$0] } ?? []
        case .task(let task): task.trackingNumber.map { [$0] } ?? []
        case .returnOrderCommand(.create(let created)): created.trackingNumbers
        case .returnOrderChanged(let order): order.created.trackingNumbers
        case .outboundOrderSubmitted, .cancellationRequested, .stockCommand, .stockReply, .stockMoved,
            .returnOrderCommand, .rejected:
            []
        }
    }

    /// The same without texts, and with other words in place of tracking numbers: parcels stay distinct as before.
    public var withoutPeople: Message {
        guard namesPeople else { return self }
        switch withoutTexts {
        case .warehouseReported(var report):
            report.parcel.trackingNumber = ErasedNumber.of(report.parcel.trackingNumber)
            switch report.fact {
            case .progressed(let status, let carrier, let number):
                report.fact = .progressed(status, carrier: carrier, trackingNumber: ErasedNumber.of(number))
            case .labelVoided(let succeeded, let number, let reason):
                report.fact = .labelVoided(
                    succeeded: succeeded, trackingNumber: ErasedNumber.of(number), reason: reason)
            case .carrierScanned(let scan, let number):
                report.fact = .carrierScanned(scan, trackingNumber: ErasedNumber.of(number))
            case .goodsVerified, .parcelIntercepted: break
            }
            return .warehouseReported(report)
        case .outboundOrderChanged(var changed):
            changed.trackingNumber = ErasedNumber.of(changed.trackingNumber)
            return .outboundOrderChanged(changed)
        case .cancellationChanged(var changed):
            for index in changed.outboundOrders.indices {
                for place in changed.outboundOrders[index].parcels.indices {
                    changed.outboundOrders[index].parcels[place].eraseNumber()
                }
            }
            return .cancellationChanged(changed)
        case .cancellationContradicted(var one):
            one.trackingNumber = ErasedNumber.of(one.trackingNumber)
            return .cancellationContradicted(one)
        case .task(var task):
            task.trackingNumber = ErasedNumber.of(task.trackingNumber)
            return .task(task)
        case .returnOrderCommand(.create(var created)):
            created.trackingNumbers = created.trackingNumbers.compactMap { ErasedNumber.of($0) }
            return .returnOrderCommand(.create(created))
        case .returnOrderChanged(var order):
            order.created.trackingNumbers = order.created.trackingNumbers.compactMap { ErasedNumber.of($0) }
            return .returnOrderChanged(order)
        case let other: return other
        }
    }
}

extension Message {
    /// The store order that it is about, as far as it says so itself.
    public var storeOrder: StoreOrderKey? {
        switch self {
        case .stockCommand(let command):
            switch command.action {
            case .adjust(let adjustment): adjustment.caseId.flatMap { StoreOrderKey(texts: $0, parts: 3) }
            case .allocate(let move), .release(let move), .issue(let move), .hold(let move), .unhold(let move):
                move.replyTo
            case .receive, .restore, .shorten, .reverse: nil
            }
        case .stockMoved(let moved): moved.movement.caseId.flatMap { StoreOrderKey(texts: $0, parts: 3) }
        case .rejected(let rejected): StoreOrderKey(texts: rejected.key, parts: 2)
        case .outboundOrderSubmitted, .cancellationRequested, .warehouseReported, .outboundOrderChanged,
            .cancellationChanged, .cancellationContradicted, .task, .stockReply, .returnOrderCommand,
            .returnOrderChanged:
            StoreOrderKey(texts: key, parts: 2)
        }
    }
}

extension StoreOrderKey {
    /// The first two of so many texts with `/` between them; nil where they are not so many.
    fileprivate init?(texts: String, parts count: Int) {
        let parts = texts.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == count, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.init(storeId: parts[0], storeOrderId: parts[1])
    }
}

/// What stands in place of a tracking number that was erased: by so few digits that nothing of the number can be found
/// out, and two parcels of an order stay distinct in nearly all cases.
public enum ErasedNumber {
    private static let prefix = "erased-"

    /// A text stands in place of a number.
    public static func isOne(_ text: String) -> Bool { text.hasPrefix(prefix) }

    static func of(_ number: String?) -> String? {
        guard let number else { return nil }
        if number.hasPrefix(prefix) { return number }
        var print = Fingerprint()
        print.add(number)
        // Numbers mostly differ in their last characters, which have not reached the first bits yet.
        var mixed = (print.value ^ print.value >> 32) &* 0xbf58_476d_1ce4_e5b9
        mixed ^= mixed >> 29
        mixed = mixed &* 0x94d0_49bb_1331_11eb
        let digits = String(mixed >> 52, radix: 16)
        return prefix + String(repeating: "0", count: 3 - digits.count) + digits
    }
}

extension CancellationChanged.Parcel {
    /// Where nobody named the parcel, its number stands for its name as well.
    fileprivate mutating func eraseNumber() {
        if parcelId == trackingNumber { parcelId = ErasedNumber.of(parcelId) ?? parcelId }
        trackingNumber = ErasedNumber.of(trackingNumber)
    }
}

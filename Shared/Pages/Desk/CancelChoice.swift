internal import Contracts
internal import Fulfillment
internal import Operations
internal import ReadModel

/// What a person has chosen on the way through the three pages of a cancellation. It stands in the address, so that each page can
/// be gone back to, changed by itself, and sent to a colleague.
struct CancelChoice: Sendable, Equatable {
    enum Scope: String, Sendable { case all, outbound, lines }

    var scope: Scope?
    var outboundOrderIds: [String] = []
    /// Units by SKU, as they were typed.
    var units: [(sku: String, typed: String)] = []
    var reason: String?
    var by: String?
    var note: String?

    /// The fields of units: `units.SKU-1`.
    static let unitsPrefix = "units."
    /// Characters of a note; more than its bytes in the contract is refused there.
    static let noteCharacters = 1_000

    static func == (a: CancelChoice, b: CancelChoice) -> Bool {
        a.scope == b.scope && a.outboundOrderIds == b.outboundOrderIds && a.reason == b.reason && a.by == b.by
            && a.note == b.note && a.units.elementsEqual(b.units) { $0 == $1 }
    }

    init() {}

    init(_ fields: [(name: String, value: String)]) {
        for (name, value) in fields {
            let value = value.trimmed
            switch name {
            case "scope": scope = Scope(rawValue: value)
            case "outbound": outboundOrderIds.append(value)
            case "reason": reason = Phrase.reasons.contains { $0.word == value } ? value : nil
            case "by": by = Phrase.requesters.contains { $0.word == value } ? value : nil
            case "note": note = value.isEmpty ? nil : value
            default:
                if name.hasPrefix(Self.unitsPrefix) {
                    units.append((String(name.dropFirst(Self.unitsPrefix.count)), value))
                }
            }
        }
    }

    /// As the fields of a form, or of an address.
    var fields: [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        if let scope { fields.append(("scope", scope.rawValue)) }
        fields += outboundOrderIds.map { ("outbound", $0) }
        fields += units.map { (Self.unitsPrefix + $0.sku, $0.typed) }
        if let reason { fields.append(("reason", reason)) }
        if let by { fields.append(("by", by)) }
        if let note { fields.append(("note", note)) }
        return fields
    }

    /// The units that are asked for; nil where not only some are.
    var lines: [Line]? {
        guard scope == .lines else { return nil }
        return units.compactMap { unit in Int(unit.typed).flatMap { $0 > 0 ? Line(unit.sku, $0) : nil } }
    }

    var outbound: [String]? { scope == .outbound ? outboundOrderIds : nil }

    func path(_ key: StoreOrderKey, step: CancelStep) -> Path {
        fields.reduce(Path.cancel(key).query("step", step.rawValue)) { $0.query($1.name, $1.value) }
    }

    // MARK: Checking

    /// What is wrong with what is to be cancelled.
    func faultsOfWhat(_ view: OrderView, _ context: PageContext) -> Field.Faults {
        switch scope {
        case nil: return [("scope", context.say(.chooseSomething))]
        case .all: return []
        case .outbound:
            let known = Set(view.outboundOrders.map(\.now.outboundOrderId))
            return outboundOrderIds.contains { known.contains($0) } ? [] : [("scope", context.say(.chooseSomething))]
        case .lines: return faultsOfLines(view, context)
        }
    }

    private func faultsOfLines(_ view: OrderView, _ context: PageContext) -> Field.Faults {
        let ordered = view.ordered
        var faults: Field.Faults = []
        for unit in units where !unit.typed.isEmpty {
            let field = Self.unitsPrefix + unit.sku
            let most = ordered.quantity(of: unit.sku)
            if let number = Int(unit.typed), number >= 0 {
                if number > most {
                    faults.append((field, context.say(.tooMany(sku: context.sku(unit.sku), x: number, y: most))))
                }
            } else {
                faults.append((field, context.say(.wholeNumber(what: context.sku(unit.sku)))))
            }
        }
        if faults.isEmpty, lines?.isEmpty ?? true { faults.append(("scope", context.say(.chooseSomething))) }
        return faults
    }

    func faultsOfWhy(_ context: PageContext) -> Field.Faults {
        var faults: Field.Faults = []
        if reason == nil { faults.append(("reason", context.say(.chooseReason))) }
        if by == nil { faults.append(("by", context.say(.chooseWho))) }
        if (note?.utf8.count ?? 0) > Limits.textBytes || (note?.count ?? 0) > Self.noteCharacters {
            faults.append(("note", context.say(.noteTooLong)))
        }
        return faults
    }
}

enum CancelStep: String { case what, why, check }

extension OrderView {
    /// All units of the order, by SKU.
    var ordered: [Line] {
        outboundOrders.flatMap { $0.submitted?.lines ?? $0.now.lines }.merged()
    }
}

public import Contracts
public import Fulfillment

/// Which message a principal may send, and what it may see.
extension AccessList {
    /// Why this principal may not send this message, as one sentence for a person; nil where it may.
    ///
    /// - Parameter returnOrder: where the goods of the return order arrive that a receipt names, for that does not say so; nil
    ///   where nobody knows it.
    public func refusal(
        of message: Message, from principal: Principal, returnOrder: WarehouseKey? = nil
    ) -> String? {
        guard principal.role.maySend(message.type) else {
            return
                "\(principal.name) has the role \(principal.role.rawValue), which does not send \(message.type.rawValue)"
        }
        if case .returnOrderCommand(.cancel(_, _, supersededBy: _?)) = message {
            return SupersededBy.isForTurnback
        }
        let subject = Subject(message, returnOrder)
        if let fault = misplaced(subject) { return fault }
        return acts(principal, for: subject) ? nil : refusal(principal, subject)
    }

    /// The store, merchant and warehouse that something is about, as far as it says so.
    struct Subject {
        var storeId: String?
        var merchantId: String?
        var warehouseId: String?

        init(_ message: Message, _ returnOrder: WarehouseKey?) {
            switch message {
            case .outboundOrderSubmitted(let submitted):
                storeId = submitted.storeOrder.storeId
                merchantId = submitted.merchantId
                warehouseId = submitted.warehouseId
            case .cancellationRequested(let request): storeId = request.storeOrder.storeId
            case .warehouseReported(let report):
                storeId = report.storeOrder.storeId
                warehouseId = report.warehouseId
            case .stockCommand(let command):
                merchantId = command.warehouse.merchantId
                warehouseId = command.warehouse.warehouseId
            case .returnOrderCommand(let command):
                storeId = command.storeOrder.storeId
                merchantId = returnOrder?.merchantId
                warehouseId = returnOrder?.warehouseId
                switch command {
                case .create(let created):
                    merchantId = created.warehouse.merchantId
                    warehouseId = created.warehouse.warehouseId
                // Where the return order is not known, what the sender says counts: the service refuses it later where the
                // return order says otherwise.
                case .receive(let received): warehouseId = warehouseId ?? received.warehouseId
                case .reverse(let reversed): warehouseId = warehouseId ?? reversed.warehouseId
                case .cancel: break
                }
            default: break
            }
        }

        init(storeId: String? = nil, merchantId: String? = nil, warehouseId: String? = nil) {
            self.storeId = storeId
            self.merchantId = merchantId
            self.warehouseId = warehouseId
        }
    }

    /// What is wrong for everybody: a store belongs to one merchant, where the file says to which.
    private func misplaced(_ subject: Subject) -> String? {
        guard let store = subject.storeId, let merchant = subject.merchantId, let owner = merchants[store],
            owner != merchant
        else { return nil }
        return "store \(store) belongs to merchant \(owner), not to \(merchant)"
    }

    /// Whether a principal acts for what something is about. What does not name what its role goes by is nobody's.
    private func acts(_ principal: Principal, for subject: Subject) -> Bool {
        func store() -> Bool { subject.storeId.map(principal.stores.contains) ?? false }
        func merchant() -> Bool {
            let merchant = subject.merchantId ?? subject.storeId.flatMap { merchants[$0] }
            return merchant.map(principal.merchants.contains) ?? false
        }
        switch principal.role {
        case .store: return store()
        case .warehouse:
            guard let warehouse = subject.warehouseId, principal.warehouses.contains(warehouse) else { return false }
            // A warehouse that serves certain merchants alone says so.
            guard principal.merchants != .none,
                subject.merchantId != nil || subject.storeId.flatMap({ merchants[$0] }) != nil
            else { return true }
            return merchant()
        case .oms: return store() || merchant()
        case .operator, .admin:
            return subject.storeId.map(principal.stores.contains) ?? true
                && subject.merchantId.map(principal.merchants.contains) ?? true
                && subject.warehouseId.map(principal.warehouses.contains) ?? true
        }
    }

    private func refusal(_ principal: Principal, _ subject: Subject) -> String {
        switch principal.role {
        case .store: return "\(principal.name) does not act for store \(subject.storeId ?? "-")"
        case .warehouse:
            guard let warehouse = subject.warehouseId else {
                return
                    "\(principal.name) acts for certain warehouses: what it sends has to name the warehouseId"
            }
            return principal.warehouses.contains(warehouse)
                ? "\(principal.name) does not act for merchant \(subject.merchantId ?? "-")"
                : "\(principal.name) does not act for warehouse \(warehouse)"
        case .oms, .operator, .admin:
            let parts = [
                subject.storeId.map { "store \($0)" }, subject.merchantId.map { "merchant \($0)" },
                subject.warehouseId.map { "warehouse \($0)" },
            ].compactMap(\.self)
            return "\(principal.name) does not act for \(parts.joined(separator: ", "))"
        }
    }

    // MARK: Seeing

    /// Whether a principal may see a store order: that of its store, of its merchant, or one with goods in its warehouse.
    ///
    /// - Parameters:
    ///   - places: merchant and warehouse of each of its outbound orders.
    public func maySee(
        _ principal: Principal, storeId: String, places: [WarehouseKey]
    ) -> Bool {
        let subjects =
            places.isEmpty
            ? [Subject(storeId: storeId)]
            : places.map { Subject(storeId: storeId, merchantId: $0.merchantId, warehouseId: $0.warehouseId) }
        return subjects.contains { acts(principal, for: $0) }
    }

    /// Whether a principal may see a merchant's stock in a warehouse. A store desk sees none: what is available is its
    /// merchant's to publish.
    public func maySeeStock(_ principal: Principal, _ stock: WarehouseKey) -> Bool {
        principal.role != .store
            && acts(principal, for: Subject(merchantId: stock.merchantId, warehouseId: stock.warehouseId))
    }

    /// Whether a principal may see a warehouse's tasks.
    public func maySeeTasks(_ principal: Principal, warehouseId: String) -> Bool {
        switch principal.role {
        case .store, .oms: false
        case .warehouse, .operator, .admin: principal.warehouses.contains(warehouseId)
        }
    }

    /// Whether a principal may see what could not be taken, and how all of it is doing.
    public func mayOperate(_ principal: Principal) -> Bool { principal.role.isOperating }
}

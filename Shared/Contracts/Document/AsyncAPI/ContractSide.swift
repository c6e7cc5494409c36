/// Who reads the contract: each side has its own channels, and sees them from there.
public enum ContractSide: String, Sendable, CaseIterable {
    case store, warehouse, oms
    /// Anybody who follows what happens, and may ask for cancellations.
    case partner

    /// What it writes.
    public var sends: [Topic] {
        switch self {
        case .store: [.cancellationRequests, .returnCommands]
        case .warehouse: [.warehouseReports, .inventoryCommands, .returnCommands]
        case .oms: [.orderCommands, .cancellationRequests, .warehouseReports, .returnCommands]
        case .partner: [.cancellationRequests]
        }
    }

    /// What it reads.
    public var receives: [Topic] {
        switch self {
        case .store: [.cancellationOutcomes, .rejections]
        case .warehouse: [.warehouseTasks, .rejections]
        case .oms: [.cancellationOutcomes, .orderEvents, .returnEvents, .rejections]
        case .partner: [.cancellationOutcomes, .orderEvents, .returnEvents, .inventoryMovements, .rejections]
        }
    }

    var topics: [Topic] { sends + receives }
}

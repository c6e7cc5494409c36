public import Access
public import Contracts
internal import Fulfillment
public import Operations
internal import ReadModel

/// Who may send what.
extension ConsoleAPI {
    /// Lets through what this principal may send.
    /// - Throws: 403 with the reason.
    public func mustBeAllowed(_ message: Message, from principal: Principal) throws(HTTPError) {
        guard
            let reason = access.list.refusal(
                of: message, from: principal, returnOrder: try returnOrder(of: message, from: principal))
        else { return }
        throw AccessControl.forbidden(reason)
    }

    /// Where the return order of a receipt is: a receipt does not say so itself.
    private func returnOrder(
        of message: Message, from principal: Principal
    ) throws(HTTPError) -> WarehouseKey? {
        guard principal != .local, case .returnOrderCommand(let command) = message else { return nil }
        if case .create = command { return nil }
        let model = try ready().model
        do throws(ReadModelError) {
            return try model.returnOrder(command.storeOrder, id: command.returnOrderId)?.now.created.warehouse
        } catch { throw HTTPError(503, code: "viewUnavailable", message: error.message) }
    }
}

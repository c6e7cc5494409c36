/// How much one return order may hold: as `StoreOrderLimits`, far above what comes in the field.
public enum ReturnOrderLimits {
    /// Receipts, those that wait included.
    public static let receipts = 500
    /// Lines of its receipts, and of what was found wrong with them.
    public static let lines = 4 * Limits.lines
}

extension ExpectedReturn {
    /// Refuses one receipt too many.
    func mustHaveRoom(for received: ReturnOrderReceived) throws(Rejection) {
        let known = order?.receipts ?? []
        let others = (waiting + postponed).map(\.received).filter { $0.receiptId != received.receiptId }
        let receipts = known.count + others.count + 1
        let lines =
            known.reduce(order?.discrepancies.count ?? 0) { $0 + $1.lines.count }
            + (others + [received]).reduce(0) { $0 + $1.lines.count }
        guard receipts > ReturnOrderLimits.receipts || lines > ReturnOrderLimits.lines else { return }
        throw Rejection(
            .tooManyForOrder,
            "return order \(returnOrderId) would have \(receipts) receipts of \(lines) lines, and \(ReturnOrderLimits.receipts) "
                + "of \(ReturnOrderLimits.lines) are allowed: this receipt is not taken, all that came before stands",
            path: "returnOrderId")
    }
}

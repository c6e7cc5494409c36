public import Access
internal import Contracts

/// A store belongs to one merchant: two connections of a store, and a connection and the access file, have to agree on it.
extension ConnectionList {
    /// What contradicts the access file, with the names of both; nil where nothing does. What that file does not say of a store,
    /// it does not contradict.
    public func contradiction(_ access: AccessList) -> String? {
        for connection in connections.values.sorted(by: { $0.name < $1.name }) {
            guard let owner = access.merchants[connection.store], owner != connection.merchant else { continue }
            return
                "connection \(connection.name) says that store \(connection.store) belongs to merchant \(connection.merchant); "
                + "the access file says \(owner)"
        }
        return nil
    }

    /// - Throws: where two connections of one store name different merchants.
    func requireOneMerchantPerStore() throws(DecodeError) {
        var owners: [String: Connection] = [:]
        for connection in connections.values.sorted(by: { $0.name < $1.name }) {
            guard let other = owners[connection.store] else {
                owners[connection.store] = connection
                continue
            }
            guard other.merchant == connection.merchant else {
                throw DecodeError(
                    .invalidField, "connections.\(connection.name).merchant",
                    "store \(connection.store) belongs to \(other.merchant) in connection \(other.name), and to "
                        + "\(connection.merchant) here")
            }
        }
    }

    /// Each connection with its store and merchant, for the log.
    public var summary: String {
        connections.values.sorted { $0.name < $1.name }
            .map { "\($0.name) (\($0.platform.rawValue), store \($0.store) of merchant \($0.merchant))" }.joined(
                separator: ", ")
    }
}

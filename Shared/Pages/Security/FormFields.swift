public import Operations

/// What a form sent: names and values of `application/x-www-form-urlencoded`, in their order.
public struct FormFields: Sendable {
    let fields: [(name: String, value: String)]

    /// Fields of one form; more are not a form of ours.
    private static let most = 8_192

    init(_ fields: [(name: String, value: String)]) { self.fields = fields }

    /// Nil where the body is not a form.
    public init?(_ request: HTTPRequest) {
        let type = request.headers["Content-Type"] ?? ""
        guard type.lowercased().hasPrefix("application/x-www-form-urlencoded"),
            let body = String(validating: request.body, as: UTF8.self)
        else { return nil }
        var fields: [(name: String, value: String)] = []
        for pair in body.split(separator: "&") {
            let equals = pair.firstIndex(of: "=") ?? pair.endIndex
            guard fields.count < Self.most,
                let name = PercentCoding.decoded(pair[..<equals], plusIsSpace: true),
                let value = PercentCoding.decoded(pair[equals...].dropFirst(), plusIsSpace: true)
            else { return nil }
            fields.append((name, value))
        }
        self.fields = fields
    }

    /// The first value of a name, without white space at its ends; nil where it is empty or not there.
    public subscript(name: String) -> String? {
        let value = fields.first { $0.name == name }?.value.trimmed ?? ""
        return value.isEmpty ? nil : value
    }

    /// The field was in the form, be it empty.
    public func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

    /// All values of a name.
    public func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
}

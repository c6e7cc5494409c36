/// Under which names this server may be called by a browser.
struct AllowedHosts: Sendable {
    private let names: Set<String>

    init(_ names: [String]) { self.names = Set(names.map { $0.lowercased() }) }

    /// An address names a machine and nothing else. A name may be led anywhere by whoever owns it, to this machine too: so
    /// only `localhost` and the names that were configured are taken.
    func contains(_ host: String) -> Bool {
        let name = Self.name(of: host).lowercased()
        return Self.isAddress(name) || name == "localhost" || name.hasSuffix(".localhost") || names.contains(name)
    }

    /// Without the port, and without brackets.
    static func name(of host: String) -> String {
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            return String(host[host.index(after: host.startIndex)..<end])
        }
        return String(host.prefix { $0 != ":" })
    }

    private static func isAddress(_ name: String) -> Bool {
        if name.contains(":") { return name.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." || $0 == "%" } }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}

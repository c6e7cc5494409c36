/// Who asks: what a login says of a person. The place where it is asked is `PageSite.Settings.principal`.
public struct Principal: Sendable, Equatable {
    /// What somebody works as; it decides which pages there are for them.
    public enum Role: String, Sendable, CaseIterable { case desk, floor, stock, operations }

    /// The person, by the login; nil where there is none: then the name is what the person has set on this device.
    public var name: String?
    public var roles: Set<Role>

    public init(name: String?, roles: Set<Role>) {
        self.name = name
        self.roles = roles
    }

    /// Without a login everybody may do everything: whoever reaches the address.
    public static let anybody = Principal(name: nil, roles: Set(Role.allCases))
}

internal import Access

/// Who looks at a page: what the pages need to know of a principal.
struct Person: Sendable, Equatable {
    /// What somebody works as; it decides which pages there are for them.
    enum Role: String, Sendable, CaseIterable { case desk, floor, stock, operations }

    /// The name of the login; nil without one: then the name is what the person has set on this device.
    var name: String?
    var roles: Set<Role>

    init(name: String?, roles: Set<Role>) {
        self.name = name
        self.roles = roles
    }

    /// Without a login everybody may do everything: whoever reaches the address.
    static let anybody = Person(name: nil, roles: Set(Role.allCases))

    /// Who has not logged in yet: there is nothing for them but the login.
    static let unknown = Person(name: nil, roles: [])
}

extension Person {
    /// A principal of the access file.
    init(_ principal: Principal) {
        guard principal != .local else {
            self = .anybody
            return
        }
        switch principal.role {
        case .store: self.init(name: principal.name, roles: [.desk])
        case .warehouse: self.init(name: principal.name, roles: [.floor, .stock])
        case .oms: self.init(name: principal.name, roles: [.desk, .stock])
        case .operator, .admin: self.init(name: principal.name, roles: Set(Role.allCases))
        }
    }
}

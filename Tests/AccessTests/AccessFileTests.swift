import Contracts
import Testing

@testable import Access

@Suite("The access file")
struct AccessFileTests {
    static func decode(_ text: String) throws -> AccessList { try AccessList.decode(Array(text.utf8)) }

    @Test("is written as it is read")
    func roundTrip() throws {
        var list = AccessList(merchants: ["shop-de": "acme", "店": "acme"])
        for role in Role.allCases {
            let principal = Principal(
                name: role.rawValue, role: role, stores: .some(["shop-de", "店"]), merchants: .all,
                warehouses: .some(["LAX1"]))
            list.principals[role.rawValue] = .init(
                principal, tokens: [StoredToken(.random()), StoredToken(.random(), expiresAt: 1_764_000_000_000)])
        }
        list.principals["root"] = .init(
            Principal(name: "root", role: .admin, stores: .all, merchants: .all, warehouses: .all))
        list.contacts = [
            "LAX1": [WarehouseContact(name: "Anna \"floor\"", phone: "+1 555", email: "a@b.example", hours: "6–22"), WarehouseContact(name: "店")]
        ]
        #expect(try AccessList.decode(list.text) == list)
        #expect(try AccessList.decode(AccessList().text) == AccessList())
    }

    @Test("lets an operator without lists act for all, and anybody else for what it names")
    func rest() throws {
        let list = try Self.decode(
            #"{"principals":{"ops":{"role":"operator"},"desk":{"role":"store","stores":["a"]},"all":{"role":"store","stores":"*"}}}"#
        )
        #expect(list.principals["ops"]?.principal.stores == .all)
        #expect(list.principals["desk"]?.principal.stores == .some(["a"]))
        #expect(list.principals["desk"]?.principal.warehouses == Names.none)
        #expect(list.principals["all"]?.principal.stores == .all)
    }

    @Test(
        "names what is wrong, where, and what is allowed",
        arguments: [
            (#"{"users":{}}"#, "users: is not a setting; allowed are stores, warehouses, principals"),
            (#"{"warehouses":{"L":{"contacts":[{"phone":"1"}]}}}"#, "warehouses.L.contacts[0].name: is missing"),
            (#"{"warehouses":{"L":{"contacts":[{"fax":"1"}]}}}"#, "warehouses.L.contacts[0].fax: is not a setting"),
            (#"{"principals":{"a":{"role":"king"}}}"#, "principals.a.role: expected one of store, warehouse, oms"),
            (#"{"principals":{"a":{"stores":["x"]}}}"#, "principals.a.role: is missing"),
            (#"{"principals":{"a":{"role":"store"}}}"#, "principals.a.stores: is missing"),
            (#"{"principals":{"a":{"role":"warehouse","stores":["x"]}}}"#, "principals.a.warehouses: is missing"),
            (#"{"principals":{"a":{"role":"store","stores":"x"}}}"#, "principals.a.stores: expected a list of ids or"),
            (#"{"principals":{"a":{"role":"store","stores":["x/y"]}}}"#, "principals.a.stores[0]: "),
            (#"{"principals":{"a/b":{"role":"admin"}}}"#, "principals.a/b: "),
            (
                #"{"principals":{"a":{"role":"admin","tokens":[{"id":"12"}]}}}"#,
                "principals.a.tokens[0].id: expected 12"
            ),
            (#"{"principals":{"a":{"role":"admin"},"a":{"role":"admin"}}}"#, "principals.a: is named twice"),
            (#"{"stores":{"s":{"owner":"m"}}}"#, "stores.s.owner: is not a setting"),
            (#"{"#, ""),
        ])
    func faults(text: String, message: String) {
        let error = #expect(throws: DecodeError.self) { try Self.decode(text) }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }

    @Test("names a token that two principals share")
    func sharedToken() throws {
        let token = StoredToken(.random())
        var list = AccessList()
        for name in ["a", "b"] {
            list.principals[name] = .init(
                Principal(name: name, role: .admin, stores: .all, merchants: .all, warehouses: .all), tokens: [token])
        }
        let error = #expect(throws: DecodeError.self) { try AccessList.decode(list.text) }
        #expect(error?.path == "principals.b.tokens[0].id")
    }
}

internal import Access
internal import Fulfillment
internal import ReadModel

/// `/contact/{warehouse}?case=…`: whom to call there, when, and the numbers that they need.
enum ContactPage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/contact/{warehouse}") { visit throws(PageFailure) in
            let (warehouse, caseId) = (visit.parameter("warehouse"), visit.query("case"))
            // Whoever sees a case of a warehouse may call there; without one, who works there and who operates.
            var mayCall = visit.context.principal.roles.contains(.operations) || visit.log.principal.warehouses.contains(warehouse)
            if let caseId {
                let view = try visit.find { (reads) throws(ReadModelError) in try reads.cancellationCase(caseId) }
                mayCall = mayCall || view.summary.warehouseIds.contains(warehouse)
            }
            let contacts = mayCall ? visit.context.contacts[warehouse] ?? [] : []
            return .page(page(warehouse, contacts: contacts, caseId: caseId, visit.context))
        }
    }

    static func page(
        _ warehouseId: String, contacts: [WarehouseContact], caseId: String?, _ context: PageContext
    ) -> Layout {
        let title = context.say(.contactTitle(w: context.id(warehouseId)))
        var content = HTML()
        if let path = caseId.flatMap({ Path(caseId: $0) }) { content += context.back(path) }
        content += context.heading(title)
        content += contacts.isEmpty ? tag("p") { context.say(.contactNone) } : ContactList.html(contacts, context)
        if let caseId {
            content += tag("div", .class("box")) {
                tag("p") { context.say(.contactHint) }
                tag("p") { context.say(.kindCase) + " " + context.longCaseLink(caseId) }
            }
        }
        return Layout(context: context, title: title, section: .desk, isNarrow: true, content: content)
    }
}

/// The people of a warehouse: their numbers as links that call or write, and their hours.
enum ContactList {
    static func html(_ contacts: [WarehouseContact], _ context: PageContext) -> HTML {
        tag("ul", .class("parts lines contacts")) {
            for contact in contacts {
                tag("li") {
                    tag("strong") { foreign(contact.name) }
                    if let phone = contact.phone {
                        " · " + tag("a", .phone(phone)) { foreign(phone) }
                    }
                    if let email = contact.email {
                        " · " + tag("a", .email(email)) { foreign(email) }
                    }
                    if let hours = contact.hours {
                        tag("p", .class("soft")) { context.say(.contactHours(h: foreign(hours))) }
                    }
                }
            }
        }
    }
}

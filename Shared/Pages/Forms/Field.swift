/// The controls of forms, each with its label, its hint, and what is wrong with what was entered.
enum Field {
    /// What is wrong, by the name of the field.
    typealias Faults = [(field: String, words: HTML)]

    static func text(
        _ name: String, _ label: HTML, value: String? = nil, hint: HTML? = nil, fault: HTML? = nil,
        type: String = "text",
        isLong: Bool = false, extra: [Attribute] = []
    ) -> HTML {
        tag("div", .class(fault == nil ? "field" : "field wrong")) {
            tag("label", .attr("for", name)) { label }
            if let hint { tag("p", .class("hint"), .id("\(name)-hint")) { hint } }
            if let fault { tag("p", .class("why"), .id("\(name)-why")) { fault } }
            if isLong {
                tag("textarea", attributes(name, hint, fault) + extra, value.map { HTML(text: $0) } ?? HTML())
            } else {
                tag(
                    "input",
                    [.attr("type", type), .attr("value", ifPresent: value), .attr("autocomplete", "off")]
                        + attributes(name, hint, fault) + extra, HTML())
            }
        }
    }

    private static func attributes(_ name: String, _ hint: HTML?, _ fault: HTML?) -> [Attribute] {
        let described = [hint == nil ? nil : "\(name)-hint", fault == nil ? nil : "\(name)-why"].compactMap(\.self)
        return [
            .id(name), .attr("name", name), .attr("aria-invalid", ifPresent: fault == nil ? nil : "true"),
            .attr("aria-describedby", ifPresent: described.isEmpty ? nil : described.joined(separator: " ")),
        ]
    }

    /// One of several, all in sight.
    static func radios(
        _ name: String, _ legend: HTML, _ options: [(value: String, words: HTML)], chosen: String?, fault: HTML? = nil,
        hint: HTML? = nil, classes: String = "", itemClass: String = "choice"
    ) -> HTML {
        tag("fieldset", .class(fault == nil ? "field" : "field wrong"), .id(name)) {
            tag("legend") { legend }
            if let hint { tag("p", .class("hint")) { hint } }
            if let fault { tag("p", .class("why"), .id("\(name)-why")) { fault } }
            tag("div", .class(classes.isEmpty ? "parts" : classes)) {
                for (index, option) in options.enumerated() {
                    if itemClass == "pick" {
                        tag("label") { radio(name, option.value, chosen, "\(name)-\(index)", fault) + option.words }
                    } else {
                        tag("div", .class(itemClass)) {
                            radio(name, option.value, chosen, "\(name)-\(index)", fault)
                            tag("label", .attr("for", "\(name)-\(index)")) { option.words }
                        }
                    }
                }
            }
        }
    }

    private static func radio(_ name: String, _ value: String, _ chosen: String?, _ id: String, _ fault: HTML?) -> HTML
    {
        tag(
            "input", .attr("type", "radio"), .attr("name", name), .attr("value", value), .id(id),
            .flag("checked", value == chosen), .attr("aria-describedby", ifPresent: fault == nil ? nil : "\(name)-why"))
    }

    static func select(
        _ name: String, _ label: HTML, _ options: [(value: String, words: HTML)], chosen: String?, hint: HTML? = nil
    ) -> HTML {
        tag("div", .class("field")) {
            tag("label", .attr("for", name)) { label }
            if let hint { tag("p", .class("hint")) { hint } }
            tag("select", .id(name), .attr("name", name)) {
                for option in options {
                    tag("option", .attr("value", option.value), .flag("selected", option.value == chosen)) {
                        option.words
                    }
                }
            }
        }
    }

    /// What is wrong, on top, linked to the fields; it has the focus.
    static func summary(_ faults: Faults, _ context: PageContext) -> HTML {
        guard !faults.isEmpty else { return HTML() }
        return tag("div", .class("summary"), .attr("role", "alert"), .attr("tabindex", "-1")) {
            tag("h2") { context.say(.wrongSummary) }
            tag("ul") { for fault in faults { tag("li") { tag("a", .anchor(fault.field)) { fault.words } } } }
        }
    }
}

extension Field.Faults {
    func of(_ field: String) -> HTML? { first { $0.field == field }?.words }
}

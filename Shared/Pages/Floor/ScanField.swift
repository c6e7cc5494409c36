internal import Fulfillment

/// The field in which scans land: one per page, in its own form, at the same place on every page of the floor. Its Enter looks up
/// and does nothing else. Below it, in the same height for any text, what came of the last scan.
struct ScanField {
    enum Outcome {
        case good(HTML)
        case bad(HTML)
    }

    let context: PageContext
    var label: Phrase = .scanLabel
    /// Where the code goes.
    var action: Path
    /// Codes that may report, answer cards, go by POST.
    var isPost = false
    var outcome: Outcome?
    /// What an answer card on this page is about.
    var carried: [(name: String, value: String)] = []

    var html: HTML {
        tag("div", .class("scans")) {
            isPost
                ? ActionForm.open(context, to: action, classes: "scan") {
                    carried.map { ActionForm.hidden($0.name, $0.value) }
                    field
                }
                : tag("form", .attr("method", "get"), .action(action), .class("scan")) { field }
            switch outcome {
            case .good(let words)?:
                tag("p", .class("result good"), .attr("role", "status"), .attr("data-sounds", "good")) {
                    tag("span") { "✓ " + words }
                }
            case .bad(let words)?:
                tag("p", .class("result late"), .attr("role", "alert"), .attr("data-sounds", "bad")) {
                    tag("span") { "✗ " + words }
                }
            case nil: HTML()
            }
        }
    }

    @HTMLBuilder private var field: HTML {
        tag("label", .attr("for", "scan")) { context.say(label) }
        tag("div", .class("line")) {
            tag(
                "input", .attr("type", "text"), .attr("name", "code"), .id("scan"), .attr("inputmode", "none"),
                .attr("autocomplete", "off"), .attr("autocapitalize", "off"), .attr("autocorrect", "off"),
                .attr("spellcheck", "false"), .attr("enterkeyhint", "search"), .flag("data-scan"), .flag("autofocus"))
            tag(
                "button", .attr("type", "button"), .class("plain"), .flag("data-keyboard"), .flag("data-js"),
                .flag("hidden"),
                .attr("aria-label", context.say(.scanKeyboard))
            ) { "⌨" }
        }
        tag("noscript") { tag("button", .attr("type", "submit"), .class("plain")) { context.say(.scanButton) } }
    }
}

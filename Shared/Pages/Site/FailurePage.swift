internal import Fulfillment

/// What is said where a page cannot be made or an action not be done. What somebody may not see answers like what does not exist.
struct FailurePage {
    let context: PageContext
    let failure: PageFailure
    let isOpen: Bool
    let form: FormFields?

    var layout: (Layout, status: Int) {
        switch failure {
        case .notFound: (page(.nothingThere, more: .nothingThereWhy, tone: "wait"), 404)
        case .notReachable where !isOpen: (page(.notStarted, tone: "wait"), 503)
        case .notReachable: (page(form == nil ? .somethingWrong : .notReachable, tone: "late"), 503)
        case .notAllowed: (page(.notAllowed, tone: "late"), 403)
        case .foreignForm: (page(.formFromElsewhere, tone: "late"), 403)
        case .notTaken(let words): (page(.rejectOther(words: foreign(words)), tone: "late"), 400)
        }
    }

    private func page(_ says: Phrase, more: Phrase? = nil, tone: String) -> Layout {
        let words = context.say(says)
        return Layout(context: context, title: words, isNarrow: true, content: tag("h1") { words } + rest(more))
    }

    @HTMLBuilder private func rest(_ more: Phrase?) -> HTML {
        if let more { tag("p") { context.say(more) } }
        if let form, failure == .notReachable { again(form) }
        if failure == .foreignForm {
            tag("p") { tag("a", .class("button"), .href(context.path)) { context.say(.back) } }
        }
        tag("p") { tag("a", .href(Path("find"))) { context.say(.findTitle) } }
    }

    /// What was entered, ready to be sent once more: with the same action id, so that it counts once. Never for a form of another
    /// site: what it has filled in is not what this person entered.
    private func again(_ form: FormFields) -> HTML {
        tag("form", .class("box"), .attr("method", "post"), .action(context.path)) {
            ActionForm.hidden(FormGuard.field, context.formCode)
            for field in form.fields where field.name != FormGuard.field { ActionForm.hidden(field.name, field.value) }
            tag("div", .class("actions")) { tag("button", .attr("type", "submit")) { context.say(.sendAgain) } }
        }
    }
}

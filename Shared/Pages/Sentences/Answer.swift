internal import Access

/// What a page says first, and what is to be done next.
struct Answer {
    enum Tone: String {
        case calm = ""
        case good, wait, late
    }

    /// What the person does next.
    enum Next {
        case nothing
        case wait(Phrase)
        /// One button.
        case go(Phrase, Path)
        /// Something to do that has no page here.
        case say(Phrase)
    }

    var says: HTML
    var more: [HTML] = []
    var tone = Tone.calm
    var next: Next?
    /// Until when somebody else has to answer.
    var until: HTML?
    /// Whom to call, where that is what comes next.
    var contacts: [WarehouseContact] = []
    /// It was said before, and is overtaken.
    var isOld = false
}

extension Answer {
    /// The card at the top of a page.
    func card(_ context: PageContext, key: String = "answer") -> HTML {
        tag("div", .class("answer \(tone.rawValue)\(isOld ? " old" : "")"), .attr("data-key", key)) {
            tag("p", .class("says")) { says }
            for line in more { tag("p", .class("more")) { line } }
            if let next {
                tag("div", .class("next")) {
                    nextStep(next, context)
                    if let until { tag("span", .class("nowrap")) { until } }
                }
            }
            if !contacts.isEmpty { ContactList.html(contacts, context) }
        }
    }

    @HTMLBuilder private func nextStep(_ next: Next, _ context: PageContext) -> HTML {
        switch next {
        case .nothing: tag("span") { context.say(.nextLabel) + " " + tag("strong") { context.say(.nextNothing) } }
        case .wait(let phrase): tag("span") { context.say(.nextLabel) + " " + tag("strong") { context.say(phrase) } }
        case .say(let phrase): tag("span") { context.say(.nextLabel) + " " + tag("strong") { context.say(phrase) } }
        // Whose work it is not is shown what comes next, without the button.
        case .go(let phrase, let path):
            if path.isOfDesk && !context.principal.roles.contains(.desk) {
                tag("span") { context.say(.nextLabel) + " " + tag("strong") { context.say(phrase) } }
            } else {
                tag("a", .class("button"), .href(path)) { context.say(phrase) }
            }
        }
    }
}

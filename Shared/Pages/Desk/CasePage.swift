internal import Fulfillment
internal import ReadModel

/// `/cases/{store}/{order}/{case}`: what became of it, what to do next, the units in balance, and the story from request to shelf.
enum CasePage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/cases/{store}/{order}/{case}") { visit throws(PageFailure) in
            let id = [visit.parameter("store"), visit.parameter("order"), visit.parameter("case")].joined(
                separator: "/")
            let view = try visit.find { (reads) throws(ReadModelError) in try reads.cancellationCase(id) }
            // What happened to the goods before anybody asked stands on the page of the order.
            let begin = view.requests.compactMap(\.recordedAt).min() ?? view.summary.openedAt
            let story = Story(
                entries: view.timeline.filter { $0.recordedAt >= begin },
                isOldestFirst: visit.query("order") == "oldest", isFull: visit.query("times") == "full")
            return .page(page(view, story, visit.context))
        }
    }

    static func page(_ view: CaseView, _ story: Story, _ context: PageContext) -> Layout {
        let key = view.summary.storeOrder
        let answers = CaseSentence.answers(view, context)
        let name = context.say(.caseTitle(order: context.orderLink(key)))
        var content = context.heading(name, of: context.id(String(view.summary.number)))
        content += asked(view, context)
        content += tag("div") { answers.enumerated().map { $1.card(context, key: "answer-\($0)") } }
        content += progress(view, context)
        content += units(view, context)
        content += parts(view, context)
        content += story.section(context, path: context.pathOfCase(view.summary.caseId), title: .storyTitle)
        content += requests(view, context)
        return Layout(
            context: context, title: HTML(text: "\(answers.first?.says.plainText ?? "") – \(name.plainText)"),
            section: .desk,
            follows: ["order=" + key.description], content: content)
    }

    /// Who asked, when and why.
    @HTMLBuilder private static func asked(_ view: CaseView, _ context: PageContext) -> HTML {
        if let first = view.requests.first, let request = first.request {
            let role = context.say(Phrase(requestedBy: request.requestedBy))
            let person = first.sender.flatMap { Sender.person($0) }
            let who = person.map { foreign($0) + context.say(.inBrackets(what: role)) } ?? role
            tag("p", .class("soft asked")) {
                context.say(
                    .askedLine(
                        t: context.time(request.requestedAt), who: who,
                        reason: context.say(Phrase(reason: request.reason))))
                if let note = request.note { " · " + context.say(.saidNote(note: foreign(note))) }
            }
        }
    }

    // MARK: How far it is

    private static func progress(_ view: CaseView, _ context: PageContext) -> HTML {
        let steps = CaseProgress.steps(view)
        return tag("section", .attr("data-key", "progress")) {
            tag("h2", .class("unseen")) { context.say(.stepsTitle) }
            tag("ol", .class("steps")) {
                for step in steps {
                    tag(
                        "li", .class(step.standing.rawValue),
                        .attr("aria-current", ifPresent: step.standing == .now ? "step" : nil)
                    ) {
                        tag("span", .class("what")) { context.say(step.name) }
                        tag("span", .class("small")) { context.say(step.standing.phrase) }
                    }
                }
            }
        }
    }

    // MARK: Units

    private static func units(_ view: CaseView, _ context: PageContext) -> HTML {
        let units = view.summary.quantities
        func term(_ name: Phrase, _ number: Int) -> HTML {
            context.say(name) + " " + tag("b") { HTML(text: String(number)) }
        }
        let whole = [
            term(.unitsCancelled, units.cancelled), term(.unitsRefused, units.refused),
            term(.unitsStopped, units.intercepted),
            term(.unitsOpen, units.undecided),
        ].joined(" + ")
        let stopped = [
            term(.unitsShelf, units.restored), term(.unitsQuarantine, units.quarantined),
            term(.unitsWrittenOff, units.writtenOff), term(.unitsPending, units.pending),
        ].joined(" + ")
        return tag("section", .class("box"), .attr("data-key", "units")) {
            tag("h2") { context.say(.unitsTitle) }
            tag("p", .class("sum")) { term(.unitsAsked, units.requested) + " = " + whole }
            if units.intercepted > 0 {
                tag("p", .class("sum")) { term(.unitsStopped, units.intercepted) + " = " + stopped }
            }
            tag("p", .class(view.addsUp ? "yes" : "no")) { context.say(view.addsUp ? .addsUp : .addsNot) }
        }
    }

    private static func parts(_ view: CaseView, _ context: PageContext) -> HTML {
        tag("section", .attr("data-key", "parts")) {
            tag("h2") { context.say(.partsTitle) }
            tag("ul", .class("parts lines")) {
                for part in view.parts {
                    tag("li", .class("apart")) {
                        tag("span") {
                            context.id(part.part.outboundOrderId) + " "
                            tag("strong") { PartSentence.text(part.part, context) }
                        }
                        if let due = part.due {
                            tag("span", .class("soft")) {
                                context.say(.dueBy(t: context.time(due.at))) + " · " + context.left(due.at)
                            }
                        }
                    }
                }
            }
        }
    }

    @HTMLBuilder private static func requests(_ view: CaseView, _ context: PageContext) -> HTML {
        if view.requests.count > 1 {
            tag("section", .attr("data-key", "requests")) {
                tag("h2") { context.say(.requestsOfCase) }
                tag("ul", .class("parts lines")) {
                    for request in view.requests {
                        tag("li", .class("apart")) {
                            context.id(request.requestId)
                            tag("span", .class("soft")) { request.recordedAt.map { context.time($0) } ?? HTML() }
                        }
                    }
                }
            }
        }
    }
}

extension PageContext {
    /// The page of a case; this one where the id is not a case's.
    func pathOfCase(_ caseId: String) -> Path { Path(caseId: caseId) ?? path }
}

internal import Fulfillment
internal import ReadModel

/// What was said about something, as an ordered list of sentences: who, when, what. Full times on demand.
///
/// The times are those at which the log received it, which is the order of the list: they never run backwards. Where
/// somebody dates what he says otherwise, that stands beside it.
struct Story {
    var entries: [TimelineEntry]
    var isOldestFirst = false
    /// With dates and seconds.
    var isFull = false

    /// Entries that one page shows; the rest is one link away.
    private static let most = 200

    func section(_ context: PageContext, path: Path, title: Phrase = .historyTitle) -> HTML {
        tag("section", .attr("data-key", "story")) {
            tag("div", .class("apart")) {
                tag("h2") { context.say(title) }
                tag("span", .class("small")) {
                    context.link(
                        path.query("order", isOldestFirst ? nil : "oldest").query("times", isFull ? "full" : nil),
                        context.say(isOldestFirst ? .historyNewest : .historyOldest))
                    " · "
                    context.link(
                        path.query("order", isOldestFirst ? "oldest" : nil).query("times", isFull ? nil : "full"),
                        context.say(isFull ? .historyShort : .historyFull))
                }
            }
            tag("ol", .class("story")) { for item in items(context) { item } }
        }
    }

    private func time(_ moment: Timestamp, _ context: PageContext) -> HTML {
        isFull ? context.full(moment) : context.time(moment)
    }

    /// Whoever said it dates it a minute or more before or after it was received. What Turnback says bears the time of
    /// what brought it about, which stands there itself.
    private func isDatedOtherwise(_ entry: TimelineEntry) -> Bool {
        let apart = abs(entry.recordedAt.milliseconds - entry.at.milliseconds)
        return apart >= 60_000 && (Sender.person(entry.sender) != nil || !entry.sender.hasPrefix("turnback/"))
    }

    private func items(_ context: PageContext) -> [HTML] {
        var seen: Set<String> = []
        let told: [HTML] = entries.compactMap { entry in
            guard let what = StorySentence.what(entry, context) else { return nil }
            let who = StorySentence.who(entry, context)
            // A change that is sent to several requests is one thing that happened.
            let mark = "\(entry.at.milliseconds) \(who.markup) \(what.markup)"
            guard seen.insert(mark).inserted else { return nil }
            return tag("li") {
                tag("span", .class("when")) { time(entry.recordedAt, context) }
                tag("div") {
                    tag("p") { what }
                    tag("p", .class("who")) {
                        who
                        if isDatedOtherwise(entry) { context.say(.datedOtherwise(t: time(entry.at, context))) }
                    }
                }
            }
        }
        return Array((isOldestFirst ? told : told.reversed()).prefix(Self.most))
    }
}

internal import Fulfillment
internal import ReadModel

/// What was said about something, as an ordered list of sentences: who, when, what. Full times on demand.
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

    private func items(_ context: PageContext) -> [HTML] {
        var seen: Set<String> = []
        let told: [HTML] = entries.compactMap { entry in
            guard let what = StorySentence.what(entry, context) else { return nil }
            let who = StorySentence.who(entry, context)
            // A change that is sent to several requests is one thing that happened.
            let mark = "\(entry.at.milliseconds) \(who.markup) \(what.markup)"
            guard seen.insert(mark).inserted else { return nil }
            return tag("li") {
                tag("span", .class("when")) { isFull ? context.full(entry.at) : context.time(entry.at) }
                tag("div") {
                    tag("p") { what }
                    tag("p", .class("who")) { who }
                }
            }
        }
        return Array((isOldestFirst ? told : told.reversed()).prefix(Self.most))
    }
}

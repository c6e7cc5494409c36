internal import Fulfillment
internal import ReadModel

/// Pieces that several pages have.
extension PageContext {
    /// The title of a page, and beside it how new it is.
    func heading(_ title: HTML, of: HTML? = nil) -> HTML {
        tag("div", .class("title")) {
            tag("h1") {
                title
                if let of { " " + tag("span", .class("of")) { "· " + of } }
            }
        }
    }

    func back(_ path: Path, _ words: HTML? = nil) -> HTML {
        tag("a", .class("back"), .href(path)) { "‹ " + (words ?? say(.back)) }
    }

    func badge(_ words: HTML, _ tone: String = "") -> HTML { tag("span", .class("badge \(tone)")) { words } }

    /// A table that scrolls by itself where it is wider than the page.
    func table(
        _ heads: [(words: HTML, isNumber: Bool)], label: HTML, list: String? = nil, key: String? = nil, rows: [HTML]
    ) -> HTML {
        tag(
            "div", .class("scroll"), .attr("tabindex", "0"), .attr("role", "region"), .attr("aria-label", label),
            .attr("data-key", ifPresent: key)
        ) {
            tag("table") {
                tag("thead") {
                    tag("tr") {
                        for head in heads {
                            tag("th", .attr("scope", "col"), .class(head.isNumber ? "n" : "")) { head.words }
                        }
                    }
                }
                tag("tbody", [.attr("data-list", ifPresent: list)], rows.joined())
            }
        }
    }

    func number(_ number: Int) -> HTML { tag("td", .class("n")) { HTML(text: signed(number, always: false)) } }

    /// A change: `+3`, `−2`, `0`.
    func change(_ number: Int) -> HTML { tag("td", .class("n")) { HTML(text: signed(number, always: true)) } }

    private func signed(_ number: Int, always: Bool) -> String {
        number < 0 ? "−\(-number)" : always && number > 0 ? "+\(number)" : String(number)
    }

    /// Nothing is in a list.
    func empty(_ words: HTML, _ more: HTML? = nil) -> HTML {
        tag("div", .class("empty")) {
            tag("strong") { words }
            if let more { more }
            if let status, !status.isCaughtUp { tag("p") { say(.emptyStillReading) } }
        }
    }

    /// New rows wait behind this: its room is always there, so that nothing moves.
    var newsBar: HTML {
        tag("div", .class("news")) {
            tag("button", .attr("type", "button"), .class("plain"), .flag("hidden")) { say(.newThings(n: 0)) }
        }
    }

    /// The next page of a list.
    func more(_ next: String?, _ path: Path) -> HTML {
        guard let next else { return HTML() }
        return tag("p") { tag("a", .class("button plain"), .href(path.query("after", next))) { say(.showMore) } }
    }

    /// What was just done, said once on the page it leads to.
    func said(_ words: HTML) -> HTML { tag("p", .class("said"), .attr("role", "status")) { words } }

    func stateBadge(_ summary: CaseSummary) -> HTML {
        let isLate = summary.state == .escalated || summary.endedAt == nil && summary.due?.isLate(at: now) ?? false
        let tone: String =
            switch summary.state {
            case .escalated: "late"
            case .cancelled, .restocked: "good"
            case .refused: "late"
            case .partlyStopped: "wait"
            default: isLate ? "late" : "wait"
            }
        return badge(say(Phrase(summary.state)), tone)
    }
}

internal import Fulfillment
internal import ReadModel

/// The frame around every page.
struct Layout {
    enum Section { case home, desk, floor, stock, operations, none }

    let context: PageContext
    /// The answer first, for those who hear titles: `Being pulled, until 18:40 – order 1001`.
    let title: HTML
    var section = Section.none
    /// The narrow column with large steps.
    var isFloor = false
    /// A column for forms.
    var isNarrow = false
    /// What of the record the page is about: it is asked for again where that changes. nil: the page is not live.
    var follows: [String]?
    /// Where the `+` of the floor's frame leads back to.
    var content: HTML

    func render() -> HTML {
        var page = HTML.doctype
        page += tag(
            "html", [.attr("lang", context.viewer.language.rawValue), theme],
            tag("head") { head } + tag("body", .class(isFloor ? "floor" : "")) { frame })
        return page
    }

    private var theme: Attribute {
        context.viewer.theme == .auto
            ? .attr("data-theme", ifPresent: nil) : .attr("data-theme", context.viewer.theme.rawValue)
    }

    @HTMLBuilder private var head: HTML {
        tag("meta", .attr("charset", "utf-8"))
        tag("meta", .attr("name", "viewport"), .attr("content", "width=device-width, initial-scale=1"))
        tag("title") { HTML(text: "\(title.plainText) – Turnback") }
        tag("link", .attr("rel", "stylesheet"), .href(Asset.style.path))
        tag("link", .attr("rel", "icon"), .attr("type", "image/svg+xml"), .href(Asset.icon.path))
        tag("script", .source(Asset.script.path), .flag("defer"))
    }

    @HTMLBuilder private var frame: HTML {
        tag("a", .class("skip"), .anchor("main")) { context.say(.skipToContent) }
        top
        tag("main", .id("main"), .class(isNarrow ? "narrow" : ""), .attr("tabindex", "-1")) {
            if let status = context.status, follows != nil { tag("div", .class("ages")) { Self.age(context, status) } }
            content
        }
        foot
        tag(
            "div", .id("status"), .class("unseen"), .attr("role", "status"),
            .attr("data-now", String(context.now.milliseconds)),
            .attr("data-live", ifPresent: follows?.joined(separator: " ")),
            .attr("data-change", ifPresent: context.status.map { "\($0.epoch).\($0.change)" }),
            .attr("data-sound", context.viewer.hasSound ? "on" : "off"),
            .attr("data-keys", context.viewer.hasKeys ? "on" : "off"),
            .attr("data-zone", context.viewer.zone.name),
            .attr("data-say-live", context.say(.live)), .attr("data-say-not-live", context.say(.notLive(time: "{t}"))),
            .attr("data-say-new", context.say(.newThings(n: 0))),
            .attr("data-say-unsent", context.say(.notSentYet(n: 0))),
            .attr("data-say-sending", context.say(.sending)), .attr("data-say-in", context.say(.inTime(left: "{t}"))),
            .attr("data-say-late", context.say(.lateBy(span: "{t}"))),
            .attr("data-say-reload", context.say(.reloadForNew)))
    }

    private var top: HTML {
        tag("header", .class("top")) {
            tag("div", .class("in")) {
                tag("a", .class("brand"), .href(Path("")), .attr("aria-label", "Turnback")) {
                    Icon.mark
                    tag("span") { context.say(.productName) }
                }
                tag("nav", .attr("aria-label", context.say(.navMain))) {
                    tag("ul") {
                        for entry in entries where context.principal.roles.contains(entry.role) {
                            tag("li") {
                                tag(
                                    "a", .href(entry.path),
                                    .attr("aria-current", ifPresent: entry.section == section ? "page" : nil),
                                    .attr("data-go", entry.key)
                                ) { context.say(entry.name) }
                            }
                        }
                    }
                }
                if !isFloor {
                    tag("form", .class("find"), .attr("role", "search"), .attr("method", "get"), .action(Path("find")))
                    {
                        tag(
                            "input", .attr("type", "search"), .attr("name", "q"), .id("find"),
                            .attr("aria-label", context.say(.findLabel)),
                            .attr("placeholder", context.say(.findPlaceholder)), .attr("autocomplete", "off"),
                            .attr("spellcheck", "false"))
                    }
                }
                tag("a", .class("person"), .href(Path("settings").query("back", context.path.text))) {
                    if let person = context.person {
                        foreign(person)
                    } else {
                        context.say(.settings)
                    }
                }
            }
        }
    }

    private struct Entry {
        var name: Phrase
        var path: Path
        var section: Section
        var role: Person.Role
        var key: String
    }

    private var entries: [Entry] {
        [
            Entry(name: .navDesk, path: Path("cases").query("state", "open"), section: .desk, role: .desk, key: "o"),
            Entry(name: .navFloor, path: Path("floor"), section: .floor, role: .floor, key: "f"),
            Entry(name: .navStock, path: Path("stock"), section: .stock, role: .stock, key: "s"),
            Entry(name: .navOperations, path: Path("operations"), section: .operations, role: .operations, key: "x"),
        ]
    }

    private var foot: HTML {
        tag("footer", .class("foot")) {
            tag("div", .class("in")) {
                tag("span") {
                    context.viewer.zone.isKnown
                        ? context.say(.timesIn(zone: HTML(text: context.viewer.zone.name))) : context.say(.timesInUTC)
                }
                tag("a", .href(context.path)) { context.say(.refresh) }
                languageSwitch
                if context.viewer.hasKeys, !isFloor { tag("span", .class("keys")) { context.say(.keyboardHelp) } }
            }
        }
    }

    /// A form, because it changes what this device keeps.
    private var languageSwitch: HTML {
        let other = context.viewer.language.other
        return ActionForm.open(context, to: Path("settings"), id: nil, classes: "inline") {
            ActionForm.hidden("back", context.path.text)
            ActionForm.hidden("language", other.rawValue)
            tag("button", .attr("type", "submit"), .class("text"), .attr("lang", other.rawValue)) { other.name }
        }
    }

    /// How new the page is: `as of 14:31:07`, and whether it is live, which the script says.
    static func age(_ context: PageContext, _ status: ReadStatus) -> HTML {
        tag("span", .class("age"), .id("age"), .attr("data-state", status.isCaughtUp ? "read" : "behind")) {
            tag("span", .class("dot"), .attr("aria-hidden", "true"))
            tag("span", .class("words")) {
                if status.isCaughtUp {
                    context.say(.asOf(time: context.second(status.checkedAt ?? context.now)))
                } else {
                    context.say(.readingOld(percent: Int(status.progress * 100)))
                }
            }
        }
    }
}

internal import Fulfillment

/// `/settings`: language, time zone, look, name, sounds and keys of this device.
enum SettingsPage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/settings") { visit throws(PageFailure) in
            .page(page(visit.context, back: visit.query("back"), isSaved: visit.query("saved") != nil))
        }
        routes.post("/settings") { (visit, form) throws(PageFailure) in
            var kept: [(name: String, value: String, readable: Bool)] = []
            if let language = form["language"].flatMap({ Language(rawValue: $0) }) {
                kept.append((Viewer.Cookie.language, language.rawValue, false))
            }
            if let zone = form["zone"].flatMap({ ViewerZone(named: $0) }) {
                kept.append((Viewer.Cookie.zone, zone.name, true))
            }
            if let theme = form["theme"].flatMap({ Viewer.Theme(rawValue: $0) }) {
                kept.append((Viewer.Cookie.theme, theme.rawValue, false))
            }
            if form.has("name") {
                kept.append((Viewer.Cookie.name, form["name"].flatMap { Viewer.name($0) } ?? "", false))
            }
            for (field, cookie) in [("sound", Viewer.Cookie.sound), ("keys", Viewer.Cookie.keys)] {
                if let value = form[field], ["on", "off"].contains(value) { kept.append((cookie, value, false)) }
            }
            let back = form["back"].flatMap { Path(target: $0) }
            return .kept(back ?? Path("settings").query("saved", "1"), kept)
        }
    }

    static func page(_ context: PageContext, back: String?, isSaved: Bool = false) -> Layout {
        let viewer = context.viewer
        let zones = ViewerZone.choices + (ViewerZone.choices.contains(viewer.zone.name) ? [] : [viewer.zone.name])
        let onOff: [(value: String, words: HTML)] = [
            ("on", context.say(.settingsOn)), ("off", context.say(.settingsOff)),
        ]
        let themes: [(value: String, words: HTML)] = [
            ("auto", context.say(.themeAuto)), ("light", context.say(.themeLight)), ("dark", context.say(.themeDark)),
        ]
        var content = HTML()
        if let path = back.flatMap({ Path(target: $0) }) { content += context.back(path) }
        content += context.heading(context.say(.settingsTitle))
        if isSaved { content += context.said(context.say(.settingsSaved)) }
        content += ActionForm.open(context, to: Path("settings"), id: nil, classes: "box") {
            if let back { ActionForm.hidden("back", back) }
            if context.principal.name == nil {
                Field.text(
                    "name", context.say(.settingsName), value: viewer.name, hint: context.say(.settingsNameHint),
                    extra: [.attr("maxlength", 64)])
            }
            Field.select(
                "language", context.say(.settingsLanguage), Language.allCases.map { ($0.rawValue, $0.name) },
                chosen: viewer.language.rawValue)
            Field.select(
                "zone", context.say(.settingsZone), zones.map { ($0, HTML(text: $0)) }, chosen: viewer.zone.name,
                hint: context.say(.settingsZoneHint))
            Field.radios("theme", context.say(.settingsTheme), themes, chosen: viewer.theme.rawValue)
            Field.radios("sound", context.say(.settingsSound), onOff, chosen: viewer.hasSound ? "on" : "off")
            Field.radios("keys", context.say(.settingsKeys), onOff, chosen: viewer.hasKeys ? "on" : "off")
            tag("div", .class("actions form-end")) {
                tag("button", .attr("type", "submit")) { context.say(.settingsSave) }
            }
        }
        content += LoginPage.end(context)
        return Layout(context: context, title: context.say(.settingsTitle), isNarrow: true, content: content)
    }
}

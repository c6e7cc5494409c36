internal import Access
internal import API
internal import Operations

/// `/login`: a token is entered once and kept by this browser, in a cookie that no script reads. `/logout` forgets it.
enum LoginPage {
    /// How long a browser keeps a login, in seconds: 30 days, or until the token ends.
    static let keptSeconds = 30 * 24 * 3_600

    /// Its place, and where it leads to after the login.
    static func path(backTo target: Path?) -> Path { Path("login").query("back", target?.text) }

    /// Nobody in particular, for the pages that come before the login: they show and send nothing of the record.
    static func principal(for request: HTTPRequest) -> Principal? {
        guard ["/login", "/logout"].contains(request.path) else { return nil }
        return Principal(name: "nobody", role: .store)
    }

    static func add(_ routes: inout PageRoutes) {
        routes.get("/login") { visit throws(PageFailure) in
            // Without an access file, and for whoever is logged in, there is nothing to do here.
            if !visit.context.principal.roles.isEmpty { return .seeOther(Path("")) }
            return .page(page(visit.context, back: visit.query("back")))
        }
        routes.post("/login") { (visit, form) throws(PageFailure) in
            let token = (form["token"] ?? "").trimmed
            let back = form["back"].flatMap { Path(target: $0) }
            let wrong = page(visit.context, back: back?.text, isWrong: true)
            do throws(HTTPError) {
                guard try visit.site.api.isKnown(token: token, of: visit.request) else {
                    return .page(wrong, status: 403)
                }
            } catch { return .page(wrong, status: error.response.status) }
            return .login(back ?? Path(""), token: token)
        }
        routes.post("/logout") { _, _ throws(PageFailure) in .login(Path("login"), token: nil) }
    }

    static func page(_ context: PageContext, back: String?, isWrong: Bool = false) -> Layout {
        let content =
            context.heading(context.say(.loginTitle))
            + ActionForm.open(context, to: Path("login"), id: nil, classes: "box") {
                if let path = back.flatMap({ Path(target: $0) }) { ActionForm.hidden("back", path.text) }
                Field.text(
                    "token", context.say(.loginToken), hint: context.say(.loginHint),
                    fault: isWrong ? context.say(.loginWrong) : nil, type: "password",
                    extra: [.attr("maxlength", 128), .attr("spellcheck", "false")])
                tag("div", .class("actions form-end")) {
                    tag("button", .attr("type", "submit")) { context.say(.loginButton) }
                }
            }
        return Layout(context: context, title: context.say(.loginTitle), isNarrow: true, content: content)
    }

    /// The button that ends a login; nothing where there is none.
    static func end(_ context: PageContext) -> HTML {
        guard context.principal.name != nil else { return HTML() }
        return ActionForm.open(context, to: Path("logout"), id: nil, classes: "box") {
            tag("div", .class("actions")) { tag("button", .attr("type", "submit")) { context.say(.logout) } }
        }
    }
}

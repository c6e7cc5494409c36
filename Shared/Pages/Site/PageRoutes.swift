internal import Access
internal import API
internal import Fulfillment
internal import Operations
internal import ReadModel

/// What a page answers.
enum PageAnswer {
    case page(Layout, status: Int = 200)
    /// What was asked for is at another place.
    case seeOther(Path)
    /// The same, and this device keeps something: cookies by name and value.
    case kept(Path, [(name: String, value: String, readable: Bool)])
    /// The same, and this browser is logged in with this token, or logged out.
    case login(Path, token: String?)
}

/// One request for a page: who asks, for what.
struct Visit {
    let site: PageSite
    let request: HTTPRequest
    var context: PageContext
    let reads: any ReadQueries
    let log: PageLog

    func parameter(_ name: String) -> String { request.parameter(name) }
    func query(_ name: String) -> String? { request.query(name).flatMap { $0.isEmpty ? nil : $0 } }

    var storeOrder: StoreOrderKey {
        StoreOrderKey(storeId: parameter("store"), storeOrderId: parameter("order"))
    }
    var warehouse: WarehouseKey {
        WarehouseKey(merchantId: parameter("merchant"), warehouseId: parameter("warehouse"))
    }

    /// What a question answers; a read model that does not answer is said so.
    func read<Value>(_ question: (any ReadQueries) throws(ReadModelError) -> Value) throws(PageFailure) -> Value {
        do throws(ReadModelError) { return try question(reads) } catch {
            if error.kind == .badRequest || error.kind == .hidden { throw .notFound }
            site.settings.onError(request.path, error.message)
            throw .notReachable
        }
    }

    /// The same, where there may be nothing: then nothing is at this place.
    func find<Value>(_ question: (any ReadQueries) throws(ReadModelError) -> Value?) throws(PageFailure) -> Value {
        guard let value = try read(question) else { throw .notFound }
        return value
    }
}

/// Adds pages to the router, each with what all have in common: the frame, the language, the form's code, the headers.
struct PageRoutes {
    let site: PageSite
    var router: HTTPRouter

    /// A page.
    mutating func get(_ pattern: String, _ make: @escaping @Sendable (Visit) throws(PageFailure) -> PageAnswer) {
        let site = site
        router.get(pattern) { site.answer($0, nil) { visit, _ throws(PageFailure) in try make(visit) } }
    }

    /// An action: it comes from a form of this site, or it is not done.
    mutating func post(
        _ pattern: String, _ act: @escaping @Sendable (Visit, FormFields) throws(PageFailure) -> PageAnswer
    ) {
        let site = site
        router.post(pattern) { request in
            site.answer(request, FormFields(request)) { visit, form throws(PageFailure) in
                guard let form, site.guardian.accepts(request, form) else { throw .foreignForm }
                return try act(visit, form)
            }
        }
    }
}

extension PageSite {
    /// Answers a request for a page.
    func answer(
        _ request: HTTPRequest, _ form: FormFields?,
        _ make: (Visit, FormFields?) throws(PageFailure) -> PageAnswer
    ) -> HTTPResponse {
        let cookies = Cookies.all(request.headers)
        let known = cookies[FormGuard.cookie].flatMap { RandomWord.isOne($0) ? $0 : nil }
        let word = known ?? RandomWord.make()
        var target = Path(target: request.path) ?? Path("")
        for (name, value) in request.query { target = target.query(name, value) }
        let principal = try? api.principal(of: request)
        var context = PageContext(
            viewer: Viewer(request, cookies: cookies), principal: principal.map { Person($0) } ?? .unknown,
            now: Timestamp(milliseconds: settings.clock()), path: target, formCode: guardian.code(for: word))
        var response: HTTPResponse
        do throws(PageFailure) {
            guard let principal = principal ?? LoginPage.principal(for: request) else {
                return PageHeaders.seeOther(LoginPage.path(backTo: form == nil ? target : nil))
            }
            let backend = try ready()
            context.status = backend.model.status
            context.contacts = api.contacts
            let visit = Visit(
                site: self, request: request, context: context, reads: try queries(for: principal),
                log: PageLog(api: api, intake: backend.intake, principal: principal, trail: request.trail))
            switch try make(visit, form) {
            case .page(let layout, let status):
                response = PageHeaders.page(layout.render(), status: status)
                if status == 429 { response.headers.add("Retry-After", "\(HTTPLimits.failedLoginSeconds)") }
            case .seeOther(let path): response = PageHeaders.seeOther(path)
            case .kept(let path, let kept):
                response = PageHeaders.seeOther(path)
                for (name, value, readable) in kept {
                    response.headers.add(
                        "Set-Cookie", Cookies.field(name, value, isSecure: settings.isSecure, readable: readable))
                }
            case .login(let path, let token):
                response = PageHeaders.seeOther(path)
                response.headers.add(
                    "Set-Cookie",
                    Cookies.field(
                        AccessControl.cookie, token ?? "", isSecure: settings.isSecure,
                        seconds: token == nil ? 0 : LoginPage.keptSeconds))
            }
        } catch {
            let (layout, status) = FailurePage(context: context, failure: error, isOpen: isOpen, form: form).layout
            response = PageHeaders.page(layout.render(), status: status)
        }
        if known == nil {
            response.headers.add("Set-Cookie", Cookies.field(FormGuard.cookie, word, isSecure: settings.isSecure))
        }
        return response
    }
}

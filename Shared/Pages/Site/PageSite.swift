internal import Access
public import API
internal import Fulfillment
public import Operations
internal import ReadModel
internal import Threads

/// All pages of the console: what store desks, warehouse floors, stock and operations see and do. Pages are GET and change
/// nothing; actions are POST to the same place, answered 303 to what came of it.
public final class PageSite: Sendable {
    /// What a site is made with.
    public struct Settings: Sendable {
        /// Milliseconds since 1970.
        public var clock: @Sendable () -> Int64 = { WallTime.now() }
        /// Cookies are sent over TLS alone: where this console stands behind it.
        public var isSecure = false
        /// What is said of a page that could not be made.
        public var onError: @Sendable (String, String) -> Void = { _, _ in }

        public init() {}
    }

    let settings: Settings
    let book: ActionBook
    let claims = Claims()
    let guardian: FormGuard
    let api: ConsoleAPI

    /// - Parameter api: what the pages ask and send goes through it; they answer as soon as it does.
    public init(_ settings: Settings = Settings(), book: ActionBook, api: ConsoleAPI) throws(Failure) {
        self.settings = settings
        self.book = book
        self.api = api
        guardian = FormGuard(secret: try book.formSecret())
    }

    var isOpen: Bool { (try? ready()) != nil }

    func ready() throws(PageFailure) -> ConsoleAPI.Backend {
        do throws(HTTPError) { return try api.ready() } catch { throw .notReachable }
    }

    /// The read model as a principal may see it.
    func queries(for principal: Principal) throws(PageFailure) -> ScopedQueries {
        do throws(HTTPError) { return try api.queries(for: principal) } catch { throw .notReachable }
    }

    /// A place among those who follow; nil where there are too many.
    func placeToFollow() -> GatePlace? { GatePlace(api.streams) }

    /// Adds the routes of all pages.
    public func add(to router: inout HTTPRouter) {
        router.get("/assets/{hash}/{name}") { Asset.answer($0) ?? HTTPResponse(status: 404) }
        router.get("/live") { [self] in live($0) }
        var routes = PageRoutes(site: self, router: router)
        for add in Self.pages { add(&routes) }
        router = routes.router
    }

    /// One entry a page or a group of pages.
    private static let pages: [@Sendable (inout PageRoutes) -> Void] = [
        HomePage.add, LoginPage.add, SettingsPage.add, FindPage.add, OrderPage.add, CancelPages.add, CasePage.add, CaseListPage.add,
        RequestPage.add, BalancePage.add, NewReturnPage.add, ReturnPage.add, ContactPage.add, FloorListPage.add,
        TaskPage.add, ScanPages.add, ReceivePage.add, StockPages.add, SKUPage.add, AdjustPage.add, QuarantinePage.add,
        OperationsPage.add, TimesPage.add, RefusedPage.add, UnreadablePages.add,
    ]
}

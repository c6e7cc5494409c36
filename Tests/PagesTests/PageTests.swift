import Access
import Contracts
import Fulfillment
import ReadModel
import Testing

@testable import Pages

/// Every page, from values of the read model, in both languages, with harmless and with hostile texts in every field.
@Suite struct PageTests {
    static let pages: [(name: String, make: @Sendable (Samples) -> Layout)] = [
        ("home", { HomePage.page($0.context, $0.operations, stocks: 1, [($0.text, TaskCount(open: 2, late: 1))]) }),
        ("order", { OrderPage.page($0.order, Story(entries: $0.timeline), $0.context) }),
        (
            "order in full",
            { OrderPage.page($0.order, Story(entries: $0.timeline, isOldestFirst: true, isFull: true), $0.context) }
        ),
        ("order, empty", { OrderPage.page(OrderView(key: $0.key), Story(entries: []), $0.context) }),
        (
            "cancel what",
            {
                CancelWhatPage.page(
                    $0.order, CancelChoice([("scope", "lines"), ("units.\($0.text)", $0.text)]),
                    [("scope", "\($0.text)")], $0.context)
            }
        ),
        (
            "cancel why",
            {
                CancelWhyPage.page(
                    $0.order, CancelChoice([("scope", "all"), ("note", $0.text)]), [("note", "\($0.text)")], $0.context)
            }
        ),
        (
            "cancel check",
            {
                CancelCheckPage.page(
                    $0.order,
                    CancelChoice([
                        ("scope", "outbound"), ("outbound", $0.text), ("reason", "fraud"), ("by", "buyer"),
                        ("note", $0.text),
                    ]),
                    $0.order.outboundOrders.map(\.forecast), $0.context)
            }
        ),
        (
            "case",
            {
                CasePage.page(
                    $0.caseView(.intercepting, .awaitingInterception), Story(entries: $0.timeline), $0.context)
            }
        ),
        (
            "case overtaken",
            {
                let samples = $0
                return CasePage.page(
                    samples.caseView(
                        .restocked, .interceptedAndRestocked,
                        contradictions: ContradictionCode.allCases.map { samples.contradiction($0) }),
                    Story(entries: samples.timeline), samples.context)
            }
        ),
        (
            "cases",
            {
                CaseListPage.page(
                    Page(rows: [$0.summary(), $0.summary(.refused, .delivered)], next: $0.text), chosen: "open",
                    warehouse: $0.text, [.verifying: 1], $0.context)
            }
        ),
        (
            "cases, none",
            {
                CaseListPage.page(
                    Page(rows: [], next: nil), chosen: "late", warehouse: nil, [.verifying: 1], $0.context)
            }
        ),
        (
            "find",
            { samples in
                FindPage.page(
                    samples.text,
                    SearchHit.Kind.allCases.map {
                        SearchHit(
                            kind: $0, text: samples.text, isExact: false, storeOrder: samples.key,
                            warehouse: samples.warehouse)
                    },
                    samples.context)
            }
        ),
        ("find, nothing", { FindPage.page($0.text, [], $0.context) }),
        (
            "request",
            {
                RequestPage.page(
                    $0.request(.rejected($0.rejection)), id: $0.text, store: $0.text, sent: nil, $0.context)
            }
        ),
        ("request in hand", { RequestPage.page(nil, id: $0.text, store: $0.text, sent: "1796004000000", $0.context) }),
        ("balance", { BalancePage.page($0.balance, $0.context) }),
        (
            "return",
            {
                ReturnPage.page(
                    ReturnOrderView(now: $0.returnOrder), Story(entries: $0.timeline), isNew: true, $0.context)
            }
        ),
        (
            "new return",
            {
                NewReturnPage.page(
                    $0.order, chosen: $0.text, typed: [$0.text: $0.text], tracking: $0.text, [("units", "\($0.text)")],
                    $0.context)
            }
        ),
        ("contact, nobody", { ContactPage.page($0.text, contacts: [], caseId: $0.caseId, $0.context) }),
        (
            "contact",
            {
                ContactPage.page(
                    $0.text, contacts: [WarehouseContact(name: $0.text, phone: $0.text, email: $0.text, hours: $0.text)],
                    caseId: $0.caseId, $0.context)
            }
        ),
        (
            "floor",
            {
                FloorList(
                    warehouseId: $0.text, open: [$0.task(.verifyGoods), $0.task(.putAway)],
                    count: TaskCount(open: 2, late: 2, lastDone: $0.task(.verifyGoods, result: .done)),
                    done: [
                        ($0.task(.interceptParcel, result: .done), $0.text),
                        ($0.task(.voidLabel, result: .superseded), nil),
                    ], returns: [$0.returnSummary],
                    holders: [$0.text: $0.text], several: [$0.task(.verifyGoods)], outcome: .bad("\($0.text)"),
                    correct: $0.text
                ).layout($0.context)
            }
        ),
        (
            "floor, nothing",
            {
                FloorList(
                    warehouseId: $0.text, open: [],
                    count: TaskCount(open: 0, late: 0, lastDone: $0.task(.verifyGoods, result: .done))
                ).layout($0.context)
            }
        ),
        ("look", { task($0, .verifyGoods) }), ("pull", { task($0, .interceptParcel) }),
        ("void", { task($0, .voidLabel) }),
        ("stop", { task($0, .stopWork) }),
        (
            "void why",
            { samples in
                var step = TaskStep(row: samples.task(.voidLabel))
                step.needsReason = true
                return step.layout(samples.context)
            }
        ),
        (
            "over",
            { samples in
                var step = TaskStep(row: samples.task(.interceptParcel, result: .done))
                (step.by, step.isCorrection) = (samples.text, true)
                return step.layout(samples.context)
            }
        ),
        (
            "receive",
            { samples in
                var step = ReceiveStep(warehouseId: samples.text, view: ReturnOrderView(now: samples.returnOrder))
                (step.done, step.typed, step.faults) = (
                    "1 putAway \(samples.text)", samples.text, [("quantity", "\(samples.text)")]
                )
                step.rejected = samples.rejection.rejected.rejection
                return step.layout(samples.context)
            }
        ),
        ("cards", { ScanPages.cards($0.text, $0.context) }),
        ("scanner", { ScanPages.scanner($0.text, $0.text, $0.context) }),
        ("stocks", { StockPages.choice([StockPlaceRow(warehouse: $0.warehouse, skus: 2)], $0.context) }),
        ("stock", { StockPages.page($0.warehouse, Page(rows: [$0.stockRow], next: $0.text), $0.context) }),
        (
            "sku",
            {
                SKUPage.page(
                    $0.stockItem, Page(rows: [$0.movement], next: $0.text),
                    sent: .rejected($0.rejection.rejected.rejection), $0.context)
            }
        ),
        (
            "adjust",
            { samples in
                var entry = AdjustPage.Entry()
                (entry.typed, entry.who, entry.reason) = (samples.text, samples.text, samples.text)
                return AdjustPage.page(
                    samples.stockItem, entry, entry.faults(samples.stockItem, samples.context), samples.context)
            }
        ),
        (
            "quarantine",
            {
                QuarantinePage.page(
                    $0.stockItem, typed: $0.text, where: $0.text, reason: $0.text, who: $0.text,
                    [("where", "\($0.text)")], $0.context)
            }
        ),
        ("operations", { OperationsPage.page($0.operations, $0.context) }),
        (
            "times",
            {
                TimesPage.page(
                    [OpenCasesAt(at: $0.now, open: [.verifying: 7, .escalated: 2])], $0.operations.answers, $0.context)
            }
        ),
        ("refused", { RefusedPage.page(Page(rows: [$0.rejection], next: $0.text), code: $0.text, $0.context) }),
        (
            "unreadables",
            {
                UnreadableList(
                    rows: Page(rows: [$0.deadLetter.row], next: $0.text), isAll: true, code: $0.text
                ).layout($0.context)
            }
        ),
        (
            "unreadable",
            {
                var letter = $0.deadLetter
                letter.row.isDismissed = true
                letter.row.closing = DeadLetterRow.Closing(by: $0.text, why: $0.text, at: $0.now)
                return UnreadableLetter(letter: letter, faults: []).layout($0.context)
            }
        ),
        ("settings", { SettingsPage.page($0.context, back: "/x", isSaved: true) }),
        (
            "failure",
            {
                FailurePage(
                    context: $0.context, failure: .notTaken($0.text), isOpen: true,
                    form: FormFields([($0.text, $0.text)])
                ).layout.0
            }
        ),
        (
            "not reachable",
            {
                FailurePage(
                    context: $0.context, failure: .notReachable, isOpen: true, form: FormFields([($0.text, $0.text)])
                ).layout.0
            }
        ),
    ]

    private static func task(_ samples: Samples, _ kind: WarehouseTask.Kind) -> Layout {
        var step = TaskStep(row: samples.task(kind), outbound: samples.outbound())
        (step.holder, step.scanned) = (samples.text, ScannedCode(samples.text + "?"))
        return step.layout(samples.context)
    }

    @Test(arguments: Language.allCases, ["X-1"] + HTMLTests.hostile) func everyPageIsWellFormed(
        _ language: Language, _ text: String
    ) {
        for page in Self.pages {
            let html = page.make(Samples(text: text.filter { $0 != "/" }, language: language)).render().markup
            let fault = Markup.fault(html)
            #expect(fault == nil, "\(page.name): \(fault ?? "")")
            #expect(html.contains("<html lang=\"\(language.rawValue)\""))
            #expect(
                !html.contains("<script>") && !html.contains("onerror") || html.contains("&lt;")
                    || html.contains("&quot;"), "\(page.name)")
        }
    }

    /// No word of the wire format reaches a person, on any page.
    @Test(arguments: Language.allCases) func noPageSpeaksTheWireFormat(_ language: Language) {
        let words =
            CancellationCode.allCases.map(\.rawValue) + CancellationState.allCases.map(\.rawValue)
            + OutboundStatus.allCases.map(\.rawValue)
            + WarehouseTask.Kind.allCases.map(\.rawValue) + NextAction.allCases.map(\.rawValue)
            + Rejection.Code.allCases.map(\.rawValue)
            + Topic.allCases.map(\.name) + MessageType.allCases.map(\.rawValue)
        let foreign = words.filter { word in word.contains { $0.isUppercase } || word.contains(".") }
        for page in Self.pages where page.name != "unreadable" {
            let text = page.make(Samples(language: language)).content.plainText
            for word in foreign { #expect(!text.contains(word), "\(page.name): \(word)") }
        }
    }

    /// Each form that does something carries the browser's code; each id of an element is on its page once.
    @Test(arguments: Language.allCases) func everyFormIsGuarded(_ language: Language) {
        for page in Self.pages {
            let html = page.make(Samples(language: language)).render().markup
            let posts = html.split(separator: "<form ").dropFirst().filter {
                $0.prefix { $0 != ">" }.contains("method=\"post\"")
            }
            for form in posts { #expect(form.contains("name=\"form\" value=\"code\""), "\(page.name)") }
            var ids: Set<Substring> = []
            for piece in html.split(separator: " id=\"").dropFirst() {
                let id = piece.prefix { $0 != "\"" }
                #expect(ids.insert(id).inserted, "\(page.name): the id \(id) is there twice")
            }
        }
    }

    @Test func thePageNamesOnlyFilesOfThisSite() {
        for page in Self.pages {
            let html = page.make(Samples()).render().markup
            #expect(
                !html.contains("http://") && !html.contains("https://") && !html.contains("style=\"")
                    && !html.contains(" onclick"), "\(page.name)")
        }
        for text in [StyleSheet.text, Script.text] {
            #expect(!text.contains("http://") && !text.contains("https://") && !text.contains("@import"))
        }
    }
}

/// Whether elements are closed in the order in which they were opened.
enum Markup {
    static func fault(_ html: String) -> String? {
        var open: [Substring] = []
        var rest = Substring(html)
        guard rest.hasPrefix("<!DOCTYPE html>") else { return "it does not begin as a page" }
        rest = rest.dropFirst("<!DOCTYPE html>".count)
        while let start = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: start)...]
            guard let end = rest.firstIndex(of: ">") else { return "a tag does not end" }
            let tag = rest[..<end]
            rest = rest[rest.index(after: end)...]
            let name = tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }
            if name.isEmpty { return "<\(tag.prefix(40))> is not a tag" }
            if tag.filter({ $0 == "\"" }).count % 2 != 0 { return "<\(tag.prefix(80))> has an open attribute" }
            if tag.hasPrefix("/") {
                guard open.last == name else { return "</\(name)> closes <\(open.last ?? "")>: …\(rest.prefix(80))" }
                open.removeLast()
            } else if !["input", "br", "hr", "meta", "link", "img"].contains(name), !tag.hasSuffix("/") {
                open.append(name)
            }
        }
        return open.isEmpty ? nil : "<\(open.last ?? "")> is not closed"
    }
}

import Access
import Contracts
import Foundation
import Fulfillment
import ReadModel
import Testing

@testable import Pages

/// What the pages say, sentence by sentence, in both languages.
@Suite struct SentenceTests {
    private func said(_ view: (Samples) -> CaseView, _ language: Language) -> Answer {
        var samples = Samples(text: "LAX1", language: language)
        samples.now = Timestamp(milliseconds: 1_796_004_000_000)
        return CaseSentence.answers(view(samples), samples.context)[0]
    }

    static let cases: [(CancellationState, CancellationCode, english: String, chinese: String)] = [
        (
            .waitingForOrder, .waitingForOrder,
            "We do not have this order yet. We wait for it until 04:00, then close the request.",
            "订单尚未到达。最晚等到 04:00，届时关闭申请。"
        ),
        (
            .releasing, .awaitingRelease,
            "Work has not started. The outbound order is being cancelled; its units become available again.",
            "出库单待出库，正在取消，数量退回可用库存。"
        ),
        (
            .verifying, .awaitingVerification, "LAX1 is looking for the parcel; it has until 04:00.",
            "LAX1 正在核实包裹是否在仓，截止 04:00。"
        ),
        (
            .intercepting, .awaitingInterception,
            "The parcel is in the building. LAX1 is pulling it and voiding its label; it has until 04:00.",
            "包裹仍在仓内，LAX1 正在拦截并作废面单，截止 04:00。"
        ),
        (
            .restocking, .awaitingRestock,
            "The parcel was stopped. 3 of 3 units are back; the warehouse books the rest by hand until 04:00.",
            "拦截成功。已入账 3/3 件，其余由仓库手工调整库存，截止 04:00。"
        ),
        (
            .escalated, .escalated,
            "No answer from the warehouse; it was due 04:00. Operations can see it. Without an answer by 08:00 the request is refused.",
            "仓库逾期未答复（应于 04:00），已升级处理。08:00 前仍无答复，则拒绝取消。"
        ),
        (
            .cancelled, .cancelledBeforeWork, "Cancelled before work started. 0 units are available again.",
            "已取消：仓库尚未作业，0 件已退回可用库存。"
        ),
        (
            .restocked, .interceptedAndRestocked,
            "Stopped in the warehouse. 1 unit to the shelf, 1 in quarantine, 1 written off.",
            "拦截成功。上架 1 件，隔离 1 件，报损 1 件。"
        ),
        (
            .refused, .inTransit, "Too late: the carrier has the parcel since 00:31 (carrier). It cannot be cancelled.",
            "已太迟：00:31 起包裹已由承运商揽收（承运商），无法取消。"
        ),
        (.refused, .delivered, "Too late: delivered 00:31.", "已太迟：00:31 已签收。"),
        (
            .refused, .leftBeforeInterception, "The parcel left while the warehouse was stopping it (00:31, carrier).",
            "拦截失败：包裹已于 00:31 离仓（承运商）。"
        ),
        (.refused, .unknownOrder, "The order never came, so nothing was cancelled.", "订单始终未到达，未取消任何内容。"),
        (
            .refused, .partialAfterWorkStarted,
            "Work has started, so a part alone can no longer be taken out. Nothing was changed.",
            "仓库已开始作业，不能只取消一部分，未作任何更改。"
        ),
        (.refused, .goodsMissing, "The warehouse cannot find the goods.", "仓库找不到货物。"),
        (
            .refused, .noAnswerFromWarehouse,
            "The warehouse did not answer by 01:50, so we could not stop it. Where the goods are is not known.",
            "仓库到 01:50 未答复，未能拦截，货物去向不明。"
        ),
        (
            .cancelled, .alreadyCancelled,
            "Already dealt with: request LAX1 of 2026-11-30 stopped these goods. Nothing was done twice.",
            "此前已处理：2026-11-30 的申请 LAX1 已取消这些货物，未重复处理。"
        ),
        (
            .refused, .alreadyBack, "Every unit is back in stock already; there was nothing left to cancel.",
            "每件都已入账，没有可取消的内容。"
        ),
    ]

    @Test(arguments: 0..<17) func aCaseSaysHowItStands(_ index: Int) {
        let (state, code, english, chinese) = Self.cases[index]
        #expect(said({ $0.caseView(state, code) }, .english).says.plainText == english)
        #expect(said({ $0.caseView(state, code) }, .chinese).says.plainText == chinese)
    }

    @Test func noCodeIsWithoutASentence() {
        #expect(Set(Self.cases.map(\.1)) == Set(CancellationCode.allCases))
        #expect(Set(Self.cases.map(\.0)).union([.partlyStopped]) == Set(CancellationState.allCases))
    }

    @Test func anOutcomeLeadsToWhatComesNext() {
        func path(_ code: CancellationCode, _ state: CancellationState = .refused) -> String? {
            if case .go(_, let path)? = said({ $0.caseView(state, code) }, .english).next { path.text } else { nil }
        }
        #expect(path(.inTransit) == "/orders/LAX1/LAX1/return")
        #expect(path(.unknownOrder) == "/orders/LAX1/LAX1/cancel")
        #expect(path(.goodsMissing)?.hasPrefix("/contact/LAX1") == true)
        #expect(path(.cancelledBeforeWork, .cancelled) == nil && path(.alreadyBack) == nil)
    }

    @Test("where the warehouse is to be called, the card names whom, and no other card does") func whomToCall() {
        let anna = WarehouseContact(name: "Anna", phone: "+1 (555) 0100", email: "an na@x.example", hours: "Mon–Fri 6–22")
        func card(_ code: CancellationCode) -> (contacts: [WarehouseContact], html: String) {
            let samples = Samples(text: "LAX1", language: .english)
            var context = samples.context
            context.contacts = ["LAX1": [anna], "NYC9": [WarehouseContact(name: "Ben")]]
            let answer = CaseSentence.told(samples.caseView(.refused, code), context)
            return (answer.contacts, answer.card(context).markup)
        }
        #expect(card(.goodsMissing).contacts == [anna] && card(.noAnswerFromWarehouse).contacts == [anna])
        #expect(card(.goodsMissing).html.contains(#"href="tel:+15550100""#))
        #expect(card(.goodsMissing).html.contains(#"href="mailto:an%20na@x.example""#))
        #expect(card(.goodsMissing).html.contains("There: <bdi>Mon–Fri 6–22</bdi>"))
        #expect(card(.inTransit).contacts.isEmpty)
    }

    @Test func aCaseThatIsKeptOpenSaysSo() {
        let due = { (samples: Samples) in
            CaseDue(debtor: .warehouse("LAX1"), task: .verifyGoods, at: samples.later(-60), decidedAt: nil)
        }
        #expect(
            said({ $0.caseView(.escalated, .escalated, due: due($0)) }, .english).says.plainText
                == "No answer from the warehouse; it was due 01:00. The case stays open until there is one.")
        var units = CaseQuantities()
        (units.requested, units.intercepted, units.pending) = (2, 2, 2)
        let shelf = { (samples: Samples) in
            CaseDue(debtor: .warehouse("LAX1"), task: .putAway, at: samples.later(-60), decidedAt: nil)
        }
        #expect(
            said({ $0.caseView(.escalated, .escalated, due: shelf($0), units: units) }, .english).says.plainText
                == "2 stopped units are not back yet; they were due 01:00. The case stays open until each is accounted for."
        )
        #expect(
            said({ $0.caseView(.escalated, .escalated, due: shelf($0), units: units) }, .chinese).says.plainText
                == "2 件拦截货物尚未入账（应于 01:00）。逐件有着落前不关闭。")
    }

    @Test func unitsThatComeBackByAReturnOrderNameIt() {
        let says = said({ $0.caseView(.restocking, .awaitingRestock, returns: [$0.returnSummary]) }, .english).says
        #expect(
            says.plainText
                == "The parcel was stopped. 3 of 3 units are back, with return order LAX1; the rest by 04:00.")
        #expect(says.markup.contains("href=\"/returns/LAX1/LAX1/LAX1\""))
    }

    @Test func ordersThatEndedDifferentlyAreCounted() {
        let view: (Samples) -> CaseView = { samples in
            let parts = [CancellationCode.cancelledBeforeWork, .inTransit, .interceptedAndRestocked].map {
                CasePartView(
                    part: .init(outboundOrderId: "OB", warehouseId: "LAX1", status: .shipped, code: $0),
                    outboundOrder: nil, due: nil)
            }
            return samples.caseView(.partlyStopped, .inTransit, parts: parts)
        }
        #expect(said(view, .english).says.plainText == "2 of 3 outbound orders were stopped; 1 was not, see below.")
        #expect(said(view, .chinese).says.plainText == "3 张出库单中 2 张已停止，1 张未停止，详见下方。")
    }

    /// Where truth overtakes what was sent, the newer sentence stands first and the old one stays.
    @Test(arguments: [
        (
            ContradictionCode.lateShipment,
            "Attention: the warehouse shipped 2 units 02:00 although they were cancelled (LAX1 LAX1).",
            "注意：已取消的 2 件仍于 02:00 被发出（LAX1 LAX1）。"
        ),
        (
            .laterPart, "A further part of this order came in later. It is being stopped too: see case c1.",
            "该订单后到一张出库单，正在一并停止，见取消单 c1。"
        ),
        (
            .stoppedAfterAll, "We told you it was too late; the goods were stopped after all and come back.",
            "此前告知无法取消，实际已拦截成功，货物正在退回。"
        ),
        (
            .leftAfterAll, "We told you it was stopped; the goods have left after all (02:00).",
            "此前告知已拦截，实际货物已于 02:00 离仓。"
        ),
        (
            .foundAfterAll, "We told you 2 units were lost; they were found and are in stock again.",
            "此前告知 2 件丢失，现已找到并入账。"
        ),
    ])
    func whatIsOvertakenStays(_ code: ContradictionCode, _ english: String, _ chinese: String) {
        for (language, words) in [(Language.english, english), (.chinese, chinese)] {
            let samples = Samples(text: "LAX1", language: language)
            let answers = CaseSentence.answers(
                samples.caseView(.cancelled, .cancelledBeforeWork, contradictions: [samples.contradiction(code)]),
                samples.context)
            #expect(answers.count == 2 && answers[1].isOld && !answers[0].isOld)
            #expect(answers[0].says.plainText.replacing("  ", with: " ") == words)
        }
    }

    @Test(arguments: [
        (CancellationForecast.Step.cancel(available: 3), "cancel it; 3 units available at once", "立即取消，3 件退回可用库存"),
        (.cancel(available: 0), "cancel it; nothing was set aside for it yet", "立即取消，尚未分配库存"),
        (
            .verify(seconds: 14_400),
            "ask the warehouse to look; answer by 06:00; then stop it, or say that it has left",
            "先由仓库核实，06:00 前答复；然后拦截，或告知已离仓"
        ),
        (
            .putBack(seconds: 604_800), "have it put back, because it is pulled already; by 2026-12-07 02:00",
            "包裹已拦下，通知仓库放回，2026-12-07 02:00 前完成"
        ),
        (.refuse(.inTransit), "be refused: the carrier has it", "会被拒绝：已由承运商揽收"),
        (.refuse(.delivered), "be refused: it was delivered", "会被拒绝：已签收"),
        (.refuse(.partialAfterWorkStarted), "be refused for a part; ask for all of it", "部分取消会被拒绝，请整单取消"),
        (.refuse(.goodsMissing), "be refused: the warehouse cannot find the goods", "会被拒绝：仓库找不到货物"),
        (.refuse(.alreadyBack), "change nothing: every unit is back already", "无变化：每件都已入账"),
        (
            .covered(caseId: "s/1/c2", code: .awaitingVerification), "change nothing: already being stopped, see c2",
            "无变化：正在拦截，见 c2"
        ),
    ])
    func whatACancellationWouldDoIsSaidBefore(_ step: CancellationForecast.Step, _ english: String, _ chinese: String) {
        let forecast = CancellationForecast(outboundOrderId: "OB", step: step, units: 3)
        #expect(ForecastSentence.text(forecast, Samples(language: .english).context).plainText == english)
        #expect(ForecastSentence.text(forecast, Samples(language: .chinese).context).plainText == chinese)
    }

    @Test func whereAParcelIsNamesWhoSaidSoAndWhen() {
        let samples = Samples(text: "LAX1")
        func said(_ custody: Custody, _ language: Language = .english, _ change: (inout ParcelView) -> Void = { _ in })
            -> String
        {
            var parcel = samples.parcel(custody)
            change(&parcel)
            var context = samples.context
            context.viewer.language = language
            return CustodySentence.text(parcel, samples.outbound(.shipped, custody), context).plainText
        }
        #expect(said(.warehouse) == "In the warehouse (LAX1, LAX1, 1 h 29 min ago).")
        #expect(said(.warehouse, .chinese) == "在仓（LAX1，LAX1，1 小时 29 分前）。")
        #expect(said(.unknown) == "Said to be shipped 00:31 (LAX1, LAX1); no carrier scan for 1 h 29 min: not sure.")
        #expect(said(.unknown, .chinese) == "标记已出库 00:31（LAX1，LAX1），1 小时 29 分无揽收记录：去向待核实。")
        #expect(said(.carrier) == "With LAX1 since 00:31 (carrier).")
        #expect(said(.carrier, .chinese) == "00:31 起由LAX1承运（承运商）。")
        #expect(said(.warehouse) { $0.isPulled = true } == "Pulled out of the stream 00:31 (LAX1, LAX1).")
        #expect(said(.carrier) { $0.isReturning = true } == "The carrier brings it back, said 00:31 (carrier).")
        #expect(said(.warehouse) { $0.custodyBecause = nil } == "In the warehouse: nobody has said otherwise.")
        let others = CustodySentence.contradicting(samples.parcel(), samples.outbound(), samples.context)
        #expect(others.map(\.plainText) == ["Said otherwise, and older: LAX1 is here (LAX1, LAX1, 00:00)."])
    }

    @Test func anOrderSaysFirstWhetherItIsTooLate() {
        let samples = Samples(text: "LAX1")
        func said(_ outbound: [OutboundOrderView], cases: [CaseSummary] = []) -> Answer {
            OrderSentence.answer(OrderView(key: samples.key, outboundOrders: outbound, cases: cases), samples.context)
        }
        let free = samples.outbound(.awaitingOutbound, .warehouse, .cancel(available: 3))
        let look = samples.outbound()
        let gone = samples.outbound(.inTransit, .carrier, .refuse(.inTransit))
        let done = samples.outbound(.cancelled, .warehouse, .refuse(.alreadyCancelled))
        #expect(said([free]).says.plainText == "Not started: it can be cancelled now.")
        #expect(
            said([free, look]).says.plainText
                == "1 of 2 outbound orders is not started: it can be cancelled now. For the rest LAX1 must look.")
        #expect(
            said([look]).says.plainText
                == "Work has started. LAX1 must look where the goods are before they can be stopped.")
        #expect(
            said([free, gone]).says.plainText
                == "1 of 2 outbound orders can still be stopped or cancelled; the rest cannot.")
        #expect(said([gone]).says.plainText == "Too late to cancel: the carrier has the goods.")
        #expect(said([done]).says.plainText == "This order is cancelled. There is nothing left to stop.")
        #expect(
            said([look], cases: [samples.summary()]).says.plainText
                == "A cancellation is under way: c1 follows it to the end.")
        if case .go(_, let path)? = said([gone]).next {
            #expect(path == .newReturn(samples.key))
        } else {
            Issue.record("no return is offered")
        }
    }

    /// The first sentence follows where the goods are, not what was answered.
    @Test func anOrderOfWhichNothingCanBeStoppedSaysWhereItsGoodsAre() {
        let samples = Samples(text: "LAX1")
        func said(
            _ outbound: OutboundOrderView, cases: [CaseSummary] = [], returns: [ReturnOrderSummary] = []
        ) -> Answer {
            OrderSentence.answer(
                OrderView(key: samples.key, outboundOrders: [outbound], cases: cases, returnOrders: returns),
                samples.context)
        }
        func outbound(
            _ status: OutboundStatus, _ code: CancellationCode, _ units: [BalanceView.Place: Int],
            _ change: (inout OutboundOrderView) -> Void = { _ in }
        ) -> OutboundOrderView {
            var outbound = samples.outbound(status, .carrier, .refuse(code))
            outbound.units = units
            change(&outbound)
            return outbound
        }
        func offersReturn(_ answer: Answer) -> Bool { if case .go? = answer.next { true } else { false } }

        let mixed = outbound(.inTransit, .inTransit, [.available: 2, .left: 1]) { $0.parcels[0].custody = .warehouse }
        var received = samples.returnSummary
        received.state = .received
        #expect(said(mixed).says.plainText == "Too late to cancel the rest: 1 of 3 units is out of the building.")
        #expect(
            offersReturn(said(mixed, returns: [received]))
                && !offersReturn(said(mixed, returns: [samples.returnSummary])))

        let onItsWay = outbound(.returnedToSender, .inTransit, [.left: 3]) { order in
            for index in order.parcels.indices { order.parcels[index].isReturning = true }
        }
        let coming = said(onItsWay, returns: [samples.returnSummary])
        #expect(
            coming.says.plainText == "Too late to cancel: the carrier is bringing the goods back."
                && !offersReturn(coming))
        // Its return order is closed, and something of it did not come.
        let closed = said(onItsWay, returns: [received])
        #expect(closed.says.plainText == "Too late to cancel: the carrier has the goods." && offersReturn(closed))

        let nothing = "There is nothing left to cancel: every unit is back or written off."
        #expect(said(outbound(.returnedToSender, .alreadyBack, [.available: 3])).says.plainText == nothing)
        #expect(said(outbound(.delivered, .alreadyBack, [.available: 2, .quarantined: 1])).says.plainText == nothing)

        // What was refused is not cancelled, though it was stopped after all.
        let refused = samples.summary(.refused, .goodsMissing)
        let found = outbound(.intercepted, .alreadyCancelled, [.available: 3]) { $0.parcels[0].custody = .warehouse }
        #expect(said(found, cases: [refused]).says.plainText == nothing)
        #expect(
            said(
                outbound(.packed, .goodsMissing, [.allocated: 3]) { $0.parcels = [samples.parcel(.warehouse)] },
                cases: [refused]
            )
            .says.plainText == "Nothing can be stopped: the warehouse cannot find the goods.")

        // Cancelled, and shipped all the same; nobody has scanned it.
        let late = outbound(.cancelled, .alreadyCancelled, [.left: 3]) { $0.parcels = [samples.parcel(.unknown)] }
        #expect(said(late).says.plainText == "Too late to cancel: the goods have left the building.")
        #expect(offersReturn(said(late)))

        // Nobody knows what is in which box.
        let unknown = outbound(.inTransit, .inTransit, [.allocated: 3])
        #expect(said(unknown).says.plainText == "Too late to cancel: the carrier has the goods.")
    }

    @Test(arguments: Rejection.Code.allCases) func everyRefusalIsAPersonsSentence(_ code: Rejection.Code) {
        let rejection = Rejection(code, "wire words", claimedBy: RestockClaim(by: .returnOrder, id: "RO-1"))
        for language in Language.allCases {
            let text = RejectionSentence.text(rejection, Samples(language: language).context).plainText
            #expect(
                !text.contains("wire words") && !text.contains(code.rawValue)
                    && text.hasSuffix(language == .english ? "." : "。"), "\(text)")
        }
        if code == .alreadyRestored {
            #expect(
                RejectionSentence.text(rejection, Samples().context).plainText
                    == "These units are already back, through return order RO-1. Nothing was added.")
        }
    }

    /// The fact first; no "error", "failed", "invalid", no code, no exclamation mark.
    @Test(arguments: Language.allCases) func theToneIsCalm(_ language: Language) {
        for page in PageTests.pages {
            let text = page.make(Samples(language: language)).content.plainText.lowercased()
            for word in ["error", "failed", "invalid", "please", "!", "！", "错误"] {
                #expect(!text.contains(word), "\(page.name): \(word)")
            }
        }
    }

    /// A history is in the order of the log, and so are its times; a date of a sender's own stands beside them.
    @Test func theTimesOfAHistoryNeverRunBackwards() {
        let samples = Samples()
        func entry(_ message: Message, said: Int64, recorded: Int64, by sender: String) -> TimelineEntry {
            TimelineEntry(
                message: message, at: samples.later(said), recordedAt: samples.later(recorded), sender: sender,
                messageId: "\(recorded)", place: samples.place, outboundOrderId: "OB")
        }
        let pulled = WarehouseReport(
            outboundOrderId: "OB", storeOrder: samples.key, warehouseId: "LAX1", reportedAt: samples.later(-80),
            fact: .parcelIntercepted(succeeded: true, reason: nil))
        var moved = samples.movement.moved
        moved.movement.caseId = samples.caseId
        let entries = [
            entry(.cancellationRequested(samples.request(.inHand).request!), said: -50, recorded: -50, by: "/store"),
            // Said half an hour later than it was so.
            entry(.warehouseReported(pulled), said: -80, recorded: -49, by: "/wms"),
            // What follows bears the time of what brought it about.
            entry(.stockMoved(moved), said: -80, recorded: -48, by: "turnback/inventory"),
        ]
        let text = Story(entries: entries, isOldestFirst: true).section(samples.context, path: Path("x")).plainText
        let places = ["01:10", "01:11", "01:12"].map { text.range(of: $0)?.lowerBound }
        #expect(
            places.allSatisfy { $0 != nil } && places.compactMap(\.self) == places.compactMap(\.self).sorted(),
            "\(text)")
        #expect(text.contains("dated 00:40") && text.components(separatedBy: "dated").count == 2, "\(text)")
    }

    @Test func aChangeThatSeveralRequestsHearIsToldOnce() {
        let samples = Samples()
        let entries = samples.timeline + samples.timeline
        let once = Story(entries: samples.timeline).section(samples.context, path: Path("x")).markup
        #expect(Story(entries: entries).section(samples.context, path: Path("x")).markup == once)
    }
}

extension String {
    fileprivate func replacing(_ part: String, with other: String) -> String {
        split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
    }
}

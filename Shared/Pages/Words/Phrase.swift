/// Everything that the pages say, with what is filled in. Each language is one exhaustive switch over it, so that none lacks a
/// sentence: `English.swift`, `Chinese.swift`.
///
/// What is filled in is made already: a time in the viewer's zone, a stranger's text escaped.
enum Phrase: Sendable {
    // MARK: Frame
    case productName
    case skipToContent
    case navDesk
    case navFloor
    case navStock
    case navOperations
    case navMain
    case findLabel
    case findPlaceholder
    case findButton
    case settings
    case asOf(time: HTML)
    case live
    case notLive(time: HTML)
    case readingOld(percent: Int)
    case refresh
    case timesIn(zone: HTML)
    case timesInUTC
    case keyboardHelp
    case back
    case change
    case titleWrong(title: HTML)
    case wrongSummary
    case showMore
    case emptyStillReading
    case nothingThere
    case nothingThereWhy
    case notReachable
    case notStarted
    case somethingWrong
    case formFromElsewhere
    case newThings(n: Int)
    case reloadForNew
    case notSentYet(n: Int)
    case sending
    case sendAgain

    // MARK: Counting
    case units(n: Int)
    case unitsOf(n: Int, sku: HTML)
    case minutes(n: Int)
    case seconds(n: Int)
    case hours(h: Int)
    case hoursMinutes(h: Int, m: Int)
    case days(n: Int)
    case inTime(left: HTML)
    case lateBy(span: HTML)
    case sentence(text: HTML)

    // MARK: Start page
    case homeTitle
    case homeDesk
    case homeDeskNow(n: Int)
    case homeFloor
    case homeFloorNow(n: Int, late: Int)
    case homeStock
    case homeStockNow(n: Int)
    case homeOperations
    case homeOperationsNow(late: Int)

    // MARK: Find
    case findTitle
    case findNothing(what: HTML)
    case findLooked
    case findHits(n: Int, what: HTML)
    case findHint
    case findColumnWhat
    case findColumnNumber
    case findColumnWhere
    case kindOrder
    case kindOutbound
    case kindParcel
    case kindTracking
    case kindSKU
    case kindCase
    case kindRequest
    case kindReturn

    // MARK: Order
    case orderTitle(order: HTML)
    case outboundColumn
    case whereTitle
    case wouldTitle
    case noOutboundYet
    case orderAnswerAllFree(n: Int)
    case orderAnswerSomeFree(a: Int, n: Int, w: HTML)
    case orderAnswerSomeLeft(a: Int, n: Int)
    case orderAnswerMustLook(w: HTML)
    case orderAnswerTooLate
    case orderAnswerDelivered
    case orderAnswerLeft
    case orderAnswerPartOut(a: Int, n: Int)
    case orderAnswerReturning
    case orderAnswerMissing
    case orderAnswerStopping(c: HTML)
    case orderAnswerCancelled
    case orderAnswerNothing
    case orderCancelButton
    case orderCancelFinal
    case orderReturnButton
    case custodyNoWord
    case custodyNotStarted
    case custodyWarehouse(who: HTML, age: HTML)
    case custodyUnknown(t: HTML, who: HTML, age: HTML)
    case custodyUnknownNoDate
    case custodyCarrier(carrier: HTML, t: HTML, who: HTML)
    case custodyReturning(t: HTML, who: HTML)
    case custodyPulled(who: HTML, t: HTML)
    case theCarrier
    case alsoSaid(what: HTML, who: HTML, t: HTML)
    case labelNone
    case labelPrinted
    case labelVoided
    case labelNotVoided(why: HTML)
    case labelNotVoidedNoWhy
    case parcelName(id: HTML)
    case trackingName(id: HTML)
    case parcelWithoutName(n: Int)
    case casesTitle
    case casesNone
    case historyTitle
    case historyNewest
    case historyOldest
    case historyFull
    case historyShort
    case returnsTitle
    case balanceLink
    case atWarehouse(w: HTML)

    // MARK: What a cancellation would do
    case wouldCancel(n: Int)
    case wouldCancelNoStock
    case wouldLook(t: HTML)
    case wouldPutBack(t: HTML)
    case wouldRefuseCarrier
    case wouldRefuseDelivered
    case wouldRefusePart
    case wouldChangeNothing(c: HTML)
    case wouldChangeNothingDone
    case wouldChangeNothingBack
    case wouldRefuseMissing

    // MARK: Cancel
    case cancelWhatTitle
    case cancelWhyTitle
    case cancelCheckTitle
    case cancelAll(n: Int)
    case cancelWholeHint
    case cancelSomeOutbound
    case cancelSomeLines
    case cancelOutbound(ob: HTML, w: HTML, n: Int)
    case cancelLineLabel(sku: HTML, n: Int)
    case cancelLineHint
    case continueButton
    case reasonLabel
    case reasonBuyerChangedMind
    case reasonDuplicateOrder
    case reasonWrongAddress
    case reasonWrongItem
    case reasonPaymentFailed
    case reasonFraud
    case reasonOutOfStock
    case reasonOther
    case askedByLabel
    case byBuyer
    case bySeller
    case byStaff
    case bySystem
    case noteLabel
    case noteHint
    case checkWhat
    case checkWhy
    case checkWho
    case checkNote
    case checkNoteNone
    case checkWill(ob: HTML, what: HTML)
    case sendCancellation
    case sentOnce
    case chooseSomething
    case chooseReason
    case chooseWho
    case tooMany(sku: HTML, x: Int, y: Int)
    case wholeNumber(what: HTML)
    case wholeNumberNotZero
    case noteTooLong

    // MARK: Request
    case requestTitle(r: HTML)
    case requestInHand(t: HTML)
    case requestUnknown

    // MARK: Case
    case caseTitle(order: HTML)
    case askedLine(t: HTML, who: HTML, reason: HTML)
    case nextNothing
    case nextWait
    case nextWaitNoPromise
    case nextCheckNumber
    case nextLabel
    case nextReturn
    case nextContact
    case nextAskAgain
    case nextAskWhole
    case nextSeeCase(c: HTML)
    case caseWaitingForOrder(t: HTML)
    case caseWaitingForOrderNoDate
    case caseAwaitingRelease
    case caseAwaitingVerification(w: HTML, t: HTML)
    case caseAwaitingInterception(w: HTML, t: HTML)
    case caseAwaitingLabel(w: HTML, t: HTML)
    case caseRestockReturn(k: Int, n: Int, ro: HTML, t: HTML)
    case caseRestockAdjust(k: Int, n: Int, t: HTML)
    case caseEscalatedRefused(t1: HTML, t2: HTML)
    case caseEscalatedOpen(t1: HTML)
    case caseEscalatedRestock(n: Int, t1: HTML)
    case caseEscalatedPlain
    case caseCancelled(n: Int)
    case caseRestocked(r: Int, q: Int, w: Int)
    case caseInTransit(t: HTML, who: HTML)
    case caseInTransitNoDate
    case caseDelivered(t: HTML)
    case caseDeliveredNoDate
    case caseLeft(t: HTML, who: HTML)
    case caseLeftNoDate
    case caseUnknownOrder
    case casePartial
    case caseMissing
    case caseNoAnswer(t: HTML)
    case caseAlreadyCancelled(r: HTML, date: HTML)
    case caseAlreadyCancelledPlain
    case caseAlreadyBack
    case casePartly(a: Int, b: Int, c: Int)
    case contraLate(n: Int, t: HTML, how: HTML)
    case contraLater(c: HTML)
    case contraStopped
    case contraLeft(t: HTML)
    case contraFound(n: Int)
    case toldBefore(t: HTML)
    case inBrackets(what: HTML)
    case datedOtherwise(t: HTML)
    case stepAsked
    case stepLooked
    case stepStopped
    case stepShelf
    case stepCancelled
    case stepWaiting
    case stepDone
    case stepNow
    case stepOpen
    case stepNot
    case stepsTitle
    case unitsTitle
    case unitsAsked
    case unitsCancelled
    case unitsRefused
    case unitsStopped
    case unitsOpen
    case unitsShelf
    case unitsQuarantine
    case unitsWrittenOff
    case unitsPending
    case addsUp
    case addsNot
    case partsTitle
    case storyTitle
    case mergedInto(c: HTML)
    case coveredBy(c: HTML)
    case requestsOfCase
    case dueBy(t: HTML)

    // MARK: Parts of a case, in few words
    case partReleasing
    case partVerifying(w: HTML)
    case partIntercepting(w: HTML)
    case partRestocking(k: Int, n: Int)
    case partCancelled
    case partRestocked
    case partInTransit
    case partDelivered
    case partLeft
    case partPartial
    case partMissing
    case partNoAnswer
    case partAlready
    case partBack
    case partUnknown
    case partEscalated(w: HTML)

    // MARK: Case list
    case caseListTitle
    case caseListNone
    case caseListNoneOthers(n: Int)
    case filterAll
    case filterOpen
    case filterLate
    case filterEnded
    case filterState
    case filterWarehouse
    case columnCase
    case columnOrder
    case columnState
    case columnUnits
    case columnDue
    case columnChanged
    case columnWaits

    // MARK: States in a word
    case stateWaiting
    case stateReleasing
    case stateVerifying
    case stateIntercepting
    case stateRestocking
    case stateEscalated
    case stateCancelled
    case stateRestocked
    case stateRefused
    case statePartly
    case statusAllocating
    case statusBackordered
    case statusAwaiting
    case statusReleasing
    case statusPicking
    case statusPicked
    case statusPacked
    case statusLabelled
    case statusShipped
    case statusInTransit
    case statusDelivered
    case statusReturned
    case statusCancelled
    case statusIntercepted
    case returnAwaiting
    case returnPartly
    case returnReceived
    case returnCancelled

    // MARK: Story: who
    case whoTurnback
    case whoCarrier
    case whoStore(s: HTML)
    case whoAt(person: HTML, w: HTML)

    // MARK: Story: what
    case saidSubmitted(ob: HTML, w: HTML, n: Int)
    case saidRequested(what: HTML)
    case saidWholeOrder
    case saidTheseOutbound(ids: HTML)
    case saidTheseLines(lines: HTML)
    case saidNote(note: HTML)
    case saidPicking(ob: HTML)
    case saidPicked(ob: HTML)
    case saidPacked(ob: HTML)
    case saidLabelled(ob: HTML)
    case saidShipped(ob: HTML)
    case saidShort(what: HTML, ob: HTML)
    case saidHere(what: HTML)
    case saidWithCarrier(what: HTML)
    case saidMissing(what: HTML)
    case saidPulled(what: HTML)
    case saidNotPulled(what: HTML)
    case saidVoided(what: HTML)
    case saidNotVoided(what: HTML, why: HTML)
    case saidPickedUp(what: HTML)
    case saidInTransit(what: HTML)
    case saidOutForDelivery(what: HTML)
    case saidDelivered(what: HTML)
    case saidReturnedToSender(what: HTML)
    case saidStatus(ob: HTML, status: HTML)
    case saidTaskStop(ob: HTML, w: HTML)
    case saidTaskVerify(ob: HTML, w: HTML)
    case saidTaskPull(ob: HTML, w: HTML)
    case saidTaskVoid(ob: HTML, w: HTML)
    case saidTaskPutAway(ob: HTML, w: HTML)
    case saidTaskDone(task: HTML)
    case saidTaskFailed(task: HTML)
    case saidTaskSuperseded(task: HTML)
    case saidAdjusted(delta: HTML, sku: HTML, reason: HTML)
    case saidStockReceived(what: HTML)
    case saidStockReleased(what: HTML)
    case saidMoved(what: HTML, sku: HTML, n: Int)
    case saidReturnCreated(ro: HTML, what: HTML)
    case saidReturnReceived(ro: HTML, what: HTML)
    case saidReturnCancelled(ro: HTML)
    case saidReturnState(ro: HTML, state: HTML)
    case saidReceiptReversed(ro: HTML)
    case saidRejected(what: HTML)

    // MARK: Rejections
    case rejectTooManyForOrder
    case rejectNotAllowed
    case rejectTooMany
    case rejectSKU
    case rejectOutboundExists
    case rejectRequestReused
    case rejectReceiptReused
    case rejectAdjustmentReused
    case rejectReturnExists
    case rejectUnknownOutbound
    case rejectUnknownReturn
    case rejectReturnClosed
    case rejectNotCancellable
    case rejectUnknownReceipt
    case rejectNotReversible
    case rejectAlreadyRestored(by: HTML)
    case rejectThrough(what: HTML)
    case rejectExceedsIssued
    case rejectExceedsAllocated
    case rejectTooLittle
    case rejectUnknownCase
    case rejectNotHeld
    case rejectReleaseReused
    case rejectMessageReused
    case rejectOther(words: HTML)
    case byReturnOrder(id: HTML)
    case byAdjustment(id: HTML)

    // MARK: Floor
    case floorChoose
    case floorNone
    case floorCount(n: Int, late: Int)
    case scanLabel
    case scanItemLabel
    case scanCheckLabel
    case scanButton
    case scanKeyboard
    case taskStop
    case taskVerify
    case taskPull
    case taskVoid
    case taskPutAway
    case taskStopTitle
    case taskVerifyTitle
    case taskPullTitle
    case taskVoidTitle
    case taskPutAwayTitle
    case answerHere
    case answerWithCarrier
    case answerMissing
    case answerPulled
    case answerGone
    case answerVoided
    case answerNotVoided
    case answerStopped
    case answerAlreadyGone
    case whyNotVoided
    case whyCarrierRefused
    case whyAlreadyUsed
    case whyNoAccess
    case whyOther
    case floorEmpty(w: HTML)
    case floorEmptyLast(t: HTML, what: HTML)
    case floorToList
    case floorLateSince(t: HTML)
    case floorMarkedShipped(t: HTML)
    case floorHasIt(who: HTML)
    case floorDoneBy(who: HTML, t: HTML)
    case floorDone(t: HTML)
    case floorOver(t: HTML)
    case floorRecorded(what: HTML, answer: HTML)
    case floorCorrect
    case floorChangeTo(other: HTML)
    case floorAlreadySaid(who: HTML, t: HTML)
    case floorTaskOver
    case scanIsTheOne(p: HTML)
    case scanWrong(p: HTML, wanted: HTML)
    case scanLetGo(p: HTML)
    case scanKeepUntilDecided(p: HTML)
    case scanKeepStopped(p: HTML)
    case scanCameBack(p: HTML)
    case scanUnknown(code: HTML)
    case scanUnknownMore
    case scanSeveral(code: HTML)
    case scanNotOffered(card: HTML)
    case scanCannotRead
    case scanFirst
    case floorTracking
    case receiveTitle
    case receiveLine(n: Int, of: Int)
    case receiveExpected(n: Int)
    case receiveReceived(n: Int)
    case receiveHowMany
    case receiveLess
    case receiveMore
    case conditionLabel
    case conditionGood
    case conditionDamaged
    case conditionWrong
    case handlingLabel
    case handlingShelf
    case handlingQuarantine
    case handlingDispose
    case receiveSoFar(a: Int, b: Int)
    case receiveDone
    case receiveDoneWarn(n: Int)
    case receiveNobody
    case receiveRecorded(n: Int, sku: HTML, how: HTML)
    case receiveUnknownItem(code: HTML)
    case receiveClosed(state: HTML)
    case receiveHowManyWrong(n: Int)
    case receiveChooseCondition
    case receiveReturns
    case cardsTitle
    case cardsHint
    case scannerTitle
    case scannerHint
    case scannerRaw
    case scannerKeys
    case scannerRead
    case scannerTries
    case scannerGS1
    case scannerPlain

    // MARK: Stock
    case stockChoose
    case stockNone
    case stockPlaces(n: Int)
    case stockTitle(m: HTML, w: HTML)
    case stockOnHand
    case stockAllocated
    case stockAvailable
    case stockQuarantine
    case stockHeld
    case stockMoved
    case stockOversold
    case skuAnswer(a: Int, h: Int, p: Int)
    case skuOversold(n: Int)
    case skuHeld(n: Int)
    case skuAdjust
    case skuLetOut
    case ledgerTitle
    case ledgerNone
    case columnWhen
    case columnHappened
    case columnBecause
    case movedReceived
    case movedAllocated
    case movedReleased
    case movedIssued
    case movedRestored
    case movedQuarantined
    case movedDisposed
    case movedAdjusted
    case movedBy(who: HTML, what: HTML)
    case causeReceipt(id: HTML)
    case causeAdjustment(id: HTML)
    case causeOutbound(id: HTML)
    case causeReturn(id: HTML)
    case causeCase(id: HTML)
    case holdersTitle
    case adjustTitle(sku: HTML)
    case adjustBy
    case adjustByHint
    case adjustReason
    case adjustCounted
    case adjustDamaged
    case adjustFound
    case adjustLost
    case adjustOther
    case adjustCase
    case adjustCaseNone
    case adjustCaseOf(c: HTML, n: Int, ob: HTML)
    case adjustWho
    case adjustWhoHint
    case adjustWhoWrong
    case adjustReasonWrong
    case adjustNow(h: Int, a: Int, q: Int)
    case adjustSend
    case adjustSent
    case adjustTooLittle(y: Int, z: Int)
    case adjustFinal
    case quarantineTitle(sku: HTML)
    case quarantineHowMany(n: Int)
    case quarantineWhere
    case quarantineSend
    case quarantineEmpty

    // MARK: Balance
    case balanceTitle(order: HTML)
    case balanceYes(n: Int)
    case balanceNo(what: HTML)
    case balanceNow
    case balanceBy
    case placeWaiting
    case placeAllocated
    case placeAvailable
    case placeLeft
    case placeQuarantined
    case placeWrittenOff
    case heldFor(c: HTML)
    case balanceSKUs
    case balancePrint

    // MARK: Operations
    case operationsTitle
    case operationsFine
    case operationsLate(n: Int, who: HTML, t: HTML)
    case operationsLateOne(n: Int, who: HTML, t: HTML)
    case operationsLateTitle
    case operationsOpenTitle
    case operationsOpenNone
    case operationsAnswers
    case operationsNoAnswers
    case operationsNotTaken
    case operationsRefusedToday(n: Int)
    case operationsUnreadable(n: Int)
    case operationsLag
    case operationsLagNow
    case columnOwes
    case columnOwed
    case columnWasDue
    case columnDecided
    case owedStop
    case owedVerify
    case owedPull
    case owedVoid
    case owedPutAway
    case owedOrder
    case decidedRefused(t: HTML)
    case decidedClosed(t: HTML)
    case decidedOpen
    case debtorFloor(w: HTML)
    case debtorStore(s: HTML)
    case timesTitle
    case timesTitleLong
    case timesP50
    case timesP95
    case timesCount
    case timesChart
    case timesTable
    case columnHour
    case columnTask
    case refusedTitle
    case refusedNone
    case columnFrom
    case unreadableTitle
    case unreadableNone
    case unreadableFrom(what: HTML, t: HTML)
    case unreadableAnswer(topic: HTML, what: HTML)
    case unreadableAlike(n: Int)
    case unreadableSeeAlike
    case unreadableText
    case unreadableHeaders
    case unreadableSendAgain
    case unreadableSendAgainHint
    case unreadableDismiss
    case unreadableDismissWhy
    case unreadableDismissed(who: HTML, t: HTML, why: HTML)
    case unreadableDismissWrong
    case unreadableReplayed
    case unreadableWaiting
    case unreadableSent
    case unreadableGone
    case unreadableAll
    case unreadableOnlyWaiting
    case unreadableNotText
    case unreadableNoText
    case codeNotJSON
    case codeMissingField
    case codeInvalidField
    case codeUnknownType
    case codeMissingAttribute
    case codeTooLarge
    case codeTooDeep
    case codeNotWritable
    case codeNotProcessable
    case codeOther
    case topicRequests
    case topicOrders
    case topicReports
    case topicStock
    case topicReturns
    case topicOther(name: HTML)
    case whereFault(path: HTML)

    // MARK: Return order, made by the desk
    case newReturnTitle(order: HTML)
    case newReturnHint
    case newReturnOutbound
    case newReturnLine(sku: HTML, n: Int)
    case newReturnTracking
    case newReturnHandling
    case newReturnSend
    case newReturnNothing
    case newReturnChoose
    case newReturnSent(ro: HTML)
    case returnTitle(ro: HTML)
    case returnAnswer(state: HTML, a: Int, b: Int)
    case columnExpected
    case columnReceived
    case columnPutAway
    case columnQuarantined
    case columnDisposed
    case columnSKU
    case discrepancyOver(n: Int, sku: HTML)
    case discrepancyUnknown(n: Int, sku: HTML)
    case discrepancyMissing(n: Int, sku: HTML)
    case discrepancyAlready(n: Int, sku: HTML)
    case discrepancyRefused(n: Int, sku: HTML)
    case discrepancyWrong(n: Int, sku: HTML)
    case discrepanciesTitle

    // MARK: Contact
    case contactTitle(w: HTML)
    case contactHint
    case contactNone
    case contactHours(h: HTML)

    // MARK: Settings
    case notAllowed
    case loginTitle
    case loginToken
    case loginHint
    case loginWrong
    case loginButton
    case logout
    case settingsTitle
    case settingsLanguage
    case settingsZone
    case settingsZoneHint
    case settingsTheme
    case themeAuto
    case themeLight
    case themeDark
    case settingsName
    case settingsNameHint
    case settingsSound
    case settingsKeys
    case settingsOn
    case settingsOff
    case settingsSave
    case settingsSaved
    case someone
}

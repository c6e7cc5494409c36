import Contracts
import Fulfillment
package import Operations

/// Plays stories and prints what is said, as a newcomer can follow it.
package final class StoryTeller {
    private let world: OutsideWorld
    private let style: TextStyle
    private let shutdown: ShutdownSignal
    private let write: (String) -> Void
    private var movements = MovementBook()
    /// Midnight before what was printed last.
    private var day = WorkCalendar.midnight(StoryWriter.morning)

    /// How long a scene may take.
    private static let patience = Duration.seconds(30)

    package init(
        _ world: OutsideWorld, _ style: TextStyle, _ shutdown: ShutdownSignal,
        write: @escaping (String) -> Void = StandardStream.output.writeLine
    ) {
        self.world = world
        self.style = style
        self.shutdown = shutdown
        self.write = write
    }

    /// What a story has heard so far.
    private struct Hearing {
        var known = OrderKnowledge()
        var finals: [String: Int] = [:]
        var rejections = 0
        var inScene: [(message: Message, at: Timestamp)] = []
        /// What was last printed of the outbound order.
        var standing = ""
    }

    /// Puts the stock of all stories on the shelf.
    package func receiveStock(_ stories: [Story]) throws(Failure) {
        let lines = stories.flatMap(\.lines).merged().map { Line($0.sku, $0.quantity + 6) }
        let saying = Saying(
            id: "\(world.names.run):stories:received", at: StoryWriter.morning.adding(minutes: -60),
            message: .stockCommand(
                StockCommand(
                    warehouse: world.names.warehouse(world.names.returning),
                    action: .receive(receiptId: "RCP-STORIES", lines: lines))))
        var hearing = Hearing()
        let scene = Story.Scene(sayings: [saying], until: [.moved(.received, lines.units)])
        try play(scene, of: nil, &hearing)
    }

    /// Plays it, prints it, and says whether it ended as it has to.
    package func tell(_ story: Story) throws(Failure) -> Bool {
        heading(story)
        let before = balance(of: story)
        var hearing = Hearing()
        let id = "OB-" + story.orderId
        for scene in story.scenes { try play(scene, of: id, &hearing) }
        let offences = offences(of: story, hearing, before)
        let mark = offences.isEmpty ? style.green("✓") : style.red("✗")
        write("   \(mark) \(style.bold(story.ending.says))")
        for offence in offences { write("     \(style.red(offence))") }
        write("")
        return offences.isEmpty
    }

    // MARK: Playing

    private func play(_ scene: Story.Scene, of order: String?, _ hearing: inout Hearing) throws(Failure) {
        print(scene.sayings)
        try world.send(scene.sayings)
        hearing.inScene = []
        let rejections = hearing.rejections + scene.rejections
        let deadline = ContinuousClock.now + Self.patience
        while !scene.until.allSatisfy(hearing.known.satisfies) || hearing.rejections < rejections {
            if let reason = shutdown.reason { throw Failure(.failure, "stopped (\(reason))") }
            guard ContinuousClock.now < deadline else {
                let missing = scene.until.filter { !hearing.known.satisfies($0) }.map(\.description)
                throw Failure(.failure, "the story waits for \(missing.joined(separator: ", ")), which does not come")
            }
            for heard in try world.listen(timeout: .milliseconds(100)) { hear(heard, of: order, &hearing) }
        }
        printHeard(&hearing)
    }

    private func hear(_ heard: Heard, of order: String?, _ hearing: inout Hearing) {
        guard case .message(let message, let at, _) = heard else { return }
        // What a service said and another one rejected names no order.
        guard message.playedOrder == order || message.type == .messageRejected else { return }
        hearing.known.take(message)
        hearing.inScene.append((message, at))
        switch message {
        case .stockMoved(let moved): movements.take(moved)
        case .rejected: hearing.rejections += 1
        case .cancellationChanged(let changed) where changed.state.isFinal:
            hearing.finals[changed.requestId, default: 0] += 1
        default: break
        }
    }

    // MARK: Ending

    private func balance(of story: Story) -> (onHand: Int, allocated: Int) {
        var sum = (onHand: 0, allocated: 0)
        for line in story.lines {
            let place = MovementBook.Place(merchant: world.names.returning, sku: line.sku)
            sum.onHand += movements.sums[place]?.onHand ?? 0
            sum.allocated += movements.sums[place]?.allocated ?? 0
        }
        return sum
    }

    private func offences(
        of story: Story, _ hearing: Hearing, _ before: (onHand: Int, allocated: Int)
    ) -> [String] {
        let ending = story.ending
        guard let outcome = hearing.known.outcomes[ending.requestId] else { return ["no outcome came"] }
        var offences: [String] = []
        func expect<Value: Equatable>(_ name: String, _ found: Value, _ wanted: Value) {
            if found != wanted { offences.append("\(name) is \(found), and should be \(wanted)") }
        }
        expect("the state", outcome.state, ending.state)
        expect("the code", outcome.code, ending.code)
        expect("the next action", outcome.nextAction, ending.next)
        expect("label voided", outcome.labelVoided, ending.labelVoided)
        for (request, count) in hearing.finals { expect("the number of final outcomes of \(request)", count, 1) }
        let after = balance(of: story)
        expect("the change of stock on hand", after.onHand - before.onHand, ending.onHand)
        expect("the change of allocated stock", after.allocated - before.allocated, ending.allocated)
        let q = outcome.quantities
        expect("the units decided on", q.cancelled + q.refused + q.intercepted, story.lines.units)
        expect("the units that came back", q.restored, q.intercepted)
        if let wrong = movements.firstWrongSum ?? movements.firstImpossible { offences.append(wrong) }
        return offences
    }

    // MARK: Printing

    private func heading(_ story: Story) {
        day = WorkCalendar.midnight(StoryWriter.morning)
        let lines = ReportText.wrapped(story.title, to: ReportText.width - 4)
        for (index, line) in lines.enumerated() {
            write(style.bold((index == 0 ? ReportText.padded("\(story.number)", 3) : "   ") + line))
        }
    }

    /// Messages of one kind that follow each other stand on one line.
    private func print(_ sayings: [Saying]) {
        var reports: [String] = []
        for saying in sayings {
            if case .warehouseReported = saying.message, sayings.count > 1 {
                reports.append(StoryPhrases.phrase(saying.message))
                guard reports.count == sayings.count else { continue }
                line(saying.at, "→", StoryPhrases.topic(saying.message), reports.joined(separator: ", "))
            } else {
                line(saying.at, "→", StoryPhrases.topic(saying.message), StoryPhrases.phrase(saying.message))
            }
        }
    }

    /// What was heard in a scene, in the same order however the topics were read: of an outbound order only where it
    /// came to stand, and only where that is something new.
    private func printHeard(_ hearing: inout Hearing) {
        let all = hearing.inScene.enumerated().sorted {
            (Self.rank($0.element.message), $0.offset) < (Self.rank($1.element.message), $1.offset)
        }.map(\.element)
        let lastOrder = all.lastIndex { Self.rank($0.message) == 0 }
        for (index, one) in all.enumerated() {
            let phrase = StoryPhrases.phrase(one.message)
            if Self.rank(one.message) == 0 {
                guard index == lastOrder, phrase != hearing.standing else { continue }
                hearing.standing = phrase
            }
            line(one.at, "←", StoryPhrases.topic(one.message), phrase)
        }
    }

    private static func rank(_ message: Message) -> Int {
        switch message.type {
        case .outboundOrderChanged: 0
        case .stockMoved: 1
        case .taskClosed: 2
        case .returnOrderChanged: 3
        case .cancellationChanged: 4
        case .taskOpened: 5
        default: 6
        }
    }

    private func line(_ at: Timestamp, _ arrow: String, _ topic: String, _ text: String) {
        let today = WorkCalendar.midnight(at)
        if today > day {
            let days = Int((today.milliseconds - day.milliseconds) / WorkCalendar.day)
            write(style.dim("   … \(ReportText.count(days, "day")) later"))
            day = today
        }
        let time = String(at.rfc3339.dropFirst(11).prefix(5))
        let head = "   \(time) \(arrow) \(ReportText.padded(topic, 23)) "
        for (index, part) in ReportText.wrapped(text, to: ReportText.width - head.count).enumerated() {
            let start = index == 0 ? head : String(repeating: " ", count: head.count)
            write(arrow == "→" ? start + part : style.dim(start) + part)
        }
    }
}

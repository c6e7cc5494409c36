import Contracts
import Fulfillment

@testable import Pages
@testable import ReadModel

/// The first sentence of an order's page agrees with where its units are.
enum Headlines {
    /// What is wrong with the sentence about an order of which so many units have left.
    static func differences(_ view: OrderView, left: Int) -> [String] {
        let context = PageContext(viewer: Viewer(), now: Timestamp(milliseconds: 1_796_004_000_000), path: Path("x"))
        let text = OrderSentence.answer(view, context).says.plainText
        let isOver = [Phrase.orderAnswerCancelled, .orderAnswerNothing, .orderAnswerMissing]
            .contains { context.say($0).plainText == text }
        if left > 0, isOver { return ["the page of \(view.key) says “\(text)”, and \(left) have left"] }
        let isOut = view.outboundOrders.flatMap(\.parcels).contains { $0.custody != .warehouse && !$0.isReturning }
        if left == 0, !isOut, text.hasPrefix("Too late") {
            return ["the page of \(view.key) says “\(text)”, and nothing has left"]
        }
        return []
    }
}

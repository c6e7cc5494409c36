import Contracts
import Fulfillment

/// A short story about one order: what is said, what has to follow from it, and how it has to end.
package struct Story {
    /// Things that are said together, and what is waited for then.
    struct Scene {
        var sayings: [Saying]
        var until: [Expectation]
        /// Rejections that have to come.
        var rejections = 0
    }

    /// How it has to end.
    struct Ending {
        var requestId: String
        var state: CancellationState
        var code: CancellationCode
        var next = NextAction.none
        var labelVoided: Bool?
        /// By how much the stock on hand is other than before the story, and how much is still promised.
        var onHand = 0
        var allocated = 0
        /// In plain words.
        var says: String
    }

    package var number: Int
    /// One sentence in plain English.
    var title: String
    var orderId: String
    var lines: [Line]
    var scenes: [Scene]
    var ending: Ending
}

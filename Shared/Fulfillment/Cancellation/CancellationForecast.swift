/// What a cancellation of an outbound order would do now, before anybody asks for it.
public struct CancellationForecast: Sendable, Equatable {
    /// What would be done.
    public enum Step: Sendable, Equatable {
        /// It would be cancelled, and so many units would be available at once; of one that waits for stock, none.
        case cancel(available: Int)
        /// The warehouse would be asked to look, and would have so long to answer.
        case verify(seconds: Int64)
        /// The parcel lies pulled or was seen in the building: the warehouse would be asked to pull it, or to void its label.
        case intercept(seconds: Int64)
        /// It would be refused, for this reason.
        case refuse(CancellationCode)
        /// A case stops these goods, or has stopped them: it would answer.
        case covered(caseId: String, code: CancellationCode)
    }

    public var outboundOrderId: String
    public var step: Step
    /// Units that the answer is about.
    public var units: Int

    public init(outboundOrderId: String, step: Step, units: Int) {
        self.outboundOrderId = outboundOrderId
        self.step = step
        self.units = units
    }
}

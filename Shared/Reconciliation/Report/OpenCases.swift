public import Fulfillment

/// The cases that have not ended, of those that wait for the same.
public struct OpenCases: Sendable, Equatable {
    /// What they wait for.
    public var state: CancellationState
    /// How many they are.
    public var count: Int
    /// The one that has waited longest, by where its last outcome stands.
    public var first: String

    /// In words.
    public var waitFor: String {
        switch state {
        case .waitingForOrder: "wait for their order"
        case .releasing: "wait for inventory to release their units"
        case .verifying: "wait for the warehouse to say where the goods are"
        case .intercepting: "wait for the warehouse to pull the parcel and to settle its label"
        case .restocking: "wait for the units to be put back"
        case .escalated: "wait for a person: a deadline has passed"
        case .cancelled, .restocked, .refused, .partlyStopped: "have ended, and did not answer all their requests"
        }
    }
}

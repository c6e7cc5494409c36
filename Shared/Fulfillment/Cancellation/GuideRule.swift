/// The rule Turnback exists for, from a warehouse's own handling guide:
///
/// | where the outbound order stands | what happens to a cancellation |
/// |---|---|
/// | awaiting outbound (待出库) | it is cancelled, its quantities go back to available stock by themselves |
/// | any other status | first find out where the goods really are: a status is not custody |
/// | … the carrier has them | it cannot be cancelled; the requester is told, and what to do next (a return) |
/// | … still in the building | the warehouse intercepts the parcel and voids its label |
public enum GuideRule: Sendable, Equatable {
    /// Cancel it and free its quantities.
    case release
    /// Ask the warehouse where the goods are; intercept them if they are still here.
    case verify
    /// Too late, for this reason.
    case refuse(CancellationCode)

    /// What is done about a cancellation of an outbound order that stands here.
    public init(status: OutboundStatus, custody: Custody) {
        switch (status, custody) {
        case (.allocating, _), (.backordered, _), (.awaitingOutbound, _), (.releasing, _): self = .release
        case (.cancelled, _), (.intercepted, _): self = .refuse(.alreadyCancelled)
        case (.delivered, _): self = .refuse(.delivered)
        case (.inTransit, _), (.returnedToSender, _), (_, .carrier): self = .refuse(.inTransit)
        case (.picking, _), (.picked, _), (.packed, _), (.labelled, _), (.shipped, _): self = .verify
        }
    }
}

import Fulfillment
import Synchronization

/// The clock by which the services' deadlines go in a run that starts them itself. It stands still while anything is on
/// its way, and is set on when every order in flight waits for a deadline: then to the earliest of these.
///
/// So no deadline comes early for an order that lags behind others, and none late: what an order still has to say before
/// its deadline was said and processed. A clock that follows the data, shared by hundreds of orders in flight, would fire
/// the deadlines of those that lag behind; one that goes hour by hour would wait for all services some hundreds of times.
package final class RunClock: Sendable {
    private let value = Atomic<Int64>(0)

    package init() {}

    /// Milliseconds since 1970, from an arbitrary beginning: only what passes counts, since a deadline says how long.
    /// What is published of a deadline bears this time; when that was by the data's clock, the run reckons itself.
    package var milliseconds: Int64 { value.load(ordering: .acquiring) }

    /// Sets it on; it never goes back.
    func advance(to time: Int64) { value.max(time, ordering: .acquiringAndReleasing) }
}

/// By which clock the deadlines of a run go.
package enum ClockKind: String, Sendable, CaseIterable {
    /// By the data's: the run starts the services itself and drives their clock.
    case data
    /// By the machine's, in which a month is played within seconds: nothing falls due.
    case wall
}

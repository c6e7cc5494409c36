internal import CRdKafka

/// What is done around faults of the librdkafka that is loaded, and of no other. The one place that asks for its version.
///
/// Most of what 2.0.2 needs is right on every version and so not listed here: offsets kept by the program, one event queue,
/// offsets given with the assignment, the range assignor with static members, closing with a deadline, topic handles made
/// before the first transaction, a new producer after messages that did not reach the broker.
public struct Workarounds: Sendable, Equatable {
    /// A consumer whose queue is full waits as long as after a failed fetch, half a second (fixed in 2.2.0): that pause is
    /// made short.
    public let shortensFetchPause: Bool

    /// - Parameter version: as `rd_kafka_version()` has it: 0x020002ff is 2.0.2.
    public init(version: Int32) {
        shortensFetchPause = version < 0x0202_0000
    }

    /// Those for the library that is loaded.
    public static let needed = Workarounds(version: rd_kafka_version())
}

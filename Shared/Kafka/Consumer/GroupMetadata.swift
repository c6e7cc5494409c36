internal import CRdKafka

/// What a transaction needs to know of the consumer whose offsets it commits: the member and its generation, as they
/// are when it is asked for.
@safe
public final class GroupMetadata {
    private let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = unsafe pointer
    }

    /// Lends librdkafka's object for one call; it lives as long as that at least.
    func lend<Result>(_ body: (OpaquePointer) -> Result) -> Result {
        defer { withExtendedLifetime(self) {} }
        return unsafe body(pointer)
    }

    deinit { unsafe rd_kafka_consumer_group_metadata_destroy(pointer) }
}

/// A dead letter by its place on their topic, as headers and people name it: `<partition>@<offset>`.
public struct DeadLetterMark: Hashable, Sendable, CustomStringConvertible {
    public var partition: Int32
    public var offset: Int64

    public init(_ partition: Int32, _ offset: Int64) {
        self.partition = partition
        self.offset = offset
    }

    /// From `<partition>@<offset>`.
    public init?(_ text: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let partition = Int32(parts[0]), let offset = Int64(parts[1]), partition >= 0,
            offset >= 0
        else { return nil }
        self.init(partition, offset)
    }

    public var description: String { "\(partition)@\(offset)" }
}

import Contracts
import Fulfillment

/// What a reconciliation has read, to go on from there: what lies before it on the topics is not needed any more.
public struct ReconcileSnapshot: Sendable {
    /// How far one partition was read.
    public struct Position: Sendable, Equatable {
        /// The topic's full name.
        public var topic: String
        public var partition: Int32
        /// The offset of the next record.
        public var next: Int64

        public init(topic: String, partition: Int32, next: Int64) {
            self.topic = topic
            self.partition = partition
            self.next = next
        }
    }

    /// Goes on with what is read next.
    public var reconciler: Reconciler
    public var positions: [Position]

    public init(_ reconciler: Reconciler, positions: [Position]) {
        self.reconciler = reconciler
        self.positions = positions.sorted { ($0.topic, $0.partition) < ($1.topic, $1.partition) }
    }

    /// The newest layout. 2 has what was listed in parcels at most.
    static let layout = 2

    /// What a file of a layout begins with.
    private static func mark(_ layout: Int) -> [UInt8] { Array("turnback reconcile snapshot \(layout)\n".utf8) }

    /// As a file: a mark, a checksum, the positions, and what the books hold. The same is always the same bytes.
    public var bytes: [UInt8] {
        var copy = self
        var archive = Archive()
        copy.archive(&archive)
        var sum = Archive()
        var checksum = Self.checksum(archive.bytes[...])
        sum.keep(&checksum)
        return Self.mark(Self.layout) + sum.bytes + archive.bytes
    }

    /// Reads such a file, also of an older layout; nil where it is none, is damaged, or is of a layout that is not known.
    public init?(_ bytes: [UInt8]) {
        guard let layout = (1...Self.layout).first(where: { bytes.starts(with: Self.mark($0)) }) else { return nil }
        let mark = Self.mark(layout).count
        let head = mark + 8
        guard bytes.count > head else { return nil }
        var sum = Archive(reading: Array(bytes[mark..<head]))
        var checksum: UInt64 = 0
        sum.keep(&checksum)
        guard checksum == Self.checksum(bytes[head...]) else { return nil }
        self.init(Reconciler(), positions: [])
        var archive = Archive(reading: Array(bytes[head...]), layout: layout)
        self.archive(&archive)
        guard archive.isDone else { return nil }
    }

    private mutating func archive(_ archive: inout Archive) {
        archive.keep(&positions, blank: Position(topic: "", partition: 0, next: 0)) { position, archive in
            archive.keep(&position.topic)
            archive.keep(&position.partition)
            archive.keep(&position.next)
        }
        reconciler.archive(&archive)
    }

    /// FNV-1a: detects a damaged file, and nothing else.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}

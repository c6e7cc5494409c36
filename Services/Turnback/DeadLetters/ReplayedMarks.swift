import Contracts
import Streams

/// Which dead letters were sent again. The mark is a header of the record that was sent: written with it or not at all,
/// so that a replay which is interrupted goes on where it ended. Since anybody can write a header, it counts on a record
/// that has the dead letter's content and lies behind it; on any other it hides nothing.
enum ReplayedMarks {
    /// Reads the topics that these dead letters came from, each partition from where the first of its records lay.
    /// - Parameter partitions: the partition count of each topic that exists.
    static func read(
        of letters: [DeadLetterRecord], partitions: [Topic: Int32], in log: any Log, until isOver: () -> Bool
    ) throws(LogError) -> Set<DeadLetterRecord.Mark> {
        let byMark = Dictionary(letters.map { ($0.mark, $0) }, uniquingKeysWith: { first, _ in first })
        var marks: Set<DeadLetterRecord.Mark> = []
        try LogScan(log: log).read(from: positions(letters, partitions), until: isOver) { record in
            for header in record.body.headers where header.name == DeadLetterRecord.replayedHeader {
                let mark = DeadLetterRecord.Mark(String(decoding: header.value ?? [], as: UTF8.self))
                guard let letter = mark.flatMap({ byMark[$0] }),
                    letter.isSentAgain(by: record, partitions: partitions)
                else { continue }
                marks.insert(letter.mark)
            }
        }
        return marks
    }

    /// A record is sent again to the partition of its key, and lies there behind the one it was, where that lay there. Before
    /// the topics grew, the partition of its key was that in which it lay, mostly.
    static func positions(
        _ letters: [DeadLetterRecord], _ partitions: [Topic: Int32]
    ) -> [TopicPartition: Position] {
        var positions: [TopicPartition: Position] = [:]
        for letter in letters {
            guard let origin = letter.origin, let record = letter.original(partitions: partitions) else { continue }
            let place = TopicPartition(record.topic, record.partition)
            if origin.partition != record.partition { positions[place] = .beginning }
            let former = TopicPartition(record.topic, origin.partition)
            switch positions[former] {
            case .beginning: continue
            case .offset(let known) where known <= origin.offset: continue
            default: positions[former] = .offset(origin.offset)
            }
        }
        return positions
    }
}

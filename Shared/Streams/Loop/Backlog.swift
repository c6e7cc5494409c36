/// What waits in one place: how many messages, and how old the oldest of them is.
public struct Waiting: Sendable, Equatable {
    public var messages: Int64
    public var age: Duration

    public init(messages: Int64, age: Duration) {
        self.messages = messages
        self.age = age
    }
}

/// How old what waits in the places that a loop reads is. A message waits from when it was written until it is
/// committed that it was processed.
///
/// The next message that waits is not known before it comes. So its age is that of the first message of the batch in
/// hand; where none is in hand, that of the last one that was committed, which is a little older, as long as the place
/// was not read to its end since; else the time since it was first seen that more is there.
struct Backlog {
    /// Times in milliseconds since 1970.
    private struct Place {
        /// Of the first message of the batch in hand.
        var first: Int64?
        /// Of the last message that was committed since everything was read.
        var last: Int64?
        /// When it was first seen that more is there.
        var seen: Int64?
        /// Up to here there is nothing more to be read.
        var end: Int64 = 0

        mutating func drained() {
            last = nil
            seen = nil
        }
    }

    private var places: [TopicPartition: Place] = [:]

    /// A message of the batch in hand that is the first of its place, or follows one of another place.
    mutating func read(_ place: TopicPartition, at time: Int64) {
        if places[place]?.first == nil { places[place, default: Place()].first = time }
    }

    /// Everything before these offsets was given out.
    mutating func drained(_ ends: [TopicPartition: Int64]) {
        for (place, end) in ends {
            places[place, default: Place()].drained()
            places[place]!.end = end
        }
    }

    /// The batch in hand, which has read so far, is committed.
    mutating func committed(_ read: [TopicPartition: InputPosition]) {
        for (place, position) in read {
            places[place, default: Place()].first = nil
            if places[place]!.end < position.next { places[place]!.last = position.time }
        }
    }

    /// What was in hand comes again.
    mutating func aborted() {
        for place in places.keys { places[place]!.end = 0 }
    }

    /// Forgets partitions that are given up.
    mutating func forget(_ partitions: [Int32]) {
        places = places.filter { !partitions.contains($0.key.partition) }
    }

    /// What waits in each place.
    /// - Parameters:
    ///   - positions: the next offset of each place, by what is committed.
    ///   - isDrained: the last poll brought nothing.
    ///   - end: where a place ends, as far as that is known.
    mutating func waiting(
        _ positions: [TopicPartition: Int64], isDrained: Bool, clock: Int64, end: (TopicPartition) -> Int64?
    ) -> [TopicPartition: Waiting] {
        var waiting: [TopicPartition: Waiting] = [:]
        for (place, position) in positions {
            var known = places[place] ?? Place()
            let messages = isDrained ? 0 : end(place).map { max(0, $0 - max(position, known.end)) } ?? 0
            if messages == 0 { known.drained() } else { known.seen = known.seen ?? clock }
            let since = known.first ?? known.last ?? known.seen
            let age = messages == 0 ? 0 : max(0, clock - (since ?? clock))
            places[place] = known
            waiting[place] = Waiting(messages: messages, age: .milliseconds(age))
        }
        return waiting
    }
}

/// What a record of a state topic is, by its key. Where it has to lie follows from it.
public enum StateRecord: Equatable, Sendable {
    /// How far an input was read: a partition's own.
    case position(topic: String)
    /// Until when a door lets former writers in: a partition's own.
    case formerWriters
    /// Where the sweep over the entities stands: a partition's own.
    case sweep
    /// That a message was refused, or when that is forgotten. It is known by a hash from which nobody finds the message's
    /// key, so it has to lie wherever the message may come again.
    case refusal
    /// An entity, its timer, or when an earlier version would look at it to forget it: they lie together.
    case entity([UInt8])

    public init(key: [UInt8]) {
        if key.starts(with: InputPosition.prefix) {
            self = .position(topic: String(decoding: key.dropFirst(InputPosition.prefix.count), as: UTF8.self))
        } else if key == FormerWriters.key {
            self = .formerWriters
        } else if key == SweepPlace.key {
            self = .sweep
        } else if key.starts(with: Timers.prefix) {
            self = .entity(Array(key.dropFirst(Timers.prefix.count)))
        } else {
            let entity = key.starts(with: Expiry.formerPrefix) ? Self.entity(ofFormerEntry: key) : key
            self = entity.starts(with: Refusals.prefix) ? .refusal : .entity(entity)
        }
    }

    /// What follows the time in `expiry/<13 digits>/<entity>`.
    private static func entity(ofFormerEntry key: [UInt8]) -> [UInt8] {
        Array(key.dropFirst(Expiry.formerPrefix.count + 14))
    }
}

/// What a record of a state topic is, by its key. Where it has to lie follows from it.
public enum StateRecord: Equatable, Sendable {
    /// How far an input was read: a partition's own.
    case position(topic: String)
    /// Until when a door lets former writers in: a partition's own.
    case formerWriters
    /// That a message was refused, or when that is forgotten. It is known by a hash from which nobody finds the message's
    /// key, so it has to lie wherever the message may come again.
    case refusal
    /// An entity, its timer, or when it is looked at to be forgotten: they lie together.
    case entity([UInt8])

    public init(key: [UInt8]) {
        if key.starts(with: InputPosition.prefix) {
            self = .position(topic: String(decoding: key.dropFirst(InputPosition.prefix.count), as: UTF8.self))
        } else if key == FormerWriters.key {
            self = .formerWriters
        } else if key.starts(with: Timers.prefix) {
            self = .entity(Array(key.dropFirst(Timers.prefix.count)))
        } else {
            let entity = key.starts(with: Expiry.prefix) ? Expiry.entity(of: key) : key
            self = entity.starts(with: Refusals.prefix) ? .refusal : .entity(entity)
        }
    }
}

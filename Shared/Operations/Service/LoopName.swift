/// The names of a loop: that which people and metrics see, and that which Kafka knows.
struct LoopName: Sendable, CustomStringConvertible {
    /// The process's `--instance`, which has no slash in it.
    let instance: String
    /// From 0, within the instance.
    let number: Int

    /// `orders-1/0`: no instance can be called so, as it can `orders-1-0`.
    var description: String { "\(instance)/\(number)" }

    /// The group member; the transactional ids begin with it. It stays as earlier versions had it: under another name a
    /// successor would not end the transactions that its predecessor left open, and partitions would wait for a member that
    /// is gone. Among members it is unambiguous: what follows the last dash is the number.
    var member: String { "\(instance)-\(number)" }
}

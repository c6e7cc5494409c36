// What the state codecs need of the runtime, so that they can be compiled without Kafka and LMDB.
public import Fulfillment

public struct LogError: Error {}

public enum ProcessingError: Error {
    case rejected(Rejection)
    case log(LogError)
    case unreadable(entity: [UInt8], reason: String)
}

public final class StateStore {
    public static let touchedField: StaticString = "t"
    public func decoded<Entity>(_ key: [UInt8]) -> Entity? { nil }
    public func get(_ key: [UInt8]) throws(LogError) -> [UInt8]? { nil }
    public func keep<Entity>(_ key: [UInt8], decoded: Entity, bytes: Int) {}
    public func put(_ key: [UInt8], _ value: [UInt8]) {}
    public func put<Entity>(_ key: [UInt8], decoded: Entity, _ value: @escaping () -> [UInt8]) {}
}

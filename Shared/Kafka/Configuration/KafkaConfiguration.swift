/// The properties a client is made with, in order, under librdkafka's names; a later one replaces an earlier one.
public struct KafkaConfiguration: Sendable {
    /// One property, such as `bootstrap.servers`.
    public struct Property: Sendable, Equatable {
        /// librdkafka's name of it.
        public var name: String
        /// Its value as text.
        public var value: String
        /// Where it was read, for errors: `file:line`.
        var origin: String?

        /// A property that was not read from a file.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What is set, in the order of setting.
    public private(set) var properties: [Property] = []

    /// Gets the lines that librdkafka logs at level warning and above, on a thread of librdkafka's: it must be quick and
    /// must not call the client. Without one nothing is written.
    public var log: @Sendable (KafkaLogLine) -> Void = { _ in }

    /// Gets the errors that a client without its own poll (producers) reports, on a thread of the client's:
    /// brokers that are away, refused credentials.
    public var notice: @Sendable (KafkaError) -> Void = { _ in }

    /// Properties given as pairs of name and value.
    public init(_ properties: [(name: String, value: String)] = []) {
        for property in properties { set(property.name, property.value) }
    }

    /// The value of a property, where it is set.
    public subscript(name: String) -> String? { properties.last { $0.name == name }?.value }

    /// Sets a property, in place of an earlier one of the same name.
    public mutating func set(_ name: String, _ value: String) { set(Property(name, value)) }

    /// Sets several properties, each in place of an earlier one of the same name.
    public mutating func set(_ properties: [(name: String, value: String)]) {
        for property in properties { set(property.name, property.value) }
    }

    mutating func set(_ property: Property) {
        properties.removeAll { $0.name == property.name }
        properties.append(property)
    }
}

/// A line of librdkafka's log.
public struct KafkaLogLine: Sendable {
    /// As syslog has it: 0 emergency … 3 error, 4 warning, 7 debug.
    public var level: Int
    /// librdkafka's short name of what it is about, such as `FAIL`.
    public var facility: String
    /// The text.
    public var text: String
}

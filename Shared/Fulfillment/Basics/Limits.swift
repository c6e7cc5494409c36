/// The limits of what a message may say. Named here and nowhere else.
public enum Limits {
    /// Units of one SKU in one message.
    public static let quantity = 1...1_000_000
    /// Lines of one message.
    public static let lines = 2_000
    /// Bytes of an id.
    public static let idBytes = 128
    /// Bytes of a return order's id: an outbound order's, and the prefix of those that Turnback opens itself.
    public static let returnOrderIdBytes = idBytes + 4
    /// Bytes of a case's id: the ids of its store and its store order, and its number.
    public static let caseIdBytes = 3 * idBytes
    /// Bytes of a free text, such as a note, a reason or a carrier.
    public static let textBytes = 1_024
    /// Bytes of a message's value.
    public static let messageBytes = 1 << 20
    /// Bytes of a CloudEvents attribute. An id or a source beyond it is refused, any other is left out.
    public static let attributeBytes = 1024
    /// Levels of objects and arrays in a message.
    public static let nesting = 32
}

public import Contracts

/// Who may say what on its own topic, for the read model: what a tenant may not say is nobody's story.
///
/// The services decide it, by the access file of the moment; whoever reads later goes by the file that it has.
public struct TenantReading: Sendable {
    /// The principal whose topic it is, where it may say this; else nil.
    public var sender: @Sendable (_ alias: String, _ message: Message, _ envelope: Envelope) -> String?

    public init(sender: @escaping @Sendable (_ alias: String, _ message: Message, _ envelope: Envelope) -> String?) {
        self.sender = sender
    }

    /// Nobody has their own topics: what stands on such topics is passed over.
    public static let none = TenantReading { _, _, _ in nil }
}

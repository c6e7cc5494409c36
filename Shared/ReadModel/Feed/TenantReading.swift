public import Contracts

/// Who may say what on a topic of its own, for the read model: what a tenant may not say is nobody's story.
///
/// The services decide it, by the access file of the moment; whoever reads later goes by the file that it has.
public struct TenantReading: Sendable {
    /// The principal whose topic it is, where it may say this; else nil.
    public var sender: @Sendable (_ alias: String, _ message: Message, _ envelope: Envelope) -> String?

    public init(sender: @escaping @Sendable (_ alias: String, _ message: Message, _ envelope: Envelope) -> String?) {
        self.sender = sender
    }

    /// Nobody has topics of its own: what stands on such topics is passed over.
    public static let none = TenantReading { _, _, _ in nil }
}

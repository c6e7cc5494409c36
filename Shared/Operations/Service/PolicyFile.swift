internal import Contracts
public import Fulfillment

extension Policies {
    /// The policies of the file that `--policy` names; the built-in defaults without one.
    public static func load(_ invocation: Invocation) throws(Failure) -> Policies {
        guard let path = invocation.stringIfGiven("policy") else { return Policies() }
        guard let bytes = FileBytes.read(path) else { throw invocation.failure("policy", "cannot be read") }
        do throws(DecodeError) { return try Policies.decode(bytes) } catch {
            throw invocation.failure("policy", error.description)
        }
    }
}

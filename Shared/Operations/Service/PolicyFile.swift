internal import Contracts
public import Fulfillment
internal import Glibc

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

/// The bytes of a file.
public enum FileBytes {
    /// All of it; nil where it cannot be read.
    public static func read(_ path: String) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe Glibc.read(file, &chunk, chunk.count)
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }
}

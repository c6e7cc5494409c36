/// The cookies of a request, and how one is set.
public enum Cookies {
    /// The values by name; of a name that comes twice the first, which is the one of the longer path.
    public static func all(_ headers: HTTPHeaders) -> [String: String] {
        var found: [String: String] = [:]
        for line in headers.all("Cookie") {
            for pair in line.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else { continue }
                let name = String(parts[0]).trimmed
                if found[name] == nil,
                    let value = PercentCoding.decoded(Substring(String(parts[1]).trimmed), plusIsSpace: false)
                {
                    found[name] = value
                }
            }
        }
        return found
    }

    /// How long a browser keeps what a person has chosen, in seconds: a year.
    public static let keptSeconds = 31_536_000

    /// A `Set-Cookie` field. What a script has to read says so; all others are out of a script's reach.
    public static func field(
        _ name: String, _ value: String, isSecure: Bool, readable: Bool = false, seconds: Int = keptSeconds
    ) -> String {
        "\(name)=\(PercentCoding.encoded(value)); Path=/; SameSite=Lax; Max-Age=\(seconds)"
            + (readable ? "" : "; HttpOnly") + (isSecure ? "; Secure" : "")
    }
}

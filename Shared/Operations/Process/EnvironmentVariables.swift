internal import Glibc

/// The process's environment, asked for by name: a program reads only what it declares.
public enum EnvironmentVariables {
    /// The values of those of the names that are set.
    public static func values(of names: some Sequence<String>) -> [String: String] {
        var values: [String: String] = [:]
        for name in names {
            if let value = value(of: name) { values[name] = value }
        }
        return values
    }

    /// The variables whose names begin with a prefix.
    static func namesAndValues(prefix: String) -> [String: String] {
        var found: [String: String] = [:]
        var place = unsafe environ
        while let entry = unsafe place.pointee {
            let parts = unsafe String(cString: entry).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts[0].hasPrefix(prefix) { found[String(parts[0])] = parts.count > 1 ? String(parts[1]) : "" }
            unsafe place += 1
        }
        return found
    }

    /// The value of one variable, nil where it is not set.
    public static func value(of name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }
}

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

    /// The value of one variable, nil where it is not set.
    public static func value(of name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }
}

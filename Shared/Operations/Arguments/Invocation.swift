/// A command line that was taken: the command and the values of its settings, all of them checked.
///
/// Asking for a name that the command does not declare, or for a value that it declared without a default and that was
/// not given, is a fault of the program and stops it.
public struct Invocation: Sendable {
    /// The names of the command and those above it: `["turnback", "topics", "create"]`.
    public let path: [String]

    let values: [String: [Setting]]
    let flags: [String: Bool]
    let arguments: [String: [String]]

    /// The command without the program's name: `topics create`; empty for the program itself.
    public var verb: String { path.dropFirst().joined(separator: " ") }

    /// Where a value came from.
    public enum Origin: Sendable, Equatable {
        /// The command line: the flag with its dashes.
        case commandLine(String)
        /// The environment: the variable's name.
        case environment(String)
        /// The declaration.
        case declared
    }

    struct Setting: Sendable, Equatable {
        let value: String
        let origin: Origin
    }

    /// Whether the command takes an option of this name.
    public func declares(_ name: String) -> Bool { values[name] != nil }

    /// Every value of an option, in order.
    public func strings(_ name: String) -> [String] { settings(name).map(\.value) }

    /// The value of an option; nil where it was not given and has no default.
    public func stringIfGiven(_ name: String) -> String? { settings(name).last?.value }

    /// The value of an option that has a default or is required.
    public func string(_ name: String) -> String { given(stringIfGiven(name), name) }

    /// The number of an option declared as `.integer`; nil where it was not given and has no default.
    public func intIfGiven(_ name: String) -> Int? {
        stringIfGiven(name).map { text in
            guard let number = Int(text) else { preconditionFailure("--\(name) is not declared as an integer") }
            return number
        }
    }

    /// The number of an option declared as `.integer`, with a default or required.
    public func int(_ name: String) -> Int { given(intIfGiven(name), name) }

    /// The address of an option declared as `.address`; nil where it was not given and has no default.
    public func addressIfGiven(_ name: String) -> HostPort? {
        stringIfGiven(name).map { text in
            guard let address = HostPort(text) else { preconditionFailure("--\(name) is not declared as an address") }
            return address
        }
    }

    /// The address of an option declared as `.address`, with a default or required.
    public func address(_ name: String) -> HostPort { given(addressIfGiven(name), name) }

    /// The case of an enum for an option declared as `.oneOf` its raw values; nil where it was not given and has no
    /// default.
    public func choiceIfGiven<Choice: RawRepresentable<String>>(_ name: String, as: Choice.Type) -> Choice? {
        stringIfGiven(name).map { text in
            guard let choice = Choice(rawValue: text) else { preconditionFailure("--\(name) allows '\(text)'") }
            return choice
        }
    }

    /// The case of an enum for an option declared as `.oneOf` its raw values, with a default or required.
    public func choice<Choice: RawRepresentable<String>>(_ name: String, as type: Choice.Type) -> Choice {
        given(choiceIfGiven(name, as: type), name)
    }

    /// Whether a flag was given.
    public func flag(_ name: String) -> Bool {
        guard let value = flags[name] else { preconditionFailure("--\(name) is not declared as a flag") }
        return value
    }

    /// A positional argument; nil where it was left out.
    public func argumentIfGiven(_ name: String) -> String? { arguments(name).first }

    /// A positional argument that is not optional.
    public func argument(_ name: String) -> String { given(argumentIfGiven(name), name) }

    /// All values of a repeated positional argument.
    public func arguments(_ name: String) -> [String] {
        guard let values = arguments[name] else { preconditionFailure("\(name) is not declared as an argument") }
        return values
    }

    /// Where the value of an option came from; nil where it has none.
    public func origin(_ name: String) -> Origin? { settings(name).last?.origin }

    /// The error for a value that passed its rule and turned out wrong when it was used: names the setting as it was
    /// given, its value, and what is wrong.
    public func failure(_ name: String, _ reason: String) -> Failure {
        guard let setting = settings(name).last else { return Failure(.configuration, "--\(name): \(reason)") }
        let shown = ArgumentError.shown(setting.value)
        return switch setting.origin {
        case .commandLine(let flag): Failure(.configuration, "\(flag) \(shown): \(reason)")
        case .environment(let variable): Failure(.configuration, "\(variable)=\(shown): \(reason)")
        case .declared: Failure(.configuration, "--\(name) \(shown) (the default): \(reason)")
        }
    }

    private func settings(_ name: String) -> [Setting] {
        guard let settings = values[name] else { preconditionFailure("--\(name) is not declared as an option") }
        return settings
    }

    private func given<Value>(_ value: Value?, _ name: String) -> Value {
        guard let value else { preconditionFailure("\(name) has no default and is not required: ask for …IfGiven") }
        return value
    }
}

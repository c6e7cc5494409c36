/// A declared option that takes a value: `--name VALUE` or `--name=VALUE`.
public struct Option: Sendable {
    /// The name without its dashes, in kebab-case.
    public let name: String
    /// What the help shows for the value: `HOST:PORT`, `FILE`.
    public let placeholder: String
    /// The environment variable that sets it too; the command line wins. An empty variable counts as not set.
    public let variable: String?
    /// The value where it is not given.
    public let defaultValue: String?
    /// What the help says the default is, where it is found out at run time.
    public let defaultText: String?
    /// One or two sentences.
    public let help: String
    /// Whether it may be given more than once; its variable then holds values separated by commas.
    public let repeated: Bool
    /// Whether the command cannot do without it.
    public let required: Bool
    /// What values it takes.
    public let rule: ValueRule

    /// Declares an option.
    public init(
        _ name: String, _ placeholder: String, variable: String? = nil, default defaultValue: String? = nil,
        defaultText: String? = nil, help: String, repeated: Bool = false, required: Bool = false,
        rule: ValueRule = .text
    ) {
        self.name = name
        self.placeholder = placeholder
        self.variable = variable
        self.defaultValue = defaultValue
        self.defaultText = defaultText ?? defaultValue
        self.help = help
        self.repeated = repeated
        self.required = required
        self.rule = rule
    }
}

/// A declared option that takes no value: `--name`.
public struct Flag: Sendable {
    /// The name without its dashes, in kebab-case.
    public let name: String
    /// The environment variable that sets it too: 1, true, yes or on; 0, false, no or off.
    public let variable: String?
    /// One or two sentences.
    public let help: String

    /// `--no-color`, which every command takes.
    public static let noColor = Flag("no-color", help: "Print without colours, as with the variable NO_COLOR.")

    /// Declares a flag.
    public init(_ name: String, variable: String? = nil, help: String) {
        self.name = name
        self.variable = variable
        self.help = help
    }
}

/// A declared positional argument.
public struct Argument: Sendable {
    /// What the help calls it, in capitals: `FILE`; also the name it is read by.
    public let name: String
    /// One or two sentences.
    public let help: String
    /// Whether it may be left out.
    public let optional: Bool
    /// Whether it takes all that are left; only the last one can.
    public let repeated: Bool
    /// What values it takes.
    public let rule: ValueRule

    /// Declares a positional argument.
    public init(
        _ name: String, help: String, optional: Bool = false, repeated: Bool = false, rule: ValueRule = .text
    ) {
        self.name = name
        self.help = help
        self.optional = optional
        self.repeated = repeated
        self.rule = rule
    }
}

/// A declared command: what it is called, what it takes, and the commands below it.
///
/// Options and flags of a command are taken by the commands below it too, so that `turnback publish --kafka …` and
/// `turnback --kafka … publish` are the same.
public struct Command: Sendable {
    /// The word it is called by.
    public let name: String
    /// One line.
    public let summary: String
    /// Any number of paragraphs, separated by empty lines; lines that begin with a space are kept as they are.
    public let discussion: String
    /// Options that take a value.
    public let options: [Option]
    /// Options that take none.
    public let flags: [Flag]
    /// Positional arguments, in order.
    public let arguments: [Argument]
    /// Options where at most one counts.
    public let alternatives: [Alternatives]
    /// The commands below it. A command that has some is not run by itself.
    public let subcommands: [Command]

    /// Declares a command.
    public init(
        _ name: String, summary: String, discussion: String = "", options: [Option] = [], flags: [Flag] = [],
        arguments: [Argument] = [], alternatives: [Alternatives] = [], subcommands: [Command] = []
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.options = options
        self.flags = flags
        self.arguments = arguments
        self.alternatives = alternatives
        self.subcommands = subcommands
    }

    /// The environment variables that it and the commands below it read.
    public var variables: [String] {
        options.compactMap(\.variable) + flags.compactMap(\.variable) + subcommands.flatMap(\.variables)
    }

    /// Reads a command line (without the program's name). Pure, except for looking whether files are there.
    public func parse(arguments: [String], environment: [String: String]) -> Result<Outcome, ArgumentError> {
        do throws(ArgumentError) {
            var parser = ArgumentParser(root: self, environment: environment)
            return .success(try parser.run(arguments))
        } catch {
            return .failure(error)
        }
    }

    /// What a command line asks for.
    public enum Outcome: Sendable {
        /// To run a command.
        case run(Invocation)
        /// To print this help on standard output and end with 0.
        case help(String)
        /// To print this version on standard output and end with 0.
        case version(String)
    }
}

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
    /// Command lines to copy, each on one line.
    public let examples: [String]
    /// What it means that the command ends with 1; nil where it does not.
    public let failure: String?
    /// The commands below it. A command that has some is not run by itself.
    public let subcommands: [Command]

    /// Declares a command.
    public init(
        _ name: String, summary: String, discussion: String = "", options: [Option] = [], flags: [Flag] = [],
        arguments: [Argument] = [], alternatives: [Alternatives] = [], examples: [String] = [], failure: String? = nil,
        subcommands: [Command] = []
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.options = options
        self.flags = flags
        self.arguments = arguments
        self.alternatives = alternatives
        self.examples = examples
        self.failure = failure
        self.subcommands = subcommands
    }

    /// The same with these commands below it.
    func having(_ examples: [String], failure: String?, _ subcommands: [Command]) -> Command {
        Command(
            name, summary: summary, discussion: discussion, options: options, flags: flags, arguments: arguments,
            alternatives: alternatives, examples: self.examples + examples, failure: failure ?? self.failure,
            subcommands: subcommands)
    }

    /// The same with examples and meanings of exit code 1, by the command's words without the program's name.
    public func documented(examples: [String: [String]], failures: [String: String], words: String = "") -> Command {
        having(
            examples[words] ?? [], failure: failures[words],
            subcommands.map { below in
                let words = words.isEmpty ? below.name : "\(words) \(below.name)"
                return below.documented(examples: examples, failures: failures, words: words)
            })
    }

    /// The environment variables that it and the commands below it read.
    public var variables: [String] {
        options.compactMap(\.variable) + flags.compactMap(\.variable) + subcommands.flatMap(\.variables)
    }

    /// Reads a command line (without the program's name). Pure, except for looking whether files are there.
    /// - Parameter width: the columns that help may take.
    public func parse(
        arguments: [String], environment: [String: String], width: Int = TerminalWidth.usual
    ) -> Result<Outcome, ArgumentError> {
        do throws(ArgumentError) {
            var parser = ArgumentParser(root: self, environment: environment, width: width)
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

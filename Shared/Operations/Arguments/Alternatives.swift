/// Options where at most one counts, however many are set.
///
/// The command line wins over the environment: a flag for one of them puts the variables of the others out of force. Two
/// flags, or two variables without a flag, are refused: nobody could say which was meant.
public struct Alternatives: Sendable {
    /// The names of the options.
    public let options: [String]
    /// Options that mean something beside one of these alone: their names, and the name of that one.
    public let companions: [String: String]
    /// The option whose variable counts beside the variables of others; nil: such variables exclude each other.
    private(set) var first: String?

    /// Declares them.
    public init(_ options: [String], companions: [String: String] = [:]) {
        self.options = options
        self.companions = companions
    }

    /// The same; the variable of this option wins over the variables of the others.
    public func first(_ name: String) -> Alternatives {
        var other = self
        other.first = name
        return other
    }
}

extension ArgumentParser {
    /// The options that do not count, because another one was chosen in their place.
    func overruled() throws(ArgumentError) -> Set<String> {
        var overruled: Set<String> = []
        for alternatives in path.flatMap(\.alternatives) {
            let options = alternatives.options.compactMap { name in self.options.first { $0.name == name } }
            let chosen = try chosen(of: options, first: alternatives.first)
            // A default is what counts where nobody has chosen.
            let kept = chosen ?? options.first { $0.defaultValue != nil }
            if let kept { overruled.formUnion(options.map(\.name).filter { $0 != kept.name }) }
            for (name, other) in alternatives.companions.sorted(by: { $0.key < $1.key }) where other != kept?.name {
                guard given[name] == nil else {
                    let state = kept.map { "\(self.name(of: $0)) was chosen" } ?? "that is not there"
                    throw usage("--\(name) belongs to --\(other), and \(state)")
                }
                // Without a choice it keeps its value, for whoever asks for it.
                if kept != nil { overruled.insert(name) }
            }
        }
        return overruled
    }

    /// An option as it was set.
    private func name(of option: Option) -> String {
        guard given[option.name] == nil, let variable = option.variable, environment[variable] != nil else {
            return "--\(option.name)"
        }
        return variable
    }

    /// The one that the command line names, else the one that the environment names.
    private func chosen(of options: [Option], first: String?) throws(ArgumentError) -> Option? {
        let flags = options.filter { given[$0.name] != nil }
        if flags.count > 1 {
            let names = flags.map { "--\($0.name)" }.joined(separator: " and ")
            throw usage("\(names) exclude each other: leave one of them out")
        }
        if let flag = flags.first { return flag }
        let set = options.filter { option in option.variable.map { !(environment[$0] ?? "").isEmpty } ?? false }
        if let first = set.first(where: { $0.name == first }) { return first }
        if set.count > 1 {
            let names = set.compactMap(\.variable).joined(separator: " and ")
            let flags = set.map { "--\($0.name)" }.joined(separator: " or ")
            throw ArgumentError(
                exitCode: .configuration, message: "\(names) exclude each other: unset one of them, or say \(flags)",
                command: called)
        }
        return set.first
    }
}

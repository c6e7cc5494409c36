/// Reads one command line. First the command and its words, then the values: what is wrong with the line itself (64)
/// is reported before what is wrong with a setting (78).
struct ArgumentParser {
    let environment: [String: String]
    private let width: Int
    private(set) var path: [Command]
    private(set) var given: [String: [String]] = [:]
    private var raised: Set<String> = []
    private var words: [String] = []

    init(root: Command, environment: [String: String], width: Int) {
        self.width = width
        self.environment = environment
        path = [root]
    }

    mutating func run(_ arguments: [String]) throws(ArgumentError) -> Command.Outcome {
        var rest = arguments[...]
        while let token = rest.popFirst() {
            if token == "--" {
                words.append(contentsOf: rest)
                rest = []
            } else if token == "--help" || token == "-h" {
                return .help(HelpText(path, width: width).text())
            } else if token == "--version" {
                return .version(Version.current)
            } else if token.hasPrefix("--") {
                try takeOption(token.dropFirst(2), from: &rest)
            } else if token.hasPrefix("-"), token != "-", !(Int(token) != nil && !command.arguments.isEmpty) {
                throw usage("unknown option \(ArgumentError.shown(token)): options are written --name")
            } else if !command.subcommands.isEmpty {
                if token == "help" { return .help(HelpText(try descend(Array(rest)), width: width).text()) }
                path = try descend([token])
            } else {
                words.append(token)
            }
        }
        guard command.subcommands.isEmpty else {
            throw usage("'\(called)' needs a command: \(command.subcommands.map(\.name).joined(separator: ", "))")
        }
        let arguments = try takeArguments()
        return .run(
            Invocation(path: path.map(\.name), values: try values(), flags: try flags(), arguments: arguments))
    }

    private var command: Command { path[path.count - 1] }
    var called: String { path.map(\.name).joined(separator: " ") }
    var options: [Option] { path.flatMap(\.options) }
    private var allFlags: [Flag] { path.flatMap(\.flags) + [Flag.noColor] }

    func usage(_ message: String) -> ArgumentError {
        ArgumentError(exitCode: .usage, message: message, command: called)
    }

    /// The path that these words lead to.
    private func descend(_ words: [String]) throws(ArgumentError) -> [Command] {
        var path = path
        for word in words {
            let below = path[path.count - 1].subcommands
            guard let next = below.first(where: { $0.name == word }) else {
                let hint = Self.meant(word, below.map(\.name), prefix: "")
                let known = below.map(\.name).joined(separator: ", ")
                throw usage("unknown command \(ArgumentError.shown(word))\(hint ?? ", known are \(known)")")
            }
            path.append(next)
        }
        return path
    }

    private static func meant(_ word: String, _ candidates: [String], prefix: String) -> String? {
        NearestWord.to(word, among: candidates).map { ", did you mean '\(prefix)\($0)'?" }
    }

    private mutating func takeOption(_ text: Substring, from rest: inout ArraySlice<String>) throws(ArgumentError) {
        let equals = text.firstIndex(of: "=")
        let name = String(text[..<(equals ?? text.endIndex)])
        let attached = equals.map { String(text[text.index(after: $0)...]) }
        if allFlags.contains(where: { $0.name == name }) {
            guard attached == nil else { throw usage("--\(name) takes no value") }
            raised.insert(name)
            return
        }
        guard let option = options.last(where: { $0.name == name }) else {
            let known = options.map(\.name) + allFlags.map(\.name) + ["help", "version"]
            throw usage(
                "unknown option --\(ArgumentError.shown(name))\(Self.meant(name, known, prefix: "--") ?? "")")
        }
        if let attached {
            given[name, default: []].append(attached)
        } else if let next = rest.first, !next.hasPrefix("--") {
            rest.removeFirst()
            given[name, default: []].append(next)
        } else {
            throw usage("--\(name) needs a value: \(option.placeholder), \(option.rule.allowed)")
        }
    }

    private func takeArguments() throws(ArgumentError) -> [String: [String]] {
        var taken: [String: [String]] = [:]
        var rest = words[...]
        for argument in command.arguments {
            let values = argument.repeated ? Array(rest) : Array(rest.prefix(1))
            rest = rest.dropFirst(values.count)
            guard !values.isEmpty || argument.optional else {
                let help = argument.help.hasSuffix(".") ? String(argument.help.dropLast()) : argument.help
                throw usage("\(argument.name) is missing: \(help)")
            }
            for value in values { try check(value, argument.rule, shownAs: argument.name, exitCode: .usage) }
            taken[argument.name] = values
        }
        if let extra = rest.first { throw usage("unexpected argument \(ArgumentError.shown(extra))") }
        return taken
    }

    private func values() throws(ArgumentError) -> [String: [Invocation.Setting]] {
        var values: [String: [Invocation.Setting]] = [:]
        let overruled = try overruled()
        for option in options { values[option.name] = overruled.contains(option.name) ? [] : try settings(of: option) }
        return values
    }

    private func settings(of option: Option) throws(ArgumentError) -> [Invocation.Setting] {
        if let texts = given[option.name] {
            let texts = option.repeated ? texts : Array(texts.suffix(1))
            for text in texts { try check(text, option.rule, shownAs: "--\(option.name) ", exitCode: .configuration) }
            return texts.map { .init(value: $0, origin: .commandLine("--\(option.name)")) }
        }
        if let variable = option.variable, let text = environment[variable], !text.isEmpty {
            let texts = option.repeated ? text.split(separator: ",").map(String.init) : [text]
            for text in texts { try check(text, option.rule, shownAs: "\(variable)=", exitCode: .configuration) }
            return texts.map { .init(value: $0, origin: .environment(variable)) }
        }
        if let value = option.defaultValue { return [.init(value: value, origin: .declared)] }
        guard !option.required else {
            let variable = option.variable.map { " (or \($0))" } ?? ""
            throw usage("--\(option.name) \(option.placeholder)\(variable) is missing")
        }
        return []
    }

    private func flags() throws(ArgumentError) -> [String: Bool] {
        var flags: [String: Bool] = [:]
        for flag in allFlags {
            flags[flag.name] = raised.contains(flag.name)
            guard !raised.contains(flag.name), let variable = flag.variable, let text = environment[variable],
                !text.isEmpty
            else { continue }
            switch text.lowercased() {
            case "1", "true", "yes", "on": flags[flag.name] = true
            case "0", "false", "no", "off": flags[flag.name] = false
            default:
                let words = ValueRule.oneOf(["1", "true", "yes", "on", "0", "false", "no", "off"])
                try check(text, words, shownAs: "\(variable)=", exitCode: .configuration)
            }
        }
        return flags
    }

    private func check(
        _ value: String, _ rule: ValueRule, shownAs name: String, exitCode: ExitCode
    ) throws(ArgumentError) {
        guard let complaint = rule.complaint(about: value) else { return }
        let joint = name.hasSuffix("=") || name.hasSuffix(" ") ? "" : " "
        var message = "\(name)\(joint)\(ArgumentError.shown(value)): "
        switch complaint {
        case .notAllowed: message += "must be \(rule.allowed)"
        case .because(let reason): message += "\(reason); must be \(rule.allowed)"
        }
        if case .oneOf(let words) = rule { message += Self.meant(value, words, prefix: "") ?? "" }
        throw ArgumentError(exitCode: exitCode, message: message, command: called)
    }
}

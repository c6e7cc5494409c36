extension Command {
    /// How it may end, and what that means: from what it takes and reads.
    var exits: [(code: ExitCode, meaning: String)] {
        guard subcommands.isEmpty else { return [] }
        let names = Set(options.map(\.name))
        var exits: [(code: ExitCode, meaning: String)] = [(.ok, "Done, or stopped as asked.")]
        if let failure { exits.append((.failure, failure)) }
        exits.append((.usage, "The command line is wrong."))
        if arguments.contains(where: { $0.name == "FILE" }) {
            exits.append((.dataErr, "The input is wrong; what and where is printed."))
            exits.append((.noInput, "The input is not there, or cannot be read."))
        }
        if !names.isDisjoint(with: ["kafka", "console"]) {
            exits.append((.unavailable, "Kafka, a topic, a right or the console is not there."))
        }
        if !options.isEmpty { exits.append((.configuration, "A setting is wrong, or does not fit the data.")) }
        exits.append((.software, "A fault of the program or of its data."))
        return exits.sorted { $0.code.rawValue < $1.code.rawValue }
    }
}

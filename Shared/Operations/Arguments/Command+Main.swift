internal import Glibc

extension Command {
    /// Reads this process's command line and environment. Prints help or the version and ends with 0, or one line of
    /// error and ends with 64 or 78, where that is what there is to do.
    public func parseOrExit() -> Invocation {
        let environment = EnvironmentVariables.values(of: variables)
        let width = TerminalWidth.of(.output)
        switch parse(arguments: Array(CommandLine.arguments.dropFirst()), environment: environment, width: width) {
        case .success(.run(let invocation)):
            // Whatever asks for colours asks the environment.
            if invocation.flag(Flag.noColor.name) { unsafe setenv("NO_COLOR", "1", 1) }
            return invocation
        case .success(.help(let text)), .success(.version(let text)):
            StandardStream.output.writeLine(text)
            ExitCode.ok.exit()
        case .failure(let error):
            Failure(error.exitCode, error.line).exit()
        }
    }
}

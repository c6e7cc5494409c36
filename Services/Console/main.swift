import API
import Operations

let summary =
    "Answer people and HTTP clients: what became of orders, cases, tasks and stock, and take what they report."
if CommandLine.arguments.dropFirst().first == HealthCheck.verb { Console.checkHealth(summary) }
do throws(Failure) {
    let shutdown = try ShutdownSignal.install()
    try Console.run(Console.command(summary).parseOrExit(), shutdown)
    ExitCode.ok.exit()
} catch { error.exit() }

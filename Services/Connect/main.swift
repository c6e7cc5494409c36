import Hooks
import Operations

let summary = "Take shops' cancellations as they are sent, and send outcomes back."
if CommandLine.arguments.dropFirst().first == HealthCheck.verb { Connecting.checkHealth(summary) }
do throws(Failure) {
    let shutdown = try ShutdownSignal.install()
    try Connecting.run(Connecting.command(summary).parseOrExit(), shutdown)
    ExitCode.ok.exit()
} catch { error.exit() }

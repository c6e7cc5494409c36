import Operations

do throws(Failure) {
    let shutdown = try ShutdownSignal.install()
    let invocation = Verbs.root.parseOrExit()
    let name = invocation.path.dropFirst().first ?? ""
    guard let verb = Verbs.named(name) else { preconditionFailure("no verb \(name)") }
    if !verb.hasLog {
        for warning in StartWarnings.all(invocation) { StandardStream.error.writeLine("warning: \(warning)") }
    }
    try verb.run(invocation, shutdown: shutdown)
    ExitCode.ok.exit()
} catch { error.exit() }

internal import Glibc

/// How a process ends, as in sysexits.h, so that a supervisor can tell a wrong setting from a broker that is away.
public enum ExitCode: Int32, Sendable, CaseIterable {
    /// Everything was done, or the process was asked to stop and did.
    case ok = 0
    /// The work was done and its answer is "no": `reconcile` found a violated invariant, `doctor` something to fix.
    case failure = 1
    /// The command line is wrong: an unknown option, a missing value.
    case usage = 64
    /// The input is wrong: a line of a file that is not a valid message, a policy file that is not one.
    case dataErr = 65
    /// An input file is not there or cannot be read.
    case noInput = 66
    /// Kafka, or its topics, are not there.
    case unavailable = 69
    /// A fault of the program itself.
    case software = 70
    /// The value of a setting is wrong, wherever it was set.
    case configuration = 78

    /// Ends the process at once, with what was written to the standard streams.
    ///
    /// Without the handlers of `atexit`: OpenSSL's frees what the threads of Kafka's clients still use, or are just giving
    /// back, and a process that had something to say ended with a broken heap now and then.
    public func exit() -> Never {
        fflush(nil)
        _exit(rawValue)
    }
}

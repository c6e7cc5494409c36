import Glibc
import Synchronization
import Testing
import Threads

@testable import Operations

@Suite("The shutdown signal", .timeLimit(.minutes(15)))
struct ShutdownSignalTests {
    @Test func wakesWhoWaitsAndRunsActionsOnce() throws {
        let shutdown = ShutdownSignal()
        let runs = Monitor(0)
        shutdown.onRequest { runs.withLock { $0 += 1 } }
        #expect(shutdown.wait(until: .now) == nil)
        let waiter = try WorkerThread("waiter") { shutdown.wait() }
        shutdown.request("first")
        shutdown.request("second")
        waiter.join()
        #expect(shutdown.reason == .program("first"))
        #expect(runs.withLock { $0 } == 1)
        shutdown.onRequest { runs.withLock { $0 += 1 } }
        #expect(runs.withLock { $0 } == 2, "an action that comes late runs at once")
    }

    @Test("is given by SIGTERM and SIGINT, and a clean end is 0", arguments: [SIGTERM, SIGINT])
    func signals(number: Int32) async {
        await #expect(processExitsWith: .exitCode(0)) { [number] in
            let shutdown = try ShutdownSignal.install()
            try signalThread(of: shutdown, number)
            exit(shutdown.wait() == .signal(number) ? 0 : 1)
        }
    }

    @Test func endsTheProcessAtOnceWhenItComesTwice() async {
        await #expect(processExitsWith: .exitCode(128 + SIGTERM)) {
            let shutdown = try ShutdownSignal.install()
            // An action that never returns does not keep the second signal from being seen.
            shutdown.onRequest { Monitor(false).wait { $0 } }
            try signalThread(of: shutdown, SIGTERM)
            shutdown.wait()
            try signalThread(of: shutdown, SIGTERM)
            Monitor(false).wait { $0 }
        }
    }

    @Test func ignoresABrokenPipe() async {
        await #expect(processExitsWith: .exitCode(0)) {
            _ = try ShutdownSignal.install()
            raise(SIGPIPE)
            exit(0)
        }
    }
}

/// Sends a signal to the thread that waits for them: the testing library's own threads, which were there before, have
/// it unblocked.
private func signalThread(of shutdown: ShutdownSignal, _ number: Int32) throws {
    while shutdown.thread.load(ordering: .acquiring) == 0 { sched_yield() }
    guard pthread_kill(shutdown.thread.load(ordering: .acquiring), number) == 0 else {
        throw Unexpected(what: "no signal")
    }
}

import Operations
import Testing
import Threads

@Suite("A worker thread", .timeLimit(.minutes(15)))
struct WorkerThreadTests {
    @Test func isJoinedOnceItHasEnded() throws {
        let ran = Monitor(false)
        let thread = try WorkerThread("worker") { ran.withLock { $0 = true } }
        #expect(thread.join())
        #expect(ran.withLock { $0 })
        #expect(thread.isDone)
        #expect(thread.join(until: .now), "it can be joined again")
    }

    @Test func isGivenUpAtTheDeadline() throws {
        let released = Monitor(false)
        let thread = try WorkerThread("worker") { released.wait { $0 } }
        #expect(!thread.join(until: .now))
        #expect(!thread.isDone)
        released.withLock { $0 = true }
        #expect(thread.join())
    }

    @Test func bearsItsName() throws {
        let name = Monitor("")
        let thread = try WorkerThread("a-name-that-is-longer-than-linux-keeps") { name.withLock { $0 = threadName() } }
        thread.join()
        #expect(name.withLock { $0 } == "a-name-that-is-")
    }
}

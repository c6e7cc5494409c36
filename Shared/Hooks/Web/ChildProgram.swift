internal import Glibc

/// A program that is asked something: its input is written, its output read, and it ends in time or is ended.
enum ChildProgram {
    struct Trouble: Error { let reason: String }

    /// - Parameter words: the program's path and its arguments. No shell is between.
    static func run(_ words: [String], input: [UInt8], time: Duration, limit: Int) throws(Trouble) -> [UInt8] {
        var ins: [Int32] = [0, 0]
        var outs: [Int32] = [0, 0]
        guard unsafe pipe(&ins) == 0 else { throw Trouble(reason: "no pipe: \(errno)") }
        guard unsafe pipe(&outs) == 0 else {
            close(ins[0])
            close(ins[1])
            throw Trouble(reason: "no pipe: \(errno)")
        }
        // No other program that is started meanwhile is to hold an end open.
        for file in ins + outs { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }
        let child: pid_t
        do throws(Trouble) { child = try start(words, stdin: ins[0], stdout: outs[1]) } catch {
            for file in ins + outs { close(file) }
            throw error
        }
        close(ins[0])
        close(outs[1])
        defer { close(outs[0]) }
        let deadline = ContinuousClock.now + time
        // The input is small: what a pipe holds is written at once.
        _ = unsafe write(ins[1], input, min(input.count, 65_536))
        close(ins[1])
        var isWhole = false
        let output = read(outs[0], until: deadline, limit: limit, &isWhole)
        if !isWhole { kill(-child, SIGKILL) }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard isWhole else { throw Trouble(reason: "\(words[0]) gave no answer of at most \(limit) bytes within \(time)") }
        guard status == 0 else { throw Trouble(reason: "\(words[0]) ended with status \(status >> 8 & 0xff)") }
        return output
    }

    private static func start(_ words: [String], stdin: Int32, stdout: Int32) throws(Trouble) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, stdin, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, stdout, 1)
        // Its own group, to be ended with all that it starts; and the signals that this process blocks, let through.
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { word in unsafe strdup(word) } + [nil]
        defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
        var child: pid_t = 0
        let code = unsafe posix_spawn(&child, words[0], &actions, &attributes, &arguments, environ)
        guard code == 0 else { throw Trouble(reason: "\(words[0]) cannot be started: \(unsafe String(cString: strerror(code)))") }
        return child
    }

    private static func read(_ file: Int32, until deadline: ContinuousClock.Instant, limit: Int, _ isWhole: inout Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while ContinuousClock.now < deadline {
            var place = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&place, 1, 200) > 0 else { continue }
            let count = unsafe Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 {
                isWhole = count == 0
                return bytes
            }
            bytes += chunk[..<count]
            if bytes.count > limit { return bytes }
        }
        return bytes
    }
}

internal import Glibc

/// How many files and connections this process may have open. Most systems begin with 1,024, and allow more to who asks.
enum OpenFiles {
    /// Asks for so many, as far as the system allows; what is allowed already stays.
    static func allow(_ count: UInt) {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < count else {
            return
        }
        limit.rlim_cur = min(rlim_t(count), limit.rlim_max)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}

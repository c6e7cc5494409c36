internal import Glibc
internal import Threads

extension MetricsRegistry {
    /// The metrics that every Prometheus client has of its process: CPU time, memory, open files, start time.
    public func processMetrics() {
        let started = Double(WallTime.now()) / 1000
        collect("process_start_time_seconds", help: "When the process started, in Unix time.") { [Sample(started)] }
        collect("process_cpu_seconds_total", .counter, help: "CPU time that the process has used.") {
            var time = timespec()
            unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
            return [Sample(Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)]
        }
        collect("process_resident_memory_bytes", help: "Memory that the process has in RAM.") {
            guard let pages = ProcessFiles.residentPages() else { return [] }
            return [Sample(Double(pages * sysconf(Int32(_SC_PAGESIZE))))]
        }
        collect("process_open_fds", help: "Files and sockets that the process has open.") {
            ProcessFiles.openDescriptors().map { [Sample(Double($0))] } ?? []
        }
    }
}

/// What /proc says about this process.
private enum ProcessFiles {
    static func residentPages() -> Int? {
        let descriptor = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { return nil }
        let words = String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ")
        return words.count > 1 ? Int(words[1]) : nil
    }

    static func openDescriptors() -> Int? {
        guard let directory = unsafe opendir("/proc/self/fd") else { return nil }
        defer { unsafe closedir(directory) }
        var count = 0
        while unsafe readdir(directory) != nil { count += 1 }
        // Without ".", ".." and the directory that is being read.
        return count - 3
    }
}

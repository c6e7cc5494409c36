import Glibc
import Operations

/// How much room there is where state is kept.
enum DiskFindings {
    /// Below this, a service may stop soon.
    static let leastBytes: UInt64 = 1 << 30
    static let leastShare = 0.05

    /// Of a directory.
    /// - Parameter isNamed: somebody has named it, so that it should be there.
    static func of(_ directory: String, isNamed: Bool = false) -> DoctorFinding {
        var status = statvfs()
        guard unsafe statvfs(directory, &status) == 0 else {
            return DoctorFinding(
                area: "disk", verdict: isNamed ? .wrong : .note,
                text: "\(directory) is not there, so its disk was not looked at",
                remedies: ["name the directory where state is kept: --state DIR, or --data DIR of turnback serve"])
        }
        let block = UInt64(status.f_frsize)
        return of(directory, free: UInt64(status.f_bavail) * block, all: UInt64(status.f_blocks) * block)
    }

    static func of(_ directory: String, free: UInt64, all: UInt64) -> DoctorFinding {
        let share = all == 0 ? 1 : Double(free) / Double(all)
        let text = "\(gibibytes(free)) of \(gibibytes(all)) are free at \(directory)"
        guard free < leastBytes || share < leastShare else { return .good("disk", text) }
        return .wrong(
            "disk", text + ": a service stops when its disk is full",
            "make room, or move the directory (state is rebuilt from Kafka): --state DIR")
    }

    private static func gibibytes(_ bytes: UInt64) -> String {
        let tenths = bytes / ((1 << 30) / 10)
        return "\(tenths / 10).\(tenths % 10) GiB"
    }
}

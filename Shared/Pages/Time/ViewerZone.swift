internal import Fulfillment
internal import Glibc
internal import Synchronization

/// The time zone in which a person reads times.
struct ViewerZone: Sendable, Equatable {
    /// `Europe/Berlin`, or `UTC` while it is not known.
    let name: String
    private let file: TimeZoneFile

    /// Nothing is known of the viewer's zone: times are in UTC, and say so.
    static let utc = ViewerZone(name: "UTC", file: .utc)

    var isKnown: Bool { name != "UTC" }

    /// Nil where the system has no zone of this name.
    init?(named name: String) {
        guard let file = ZoneFiles.shared.file(name) else { return nil }
        self.init(name: name, file: file)
    }

    private init(name: String, file: TimeZoneFile) {
        self.name = name
        self.file = file
    }

    func civil(_ moment: Timestamp) -> CivilTime {
        let seconds = moment.milliseconds >= 0 ? moment.milliseconds / 1000 : (moment.milliseconds - 999) / 1000
        return CivilTime(seconds: seconds + Int64(file.offset(at: seconds)))
    }

    /// Those that a person can choose from: of each region the larger places.
    static let choices = [
        "UTC", "America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York", "America/Sao_Paulo",
        "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/Warsaw", "Europe/Istanbul",
        "Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Tokyo", "Asia/Seoul",
        "Australia/Sydney",
    ]
}

/// Zone files that were read already.
private final class ZoneFiles: Sendable {
    static let shared = ZoneFiles()

    private static let directory = "/usr/share/zoneinfo/"
    /// No zone file is as large.
    private static let largest = 1 << 16
    /// A browser may name any zone; the world has some 600.
    private static let most = 1_000

    private let known = Mutex<[String: TimeZoneFile]>([:])

    func file(_ name: String) -> TimeZoneFile? {
        if let file = known.withLock({ $0[name] }) { return file }
        guard Self.isName(name), let file = Self.read(Self.directory + name).flatMap({ TimeZoneFile($0) }) else {
            return nil
        }
        known.withLock { known in if known.count < Self.most { known[name] = file } }
        return file
    }

    /// Letters, digits and `_+-` in parts between slashes: no way leads out of the directory.
    private static func isName(_ name: String) -> Bool {
        name.utf8.count <= 64
            && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy {
                        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                            || "_+-".utf8.contains($0)
                    }
            }
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = unsafe fopen(path, "rbe") else { return nil }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: largest)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe fread($0.baseAddress, 1, $0.count, file) }
        return Array(bytes.prefix(count))
    }
}

import Foundation
import Testing

/// compose/setup on a machine without Swift: an archive is unpacked only where its hash is right.
@Suite("A toolchain from a file", .timeLimit(.minutes(15)))
struct SetupTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "toolchain-\(UUID().uuidString)")
    private var archive: String { folder.appending(path: "swift.tar.gz").path }
    private var place: String { folder.appending(path: "installed").path }

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    /// The PATH has the system's programs, and no Swift.
    private func run(
        _ program: String, _ arguments: [String], _ more: [String: String] = [:]
    ) throws -> (code: Int32, said: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.currentDirectoryURL = Document.root
        process.environment = ["PATH": "/usr/bin:/bin", "TURNBACK_TOOLCHAIN_DIR": place].merging(more) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: said, as: UTF8.self))
    }

    /// An archive as swift.org's are: one folder, and in it usr/bin.
    private func pack(_ program: String = "swift") throws -> String {
        let bin = folder.appending(path: "swift-6.3.1/usr/bin")
        try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
        let file = bin.appending(path: program)
        try "#!/bin/sh\necho 'Swift version 6.3.1'\n".write(to: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        let packed = try run("tar", ["-czf", archive, "-C", folder.path, "swift-6.3.1"])
        try #require(packed.code == 0, "\(packed.said)")
        return String(try run("sha256sum", [archive]).said.prefix { $0 != " " })
    }

    private var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: place + "/usr/bin/swift") }

    @Test("is installed and found, once its hash is right")
    func installs() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let hash = try pack()
        let wrong = String(repeating: "0", count: 64)
        let file = ["TURNBACK_TOOLCHAIN": archive]
        let refused = try run("compose/toolchain", [], file.merging(["TURNBACK_TOOLCHAIN_SHA256": wrong]) { $1 })
        #expect(refused.code == 65 && refused.said.contains(hash) && refused.said.contains(wrong), "\(refused.said)")
        #expect(!isInstalled)
        let unknown = try run("compose/toolchain", [], file)
        #expect(unknown.code == 78 && unknown.said.contains("TURNBACK_TOOLCHAIN_SHA256=HASH") && !isInstalled)
        try "\(hash)  swift.tar.gz\n".write(toFile: archive + ".sha256", atomically: true, encoding: .utf8)
        let taken = try run("compose/toolchain", [], file)
        #expect(taken.code == 0 && isInstalled, "\(taken.said)")
        let found = try run("sh", ["-c", ". compose/path.sh; swift --version"])
        #expect(found.said.contains("Swift version 6.3.1"), "\(found.said)")
        // A second time there is nothing to do, whatever is said.
        #expect(try run("compose/toolchain", []).code == 0)
    }

    @Test("is installed where the swift that is found is older than this project needs")
    func older() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let hash = try pack()
        let bin = folder.appending(path: "bin")
        try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
        func found(_ version: String) throws -> (code: Int32, said: String) {
            let file = bin.appending(path: "swift")
            try "#!/bin/sh\necho 'Swift version \(version)'\n".write(to: file, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
            // Its packages are there: nothing is installed but the toolchain.
            let query = bin.appending(path: "dpkg-query")
            try "#!/bin/sh\necho 'install ok installed'\n".write(to: query, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: query.path)
            return try run(
                "compose/setup", [],
                [
                    "PATH": "\(bin.path):/usr/bin:/bin", "TURNBACK_TOOLCHAIN": archive,
                    "TURNBACK_TOOLCHAIN_SHA256": hash,
                ])
        }
        for new in ["6.3 (swift-6.3-RELEASE)", "6.10.1", "7.0-dev"] {
            #expect(try found(new).code == 0 && !isInstalled, "\(new)")
        }
        let older = try found("6.2.4 (swift-6.2.4-RELEASE)")
        #expect(older.code == 0 && isInstalled && older.said.contains("is older than 6.3"), "\(older.said)")
        let used = try run("sh", ["-c", ". compose/path.sh; swift --version"], ["PATH": "\(bin.path):/usr/bin:/bin"])
        #expect(used.said.contains("Swift version 6.3.1"), "\(used.said)")
    }

    @Test("is refused where it is not there, or not a toolchain; a signature that is none, too")
    func refuses() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try run("compose/toolchain", [], ["TURNBACK_TOOLCHAIN": archive]).code == 66)
        let hash = try pack("other")
        let other = try run(
            "compose/toolchain", [], ["TURNBACK_TOOLCHAIN": archive, "TURNBACK_TOOLCHAIN_SHA256": hash])
        #expect(other.code == 65 && other.said.contains("is not a toolchain") && !isInstalled)
        #expect(!FileManager.default.fileExists(atPath: place + ".new"))
    }
}

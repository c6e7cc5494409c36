import Contracts
import Foundation
import Testing

@testable import Streams

/// Who can read, exchange or lock what lies in a data directory: the user that runs Turnback, and nobody else.
@Suite("Files of data", .timeLimit(.minutes(15)))
struct OwnFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "own-\(UUID().uuidString)")
    private var directory: String { folder.appending(path: "data").path }
    private let files = FileManager.default
    /// A user without rights, as systems have one.
    private static let other = 65_534
    private static let isRoot = geteuid() == 0

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    private func makeAll() throws {
        let log = try EmbeddedLog(directory: directory + "/log")
        log.close()
        let state = try StateDirectory(directory + "/state/orders")
        try StateStore(directory: directory + "/state/orders/0").close()
        state.release()
    }

    /// The rights of everything below, in octal.
    private func modes() throws -> [String: String] {
        var modes: [String: String] = [:]
        for path in try ["."] + files.subpathsOfDirectory(atPath: directory) {
            let mode = try files.attributesOfItem(atPath: directory + "/" + path)[.posixPermissions] as? Int
            modes[path] = String(mode ?? 0, radix: 8)
        }
        return modes
    }

    private func refusal(_ part: String, _ body: () throws -> some Any) throws {
        let error = try #require(throws: LogError.self) { _ = try body() }
        #expect(error.outcome == .configuration && error.message.contains(part), "\(error)")
    }

    @Test func areThisUsersAloneAndSoAreTheirDirectories() throws {
        try makeAll()
        #expect(
            try modes() == [
                ".": "700", "log": "700", "log/data.mdb": "600", "log/lock.mdb": "600", "log/in-use": "600",
                "state": "700", "state/orders": "700", "state/orders/in-use": "600", "state/orders/0": "700",
                "state/orders/0/data.mdb": "600", "state/orders/0/lock.mdb": "600",
            ])
    }

    @Test func ofAnEarlierVersionAreClosedToOthers() throws {
        try makeAll()
        let all = try modes().keys.filter { $0.hasSuffix(".mdb") || $0.hasSuffix("in-use") }
        for path in all { try files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: directory + "/" + path) }
        try makeAll()
        for path in all { #expect(try modes()[path] == "600", "\(path)") }
    }

    @Test(arguments: ["data.mdb", "lock.mdb", "in-use", "open-since-boot"])
    func areNotOpenedThroughALink(name: String) throws {
        let letter = folder.appending(path: "letter")
        try Data("dear".utf8).write(to: letter)
        try files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: letter.path)
        for place in ["log", "state"] {
            try files.createDirectory(atPath: directory + "/" + place, withIntermediateDirectories: true)
            try files.createSymbolicLink(
                atPath: "\(directory)/\(place)/\(name)", withDestinationPath: letter.path)
        }
        try refusal("\(name) is a link") { try EmbeddedLog(directory: directory + "/log") }
        try refusal("\(name) is a link") { try StateDirectory(directory + "/state") }
        try refusal("\(name) is a link") { try StateStore(directory: directory + "/state") }
        #expect(try Data(contentsOf: letter) == Data("dear".utf8))
        #expect(try files.attributesOfItem(atPath: letter.path)[.posixPermissions] as? Int == 0o644)
    }

    @Test(
        "of another user are refused: he could hold the lock, or exchange them",
        .enabled(if: isRoot, "only root gives files away"), arguments: ["in-use", "data.mdb", ""])
    func anotherUsers(name: String) throws {
        try makeAll()
        try files.setAttributes([.ownerAccountID: Self.other], ofItemAtPath: directory + "/log/" + name)
        try refusal("belongs to user \(Self.other)") { try EmbeddedLog(directory: directory + "/log") }
        try files.setAttributes([.ownerAccountID: Self.other], ofItemAtPath: directory + "/state/orders")
        try refusal("belongs to user \(Self.other)") { try StateDirectory(directory + "/state/orders") }
    }

    @Test("behind a link of another user are not looked for", .enabled(if: isRoot, "only root gives files away"))
    func behindALink() throws {
        try makeAll()
        let link = folder.appending(path: "link").path
        try files.createSymbolicLink(atPath: link, withDestinationPath: directory + "/log")
        // One's own link is one's own way to another disk.
        try EmbeddedLog(directory: link).close()
        let isGiven = unsafe lchown(link, uid_t(Self.other), gid_t(Self.other)) == 0
        #expect(isGiven)
        try refusal("link belongs to user") { try EmbeddedLog(directory: link) }
        try refusal("link belongs to user") { try EmbeddedLog(directory: link + "/") }
    }
}

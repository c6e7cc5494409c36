import Foundation
import Streams
import Testing

@testable import turnback

@Suite("A temporary directory")
struct TemporaryDirectoryTests {
    /// A place of the test's own, as /dev/shm is for all.
    private let place: URL
    /// What lies elsewhere, and is nobody's to erase.
    private let foreign: URL
    private let files = FileManager.default

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sweep-\(UUID().uuidString)")
        place = folder.appending(path: "place")
        foreign = folder.appending(path: "foreign")
        for one in [place, foreign, foreign.appending(path: "below")] {
            try FileManager.default.createDirectory(at: one, withIntermediateDirectories: true)
        }
        for one in ["letter", "below/letter"] { try Data("dear".utf8).write(to: foreign.appending(path: one)) }
    }

    private var names: [String] {
        get throws { try files.contentsOfDirectory(atPath: place.path).filter { $0.hasPrefix("turnback-state-") } }
    }

    private func isWhole() throws -> Bool {
        try files.subpathsOfDirectory(atPath: foreign.path).sorted() == ["below", "below/letter", "letter"]
    }

    /// What a killed process has left: no process has this number.
    private func leftOver(_ name: String = "turnback-state-4194399-x") throws -> URL {
        let left = place.appending(path: name)
        try files.createDirectory(at: left.appending(path: "orders/0"), withIntermediateDirectories: true)
        for one in ["in-use", "orders/0/data.mdb"] { try Data("x".utf8).write(to: left.appending(path: one)) }
        return left
    }

    /// To a user without rights, as systems have one.
    private func giveAway(_ folder: URL) throws {
        try files.setAttributes([.ownerAccountID: 65_534], ofItemAtPath: folder.path)
    }

    private func sweep(owner: uid_t = geteuid()) throws {
        TemporaryDirectory.sweep(try #require(OpenDirectory(place.path)), owner: owner)
    }

    @Test("that nobody holds any more is removed by the next, with all in it")
    func leftOverIsRemoved() throws {
        _ = try leftOver()
        let next = try TemporaryDirectory(in: [place.path])
        #expect(try names == [URL(fileURLWithPath: next.path).lastPathComponent])
        next.remove()
        #expect(try names.isEmpty)
    }

    @Test("that is held stays, whoever looks; one that was let go of does not")
    func heldStays() throws {
        let first = try TemporaryDirectory(in: [place.path])
        try Data("x".utf8).write(to: URL(fileURLWithPath: first.path + "/state"))
        first.empty()
        #expect(try files.contentsOfDirectory(atPath: first.path) == ["in-use"])
        var second: TemporaryDirectory? = try TemporaryDirectory(in: [place.path])
        #expect(try names.count == 2)
        #expect(second != nil)
        second = nil
        let third = try TemporaryDirectory(in: [place.path])
        #expect(
            try names.sorted() == [first, third].map { URL(fileURLWithPath: $0.path).lastPathComponent }.sorted())
    }

    @Test("is not a link: where one has such a name, nothing is erased where it leads")
    func linkInThePlace() throws {
        let link = place.appending(path: "turnback-state-4194399-link")
        try files.createSymbolicLink(at: link, withDestinationURL: foreign)
        try sweep()
        #expect(try isWhole())
        #expect(try files.destinationOfSymbolicLink(atPath: link.path) == foreign.path)
    }

    @Test("that is left over is removed with the links in it, and nothing is erased where they lead")
    func linkInALeftOver() throws {
        let left = try leftOver()
        for name in ["link", "orders/link"] {
            try files.createSymbolicLink(at: left.appending(path: name), withDestinationURL: foreign)
        }
        try sweep()
        #expect(try isWhole())
        #expect(try names.isEmpty)
    }

    @Test("whose lock is a link is left alone, and so is what it leads to")
    func linkForTheLock() throws {
        let left = try leftOver()
        try files.removeItem(at: left.appending(path: "in-use"))
        try files.createSymbolicLink(
            at: left.appending(path: "in-use"), withDestinationURL: foreign.appending(path: "letter"))
        try sweep()
        #expect(try isWhole())
        #expect(try names.count == 1)
    }

    @Test("of another user is left alone")
    func anotherUsers() throws {
        let left = try leftOver()
        // To a sweep for another user, this one is the other.
        try sweep(owner: geteuid() + 1)
        #expect(files.fileExists(atPath: left.path + "/orders/0/data.mdb"))
    }

    @Test("of another user is left alone by root too", .enabled(if: geteuid() == 0, "only root gives files away"))
    func anotherUsersForRoot() throws {
        let left = try leftOver()
        try giveAway(left)
        let mine = try leftOver("turnback-state-4194399-mine")
        try giveAway(mine.appending(path: "orders"))
        try sweep()
        #expect(files.fileExists(atPath: left.path + "/orders/0/data.mdb"))
        #expect(files.fileExists(atPath: mine.path + "/orders/0/data.mdb"))
    }

    @Test("that cannot be made anywhere is an error that names the places")
    func nowhere() throws {
        let error = #expect(throws: (any Error).self) { try TemporaryDirectory(in: ["/nowhere", "/proc"]) }
        #expect(error.map { "\($0)" } == "no temporary directory can be made in /nowhere, /proc")
    }
}

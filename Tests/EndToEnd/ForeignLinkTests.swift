import Foundation
import Testing

@Suite("A link that another user has put where temporary directories lie", .timeLimit(.minutes(15)))
struct ForeignLinkTests {
    /// A user without rights, as systems have one.
    private static let other = 65_534

    @Test(
        "erases nothing of whoever runs the demo",
        .enabled(
            if: geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv"),
            "two users are needed: root, and one that root runs the program as"))
    func demo() throws {
        let files = FileManager.default
        let home = try Files.temporary()
        let letter = home.appending(path: "letter")
        try Data("dear".utf8).write(to: letter)
        for path in [home.path, letter.path] {
            try files.setAttributes([.ownerAccountID: Self.other], ofItemAtPath: path)
        }
        // Nobody has this number of a process. The place is sticky: only its owner can remove the link.
        let link = "/dev/shm/turnback-state-4194399-\(UUID().uuidString)"
        try files.createSymbolicLink(atPath: link, withDestinationPath: home.path)
        defer { try? files.removeItem(atPath: link) }
        let demo = try Program(
            at: URL(fileURLWithPath: "/usr/bin/setpriv"),
            [
                "--reuid", "\(Self.other)", "--clear-groups", Program.folder.appending(path: "turnback").path, "demo",
                "--orders", "1",
            ])
        #expect(demo.end() == 0, "\(demo.complained.suffix(500))")
        #expect(files.fileExists(atPath: letter.path))
    }
}

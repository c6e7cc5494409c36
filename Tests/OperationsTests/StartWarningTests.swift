import Foundation
import Testing

@testable import Operations

@Suite("A file with secrets", .timeLimit(.minutes(15)))
struct StartWarningTests {
    private func warning(_ text: String, mode: Int) throws -> String? {
        let file = FileManager.default.temporaryDirectory.appending(path: "kafka-\(UUID().uuidString).properties").path
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return StartWarnings.exposedSecret(file)?.replacing(file, with: "FILE")
    }

    @Test(arguments: ["sasl.password", "ssl.key.password", "sasl.oauthbearer.client.secret", "ssl.key.pem"])
    func withASecretThatEveryUserCanReadIsWarnedOf(name: String) throws {
        let warning = try warning("security.protocol=SASL_SSL\n\(name)=hush\n", mode: 0o644)
        #expect(warning == "FILE holds \(name), and every user can read it: chmod o-r FILE")
        #expect(warning?.contains("hush") == false)
    }

    @Test func thatOthersCannotReadOrThatHoldsNoSecretIsNot() throws {
        #expect(try warning("sasl.password=hush\n", mode: 0o640) == nil)
        #expect(try warning("security.protocol=SSL\n", mode: 0o644) == nil)
        #expect(StartWarnings.exposedSecret("/nonexistent") == nil)
    }

    @Test func ofConnectionsThatEveryUserCanReadIsWarnedOf() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "connections-\(UUID().uuidString).json").path
        try Data("{}".utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        #expect(
            StartWarnings.connections(file)
                == ["\(file) holds the secrets of shops, and every user can read it: chmod o-r \(file)"])
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
        #expect(StartWarnings.connections(file) == [] && StartWarnings.connections(nil) == [])
    }
}

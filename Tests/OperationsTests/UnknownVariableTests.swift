import Foundation
import Testing

@testable import Operations

@Suite("A variable of the environment", .timeLimit(.minutes(15)))
struct UnknownVariableTests {
    private func unknown(_ environment: [String: String]) -> [String] {
        UnknownVariable.all(in: environment).map(\.warning)
    }

    @Test func thatNoProgramReadsIsNamedWithTheNearestOneThatIsRead() {
        #expect(
            unknown(["TURNBACK_KAFAK": "secret", "TURNBACK_BROKERS": "x", "PATH": "/bin"]) == [
                "no program reads TURNBACK_BROKERS; the nearest that one does is TURNBACK_PROBES",
                "no program reads TURNBACK_KAFAK; the nearest that one does is TURNBACK_KAFKA",
            ])
    }

    @Test func thatAnotherProgramOrAToolReadsIsKnown() {
        #expect(
            unknown([
                "TURNBACK_DATA": "d", "TURNBACK_LOOPS": "2", "TURNBACK_POLICY": "p", "TURNBACK_BIN": "b",
                "TURNBACK_TEST_KAFKA": "k",
            ]).isEmpty)
    }

    @Test func thatKubernetesSetsForAServiceIsPassedOver() {
        #expect(
            unknown([
                "TURNBACK_SERVICE_HOST": "10.0.0.1", "TURNBACK_SERVICE_PORT": "8080",
                "TURNBACK_PORT": "tcp://10.0.0.1:8080",
                "TURNBACK_SERVICE_PORT_HTTP": "8080", "TURNBACK_PORT_8080_TCP": "tcp://10.0.0.1:8080",
                "TURNBACK_PORT_8080_TCP_ADDR": "10.0.0.1", "TURNBACK_ORDERS_SERVICE_HOST": "10.0.0.1",
            ]).isEmpty)
        #expect(unknown(["TURNBACK_PORT": "8080"]).count == 1)
    }

    @Test func thatTheScriptsAndTheTestsReadIsKnown() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let names = Set(UnknownVariable.tools).union(UnknownVariable.settings)
        var found: Set<String> = []
        let files = FileManager.default.enumerator(atPath: root.appending(path: "compose").path)
        while let path = files?.nextObject() as? String {
            guard let text = try? String(contentsOf: root.appending(path: "compose/\(path)"), encoding: .utf8) else {
                continue
            }
            found.formUnion(text.matches(of: /TURNBACK_[A-Z0-9_]*[A-Z0-9]/).map { String($0.output) })
        }
        #expect(found.count > 20)
        #expect(found.subtracting(names).isEmpty, "compose reads more: add it to UnknownVariable.tools")
    }
}

import Foundation
import Testing

extension ComposeSuite {
    /// The images by themselves.
    @Suite(.timeLimit(.minutes(15)))
    struct ImageTests {
        private static let programs = ["orders", "inventory", "returns", "console", "connect", "turnback"]

        @Test(arguments: programs)
        func anImageRunsAsNobodyAndSaysWhatItIs(program: String) throws {
            let image = "turnback/\(program):latest"
            #expect(try Docker.inspect(image, "{{.Config.User}}") == "65532:65532")
            #expect(try Docker.inspect(image, "{{index .Config.Healthcheck.Test 0}}") == "CMD")
            let labels = try Docker.inspect(image, "{{json .Config.Labels}}")
            for label in ["title", "version", "revision", "description"] {
                #expect(labels.contains("org.opencontainers.image.\(label)"))
            }
            let version = try Docker.run([
                "run", "--rm", "--read-only", "--cap-drop", "ALL", "--network", "none", image, "--version",
            ])
            #expect(labels.contains("\"org.opencontainers.image.version\":\"\(version)\""))
        }

        /// As the first process of a container a program has no default action for signals: what it does not handle
        /// does nothing.
        @Test(arguments: ["orders", "inventory", "returns"])
        func theFirstProcessEndsAtSIGTERM(program: String) throws {
            let name = "turnback-e2e-\(UUID().uuidString)"
            defer { _ = try? Docker.attempt(["rm", "-f", name]) }
            try Docker.run([
                "run", "-d", "--name", name, "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
                "turnback/\(program):latest", "--kafka", "127.0.0.1:1",
            ])
            let answer = try eventually("its health check says what it waits for") {
                let answer = try Docker.attempt(["exec", name, "/usr/local/bin/\(program)", "healthcheck"])
                return answer.text.contains("waiting for 127.0.0.1:1") ? answer : nil
            } state: {
                (try? Docker.attempt(["logs", name]).text) ?? ""
            }
            #expect(answer.code == 1)
            try Docker.run(["stop", "-t", "60", name])
            #expect(try Docker.inspect(name, "{{.State.ExitCode}}") == "0")
        }
    }
}

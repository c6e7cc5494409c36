import Foundation
import Testing

/// What runs on the stack in containers: `compose/test --e2e` asks for it. One after the other, since each loads the
/// machine, by clients that know nothing of the services.
@Suite(.serialized, .enabled(if: Containers.areWanted))
enum ComposeSuite {}

/// Whether the tests in containers were asked for.
enum Containers {
    static let areWanted = ProcessInfo.processInfo.environment["TURNBACK_TEST_COMPOSE"] == "1"
}

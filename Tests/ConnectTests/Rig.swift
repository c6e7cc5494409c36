import Contracts
import Fulfillment
import Testing

@testable import Connect

/// Connections and calls as the tests need them. All ids and secrets are invented.
enum Rig {
    static let now = Timestamp(rfc3339: "2026-01-02T00:00:00Z")!

    static func list(_ text: String) throws -> ConnectionList { try ConnectionList.decode(Array(text.utf8)) }

    /// A connection of a file that has this one alone.
    static func connection(_ platform: String, secret: String? = "secret-of-tests", _ more: String = "") throws -> Connection {
        let secret = secret.map { #","secret":"\#($0)""# } ?? ""
        let text = #"{"connections":{"c":{"platform":"\#(platform)","store":"shop-de","merchant":"acme"\#(secret)\#(more)}}}"#
        return try #require(try list(text).connections["c"])
    }

    static func call(_ body: String, _ headers: [String: String] = [:]) -> ShopCall {
        ShopCall(headers: headers, body: Array(body.utf8), receivedAt: now)
    }

    /// The one cancellation that a call comes to.
    static func cancellation(_ connection: Connection, _ body: String, _ headers: [String: String] = [:]) throws -> ShopCancellation {
        guard case .cancel(let found) = try connection.verdict(call(body, headers)) else {
            throw Unexpected(what: "\(try connection.verdict(call(body, headers)))")
        }
        return try #require(found.count == 1 ? found[0] : nil)
    }

    struct Unexpected: Error { let what: String }
}

extension ShopVerdict {
    var isIgnored: Bool { if case .ignore = self { true } else { false } }

    var question: ShopQuestion? { if case .lookUp(let question) = self { question } else { nil } }
}

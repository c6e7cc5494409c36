import Contracts
import Foundation
import Fulfillment

/// What stores, warehouses and carriers say, line by line, and what a person counts in the end (README.md: the form).
struct Story: Sendable {
    let name: String
    let shows: String
    let policies: Policies
    let hand: Hand
    let steps: [Step]

    enum Step: Sendable {
        /// A message, as it is sent.
        case send(String)
        case wait(milliseconds: Int64)
        /// The next so many messages are sent without waiting in between.
        case together(Int)
        /// The next message is sent so often; `{i}` in it is the number.
        case repeated(Int)
        /// Something is counted in the midst of the story.
        case count(Hand)
        case say
    }

    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    init(name: String, text: String) throws {
        self.name = name
        let lines = text.split(separator: "\n").map(String.init)
        guard let first = lines.first, case let about = try Self.object(first), about["do"] as? String == "about",
            let shows = about["shows"] as? String, let hand = about["hand"]
        else { throw Malformed(description: "\(name): the first line says what the story shows, and its hand") }
        self.shows = shows
        self.hand = try Strict.decode(Hand.self, hand)
        if let policy = about["policy"] {
            policies = try Policies.decode(Array(JSONSerialization.data(withJSONObject: policy)))
        } else {
            policies = Policies()
        }
        steps = try lines.dropFirst().map { line in
            do { return try Self.step(line) } catch { throw Malformed(description: "\(name): \(line): \(error)") }
        }
    }

    /// In how many orders it is played: many where several things happen at once, fewer of a long one.
    var variants: Int {
        let isConcurrent = steps.contains { if case .together = $0 { true } else { false } }
        guard isConcurrent else { return 1 }
        return steps.count > 100 ? 8 : 24
    }

    private static func step(_ line: String) throws -> Step {
        let json = try object(line)
        switch json["do"] as? String {
        case nil: return .send(line)
        case "say": return .say
        case "wait": return .wait(milliseconds: Int64(try number(json["seconds"]) * 1_000))
        case "together": return .together(Int(try number(json["n"])))
        case "repeat": return .repeated(Int(try number(json["n"])))
        case "count": return .count(try Strict.decode(Hand.self, json["hand"] ?? [:]))
        case let other?: throw Malformed(description: "nothing is known of \"\(other)\"")
        }
    }

    private static func number(_ json: Any?) throws -> Double {
        guard let number = json as? NSNumber else { throw Malformed(description: "a number is missing") }
        return number.doubleValue
    }

    private static func object(_ line: String) throws -> [String: Any] {
        guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
            throw Malformed(description: "no JSON object: \(line)")
        }
        return object
    }
}

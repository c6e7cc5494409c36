import API
import Contracts
import Foundation
import Fulfillment
import ReadModel
import Streams

@testable import Operations
@testable import turnback

/// What HTTP clients and `inspect` see of a log.
struct Answers {
    private let rig: Rig

    init(_ rig: Rig) { self.rig = rig }

    func differences(_ wanted: [Hand.Answer]) throws -> [String] {
        try wanted.flatMap { one in
            let text = try answer(one.of)
            var differences = (one.contains ?? []).filter { !text.contains($0) }
                .map { "\(one.of): expected to say \($0), seen \(text.prefix(300))…" }
            if one.noneWaits == true { differences += try Self.waiting(text).map { "\(one.of): \($0) still waits" } }
            return differences
        }
    }

    /// The cases of a store order that have not ended.
    private static func waiting(_ text: String) throws -> [String] {
        struct View: Decodable {
            var cases: [Case]

            struct Case: Decodable {
                var caseId: String
                var final: Bool
            }
        }
        return try JSONDecoder().decode(View.self, from: Data(text.utf8)).cases.filter { !$0.final }.map(\.caseId)
    }

    private func answer(_ question: String) throws -> String {
        let words = question.split(separator: " ")
        guard words.first == "inspect", let key = words.last.map({ KeyRule.storeOrder(String($0)) }) else {
            return try get(question)
        }
        let view = try Inspection(log: rig.log, partitions: rig.partitions).order(key)
        var writer = JSONWriter()
        view.encode(&writer, movements: true)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func get(_ path: String) throws -> String {
        let health = Health()
        let logger = Logger(label: "cases", format: .text, level: .critical)
        let directory = FileManager.default.temporaryDirectory.appending(path: "cases-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let model = try ReadModel(
            rig.log, ReadModel.Settings(directory: directory), topics: rig.topics, logger: logger,
            health: health.register("view"))
        defer { _ = model.stop(until: .now + .seconds(10)) }
        let api = ConsoleAPI(health: health, metrics: MetricsRegistry(), logger: logger)
        try api.open(rig.log, topics: rig.topics, model: model)
        defer { api.close() }
        let deadline = ContinuousClock.now + .seconds(30)
        while health.readiness != .good, ContinuousClock.now < deadline { usleep(1_000) }
        guard let request = HTTPRequest(method: "GET", target: path) else { return "no path" }
        let response = api.router().respond(to: request)
        guard case .bytes(let bytes) = response.body else { return "no text" }
        return String(decoding: bytes, as: UTF8.self)
    }
}

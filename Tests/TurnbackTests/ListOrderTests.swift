import Contracts
import Foundation
import Fulfillment
import Operations
import ReadModel
import Streams
import TestPlant
import Testing

@testable import turnback

/// The same log, whose readers get the highest partition first.
private final class BackwardLog: Log {
    private let log: EmbeddedLog
    init(_ log: EmbeddedLog) { self.log = log }

    func reader(from positions: [TopicPartition: Position]) throws(LogError) -> any LogReader {
        BackwardReader(try log.reader(from: positions))
    }
    func topics(timeout: Duration) throws(LogError) -> [String: TopicDescription] { try log.topics(timeout: timeout) }
    func create(_ topics: [TopicSettings]) throws(LogError) { try log.create(topics) }
    func join(_ group: GroupSettings) throws(LogError) -> any LogSession { try log.join(group) }
    func appender() throws(LogError) -> any LogAppender { try log.appender() }
    func close() {}
}

@Suite("The sequence of lists", .timeLimit(.minutes(15)))
struct ListOrderTests {
    private static func change(_ number: Int, _ revision: Int, _ state: CancellationState, at time: Int64) -> Message {
        let order = StoreOrderKey(storeId: "shop-de", storeOrderId: "\(number)")
        return .cancellationChanged(
            CancellationChanged(
                caseId: "\(order)/c1", requestId: "r-\(number)", storeOrder: order, revision: revision, state: state,
                code: state.isFinal ? .cancelledBeforeWork : .awaitingRelease, stage: .awaitingOutbound,
                nextAction: .none, labelVoided: nil, outboundOrders: [], quantities: CaseQuantities(), coveredBy: [],
                changedAt: Timestamp(milliseconds: Samples.now.milliseconds + time)))
    }

    /// All cases page by page, as they are listed.
    private static func cases(_ log: any Log, _ pageRows: Int) throws -> [CaseSummary] {
        let directory = FileManager.default.temporaryDirectory.appending(path: "lists-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let model = try ReadModel(
            log, ReadModel.Settings(directory: directory), topics: try log.topics(timeout: .seconds(1)),
            logger: Logger(label: "lists", format: .text, level: .error), health: Health().register("view"))
        defer { model.stop(until: .now + .seconds(30)) }
        _ = try LivePlant.eventually("it has read everything") { model.status.isCaughtUp ? true : nil }
        var rows: [CaseSummary] = []
        var after: String?
        repeat {
            let page = try model.cases(CaseFilter(), PageRequest(limit: pageRows, after: after))
            rows += page.rows
            after = page.next
        } while after != nil
        return rows
    }

    @Test("is that of time, whichever partition is read first")
    func sequence() throws {
        let log = try Samples.log()
        // Three were opened at each moment; each ended by a message that is dated before it was opened.
        let opened = (0..<60).map { Self.change($0, 1, .releasing, at: Int64(($0 * 7) % 20) * 100) }
        let ended = (0..<60).map { Self.change($0, 2, .cancelled, at: Int64(($0 * 7) % 20) * 100 - 1) }
        try log.appender().append((opened + ended).map { Samples.outgoing($0, id: UUID().uuidString) })
        let one = try Self.cases(log, 7)
        let other = try Self.cases(BackwardLog(log), 11)
        #expect(one.map(\.caseId) == other.map(\.caseId))
        #expect(one.count == 60 && one.map(\.openedAt) == one.map(\.openedAt).sorted(by: >), "the last opened first")
        #expect(one.allSatisfy { $0.endedAt == $0.openedAt }, "nothing ends before it was opened")
    }
}

import Fulfillment
import Testing

@Suite("The warehouse's guide", .timeLimit(.minutes(15)))
struct GuideRuleTests {
    /// Status, then what is done where the warehouse, nobody known, and the carrier has the goods.
    static let table: [(OutboundStatus, [GuideRule])] = [
        (.allocating, [.release, .release, .release]),
        (.backordered, [.release, .release, .release]),
        (.awaitingOutbound, [.release, .release, .release]),
        (.releasing, [.release, .release, .release]),
        (.picking, [.verify, .verify, .refuse(.inTransit)]),
        (.picked, [.verify, .verify, .refuse(.inTransit)]),
        (.packed, [.verify, .verify, .refuse(.inTransit)]),
        (.labelled, [.verify, .verify, .refuse(.inTransit)]),
        (.shipped, [.verify, .verify, .refuse(.inTransit)]),
        (.inTransit, [.refuse(.inTransit), .refuse(.inTransit), .refuse(.inTransit)]),
        (.delivered, [.refuse(.delivered), .refuse(.delivered), .refuse(.delivered)]),
        (.returnedToSender, [.refuse(.inTransit), .refuse(.inTransit), .refuse(.inTransit)]),
        (.cancelled, [.refuse(.alreadyCancelled), .refuse(.alreadyCancelled), .refuse(.alreadyCancelled)]),
        (.intercepted, [.refuse(.alreadyCancelled), .refuse(.alreadyCancelled), .refuse(.alreadyCancelled)]),
    ]

    @Test("every status and custody has the answer of the guide", arguments: OutboundStatus.allCases)
    func everyPair(status: OutboundStatus) throws {
        let row = try #require(Self.table.first { $0.0 == status })
        for (custody, expected) in zip([Custody.warehouse, .unknown, .carrier], row.1) {
            #expect(GuideRule(status: status, custody: custody) == expected, "\(status), \(custody)")
        }
        #expect(Custody.allCases.count == 3)
    }

    @Test("marked shipped is not gone: only the carrier's custody ends the attempt")
    func statusIsNotCustody() {
        #expect(GuideRule(status: .shipped, custody: .unknown) == .verify)
        #expect(GuideRule(status: .shipped, custody: .carrier) == .refuse(.inTransit))
    }

    @Test("a report can only raise the rank of a status", arguments: OutboundStatus.allCases)
    func ranks(status: OutboundStatus) throws {
        let work: [OutboundStatus] = [.picking, .picked, .packed, .labelled, .shipped]
        #expect(work.map(\.rank) == work.map(\.rank).sorted())
        #expect(status.rank <= OutboundStatus.intercepted.rank)
    }
}

import Contracts
import Fulfillment

@testable import Reconciliation

extension ReconcileHistory {
    /// Store order 1028: two outbound orders are cancelled by one request. Store order 1027: nobody asks for anything.
    mutating func twoOutboundOrders() {
        outbound("1027", "OB-27", [.allocating], 2)
        add(.request("1028", "r-46"), source: "shop")
        let ids = ["OB-28", "OB-29"]
        for (index, id) in ids.enumerated() {
            outbound("1028", id, [.allocating, .awaitingOutbound, .releasing, .cancelled], 2)
            let (first, second) = ("q-\(index)-1", "q-\(index)-2")
            inventory(
                .movement("q-\(index)", .received, 2, [2, 0, 0], [14 + 2 * index, 0, 1]),
                .movement(first, .allocated, 2, [0, 2, 0], [14 + 2 * index, 2, 1], outbound: id),
                .reply("1028", id, .allocated, [(2, nil)]),
                .movement(second, .released, 2, [0, -2, 0], [14 + 2 * index, 0, 1], outbound: id),
                .reply("1028", id, .released, [(2, nil)], case: 1))
        }
        for (revision, state) in [CancellationState.releasing, .releasing, .cancelled].enumerated() {
            let code: CancellationCode = state == .cancelled ? .cancelledBeforeWork : .awaitingRelease
            var told = Message.outcome("1028", "r-46", revision + 1, state, code, outbound: ids[0]) { _ in }
            told.outcome {
                $0.outboundOrders.append($0.outboundOrders[0])
                for index in ids.indices {
                    var units = CaseQuantities()
                    units.requested = 2
                    units.cancelled = revision > index ? 2 : 0
                    let part: CancellationCode = revision > index ? .cancelledBeforeWork : .awaitingRelease
                    $0.outboundOrders[index].outboundOrderId = ids[index]
                    $0.outboundOrders[index].status = revision > index ? .cancelled : .releasing
                    ($0.outboundOrders[index].code, $0.outboundOrders[index].nextAction) = (part, part.nextAction)
                    $0.outboundOrders[index].quantities = units
                    $0.quantities.requested += units.requested
                    $0.quantities.cancelled += units.cancelled
                }
            }
            add(told)
        }
    }

    /// Store order 1029: its outbound order comes after the case has given up waiting, and goes on. Store order 1031: the case
    /// has given up, and who asks once more has a separate case, which waits.
    mutating func cameTooLate() {
        func waiting(_ order: String, _ request: String, number: Int = 1) -> Message {
            .outcome(order, request, 1, .waitingForOrder, .waitingForOrder, stage: nil, number: number) { _ in }
        }
        for (order, request) in [("1029", "r-47"), ("1031", "r-48")] {
            add(.request(order, request), source: "shop")
            add(waiting(order, request))
            add(.outcome(order, request, 2, .refused, .unknownOrder, stage: nil) { _ in })
        }
        outbound("1029", "OB-30", [.allocating], 1)
        add(.request("1031", "r-49"), source: "shop")
        add(waiting("1031", "r-49", number: 2))
    }
}

import Contracts
import Fulfillment

@testable import Reconciliation

// Outcomes that are not what their outbound orders come to, and ends that are not there.

extension Breakage {
    static let standing: [Breakage] = [
        Breakage("a case says more cancelled than its outbound order", .cancelledReleased) {
            $0.change {
                $0.isOutcome("r-1", revision: 2)
            } _: {
                $0.message.outcome { ($0.quantities.requested, $0.quantities.cancelled) = (3, 3) }
            }
        },
        Breakage("an outbound order says more cancelled than its case", .cancelledReleased) {
            $0.add(.outbound("1027", "OB-27", 2, .awaitingOutbound, 1))
        },
        Breakage("of two outbound orders one says too much cancelled, and the other too little", .cancelledReleased) {
            $0.change {
                $0.isOutcome("r-46", revision: 3)
            } _: {
                $0.message.outcome {
                    for (index, units) in [1, 3].enumerated() {
                        $0.outboundOrders[index].quantities?.requested = units
                        $0.outboundOrders[index].quantities?.cancelled = units
                    }
                }
            }
        },
        Breakage("a case has another state than its outbound order", .caseWords) {
            $0.change {
                $0.isOutcome("r-11", revision: 1)
            } _: {
                $0.message.outcome { ($0.state, $0.code) = (.restocking, .awaitingRestock) }
            }
        },
        Breakage("a case is refused for another reason than its outbound order", .caseWords) {
            $0.change {
                $0.isOutcome("r-12", revision: 2)
            } _: {
                $0.message.outcome { $0.code = .noAnswerFromWarehouse }
            }
        },
        Breakage("a case was decided elsewhere than its outbound order", .caseWords) {
            $0.change {
                $0.isOutcome("r-12", revision: 2)
            } _: {
                $0.message.outcome { $0.stage = .packed }
            }
        },
        Breakage("it is to be released, and its outbound order is not", .caseWords) {
            $0.change {
                $0.isOutcome("r-1", revision: 1)
            } _: {
                $0.message.outcome { $0.outboundOrders[0].status = .awaitingOutbound }
            }
        },
        Breakage("a case waits for its order, which came", .caseEndsOnce) {
            $0.remove { $0.isOutcome("r-47", revision: 2) }
        },
        Breakage("a case waits for its order, and another one for the same", .caseEndsOnce) {
            $0.remove { $0.isOutcome("r-48", revision: 2) }
        },
    ]
}

import Fulfillment
import Testing

@Suite("Codes and next actions", .timeLimit(.minutes(15)))
struct CodeTests {
    /// CONTRACTS.md, "nextAction by code".
    @Test("every code has the next action of the contract", arguments: CancellationCode.allCases)
    func nextActions(code: CancellationCode) {
        let expected: NextAction =
            switch code.rawValue {
            case "inTransit", "delivered", "leftBeforeInterception": .createReturn
            case "goodsMissing", "noAnswerFromWarehouse": .contactWarehouse
            case "unknownOrder", "partialAfterWorkStarted": .resubmit
            case "cancelledBeforeWork", "interceptedAndRestocked", "alreadyCancelled", "alreadyBack": .none
            default: .wait
            }
        #expect(code.nextAction == expected)
    }

    @Test("final states are those of the contract")
    func finals() {
        let finals = CancellationState.allCases.filter(\.isFinal).map(\.rawValue)
        #expect(finals == ["cancelled", "restocked", "refused", "partlyStopped"])
    }
}

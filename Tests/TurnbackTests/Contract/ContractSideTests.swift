import Access
import Contracts
import Testing

@Suite("The sides of the contract", .timeLimit(.minutes(15)))
struct ContractSideTests {
    @Test(
        "write what their roles may send, and are named as writers",
        arguments: [(ContractSide.store, Role.store, "stores"), (.warehouse, .warehouse, "WMS"), (.oms, .oms, "OMS")])
    func writers(side: ContractSide, role: Role, name: String) {
        let sent = Set(MessageType.allCases.filter { $0.isSentByOthers && role.maySend($0) }.map(\.topic))
        #expect(Set(side.sends) == sent)
        for topic in Topic.allCases where topic.isWrittenByOthers {
            #expect(topic.writers.contains(name) == sent.contains(topic), "\(topic)")
        }
    }
}

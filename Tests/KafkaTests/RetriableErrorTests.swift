import CRdKafka
import Testing

@testable import Kafka

@Suite("Errors of a broker that comes back")
struct RetriableErrorTests {
    @Test(
        "a leader or coordinator that is being found is asked again",
        arguments: [
            RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
            RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR__TRANSPORT,
        ].map(\.rawValue))
    func onItsWay(code: Int32) {
        #expect(KafkaError(rd_kafka_resp_err_t(rawValue: code), context: "ask").isRetriable)
    }

    @Test("what is refused or malformed is not", arguments: [29, 58, 35] as [Int32])
    func refused(code: Int32) {
        #expect(!KafkaError(rd_kafka_resp_err_t(rawValue: code), context: "ask").isRetriable)
    }
}

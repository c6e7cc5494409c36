import Foundation
import Kafka
import TestSupport
import Testing

@Suite("Kafka configuration")
struct ConfigurationTests {
    private func file(_ text: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(RealBroker.unique("properties")).path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test("a file of properties is read in order, without comments and spaces")
    func readsFile() throws {
        let path = try file(
            "# brokers\nbootstrap.servers = a:1,b:2\r\n\nlinger.ms=5\nlinger.ms=7\nsasl.password=a=b#c\n")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let configuration = try KafkaConfiguration.file(path)
        #expect(configuration["bootstrap.servers"] == "a:1,b:2")
        #expect(configuration["linger.ms"] == "7")
        #expect(configuration["sasl.password"] == "a=b#c")
        #expect(configuration.properties.map(\.name) == ["bootstrap.servers", "linger.ms", "sasl.password"])
    }

    @Test("a line that is not a property is refused with file and line")
    func namesLine() throws {
        let path = try file("linger.ms=5\nnonsense\n")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = #expect(throws: KafkaError.self) { try KafkaConfiguration.file(path) }
        #expect(error?.description.contains("\(path):2") == true)
    }

    @Test("a file that is not there is refused by name")
    func namesFile() {
        let error = #expect(throws: KafkaError.self) { try KafkaConfiguration.file("/nowhere/kafka.properties") }
        #expect(error?.description.contains("/nowhere/kafka.properties") == true)
    }

    @Test("an unknown property is refused by name", arguments: ["no.such.property", "no.such.password"])
    func unknownProperty(name: String) {
        let error = #expect(throws: KafkaError.self) { try Producer(KafkaConfiguration([(name, "topsecret")])) }
        #expect(error?.description.contains(name) == true)
        #expect(error?.description.contains("topsecret") == false)
    }

    @Test("a refused value is named with file and line")
    func refusedValue() throws {
        let path = try file("linger.ms=soon\n")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let configuration = try KafkaConfiguration.file(path)
        let error = #expect(throws: KafkaError.self) { try Producer(configuration) }
        #expect(error?.description.contains("linger.ms") == true)
        #expect(error?.description.contains("\(path):1") == true)
    }

    @Test("the value of a secret is never part of an error")
    func secretsStayHidden() {
        let configuration = KafkaConfiguration([("security.protocol", "ssl"), ("ssl.key.pem", "topsecret")])
        let error = #expect(throws: KafkaError.self) { try Producer(configuration) }
        #expect(error?.description.contains("topsecret") == false)
        #expect(error?.description.contains("ssl.key.pem") == true)
    }

    @Test("a transactional producer needs its id")
    func needsTransactionalID() {
        #expect(throws: KafkaError.self) { try TransactionalProducer(KafkaConfiguration()) }
    }

    @Test("the version of the library is reported")
    func version() {
        #expect(librdkafkaVersion().split(separator: ".").count >= 3)
    }

    @Test("is worked around where a version needs it, and not where it was fixed")
    func workarounds() {
        let (old, middle, new) = (
            Workarounds(version: 0x0200_02ff), Workarounds(version: 0x0202_00ff), Workarounds(version: 0x0210_01ff)
        )
        #expect(old.shortensFetchPause && !middle.shortensFetchPause && !new.shortensFetchPause)
    }
}

/// A second door of a broker, which asks for a name and a password.
struct SaslListener {
    let port: Int
    /// Who has a password: the same for all.
    var users = ["turnback"]

    static let password = "right"

    var address: String { "127.0.0.1:\(port)" }

    /// The settings of a broker whose open door is at this port.
    func settings(of open: Int) -> [String] {
        [
            "listeners=PLAINTEXT://127.0.0.1:\(open),CONTROLLER://127.0.0.1:\(open + 1),SASL_PLAINTEXT://\(address)",
            "advertised.listeners=PLAINTEXT://127.0.0.1:\(open),SASL_PLAINTEXT://\(address)",
            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT",
            "sasl.enabled.mechanisms=PLAIN",
            "listener.name.sasl_plaintext.plain.sasl.jaas.config="
                + "org.apache.kafka.common.security.plain.PlainLoginModule required "
                + users.map { "user_\($0)=\"\(Self.password)\"" }.joined(separator: " ") + ";",
        ]
    }

    /// What a client has to say, in librdkafka's words.
    static func client(user: String = "turnback", password: String) -> String {
        """
        security.protocol=SASL_PLAINTEXT
        sasl.mechanism=PLAIN
        sasl.username=\(user)
        sasl.password=\(password)

        """
    }
}

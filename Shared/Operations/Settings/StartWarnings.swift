internal import Glibc
internal import Kafka

/// What a program reports at its start because nobody else would: it goes on all the same.
public enum StartWarnings {
    /// Those for a command line; for a verb without `--kafka-config` too.
    public static func all(_ invocation: Invocation) -> [String] {
        all(kafkaConfig: invocation.declares("kafka-config") ? invocation.stringIfGiven("kafka-config") : nil)
            + (invocation.declares("tls-key") ? tls(invocation) : [])
            + (invocation.declares("connections") ? connections(invocation.stringIfGiven("connections")) : [])
    }

    /// What a program says whose HTTP others reach: tokens that anybody on the way can read, a key that every user can.
    private static func tls(_ invocation: Invocation) -> [String] {
        guard let key = invocation.stringIfGiven("tls-key") else {
            let hasTokens = invocation.stringIfGiven("access").map { $0 != AccessControl.openWord } ?? false
            return invocation.address("http").isLoopback || !hasTokens
                ? []
                : [
                    "tokens and what they protect cross the network in clear: give --tls-certificate and --tls-key, or let a "
                        + "proxy that speaks TLS stand in front of this port alone"
                ]
        }
        return isReadableByAll(key) ? ["\(key) holds a private key, and every user can read it: chmod o-r \(key)"] : []
    }

    /// What is wrong with the file of connections where every user of the machine can read it.
    static func connections(_ path: String?) -> [String] {
        guard let path, isReadableByAll(path) else { return [] }
        return ["\(path) holds the secrets of shops, and every user can read it: chmod o-r \(path)"]
    }

    private static func isReadableByAll(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IROTH != 0
    }

    static func all(kafkaConfig: String?) -> [String] {
        UnknownVariable.all.map(\.warning) + [kafkaConfig.flatMap(exposedSecret)].compactMap(\.self)
    }

    /// What is wrong with a file of properties that holds a secret and that every user of the machine can read.
    static func exposedSecret(_ path: String) -> String? {
        guard isReadableByAll(path),
            let secret = (try? KafkaConfiguration.file(path))?.properties.map(\.name).first(where: isSecret)
        else { return nil }
        return "\(path) holds \(secret), and every user can read it: chmod o-r \(path)"
    }

    private static func isSecret(_ name: String) -> Bool {
        ["password", "secret", "ssl.key.pem", "jaas"].contains { name.contains($0) }
    }
}

extension Logger {
    /// Reports what a program says at its start.
    public func warn(_ warnings: [String]) { for one in warnings { warning(one) } }
}

internal import Glibc
internal import Kafka

/// What a program tells at its start because nobody else would: it goes on all the same.
public enum StartWarnings {
    /// Those for a command line; for a verb without `--kafka-config` too.
    public static func all(_ invocation: Invocation) -> [String] {
        all(kafkaConfig: invocation.declares("kafka-config") ? invocation.stringIfGiven("kafka-config") : nil)
    }

    static func all(kafkaConfig: String?) -> [String] {
        UnknownVariable.all.map(\.warning) + [kafkaConfig.flatMap(exposedSecret)].compactMap(\.self)
    }

    /// What is wrong with a file of properties that holds a secret and that every user of the machine can read.
    static func exposedSecret(_ path: String) -> String? {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IROTH != 0,
            let secret = (try? KafkaConfiguration.file(path))?.properties.map(\.name).first(where: isSecret)
        else { return nil }
        return "\(path) holds \(secret), and every user can read it: chmod o-r \(path)"
    }

    private static func isSecret(_ name: String) -> Bool {
        ["password", "secret", "ssl.key.pem", "jaas"].contains { name.contains($0) }
    }
}

extension Logger {
    /// Tells what a program tells at its start.
    public func warn(_ warnings: [String]) { for one in warnings { warning(one) } }
}

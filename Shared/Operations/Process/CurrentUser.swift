internal import Glibc
internal import Kafka

/// Who runs this process, for what is written down under a name.
public enum CurrentUser {
    /// The principal that Kafka knows, where the file of properties names one; else the user of this machine.
    public static func name(kafkaConfig: String? = nil) -> String {
        let properties = kafkaConfig.flatMap { try? KafkaConfiguration.file($0) }?.properties ?? []
        if let principal = properties.first(where: { $0.name == "sasl.username" })?.value, !principal.isEmpty {
            return principal
        }
        if let entry = unsafe getpwuid(geteuid()), let name = unsafe entry.pointee.pw_name {
            return unsafe String(cString: name)
        }
        return EnvironmentVariables.value(of: "USER") ?? "user \(geteuid())"
    }
}

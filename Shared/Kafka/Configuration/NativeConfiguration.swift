internal import CRdKafka

extension KafkaConfiguration {
    /// librdkafka's own object with these properties; the caller owns it until a client takes it over.
    func native() throws(KafkaError) -> OpaquePointer {
        let native: OpaquePointer = unsafe rd_kafka_conf_new()
        for property in properties {
            var reason = [CChar](repeating: 0, count: 512)
            let result = unsafe rd_kafka_conf_set(native, property.name, property.value, &reason, reason.count)
            guard result != RD_KAFKA_CONF_OK else { continue }
            unsafe rd_kafka_conf_destroy(native)
            throw property.refused(
                unknown: result == RD_KAFKA_CONF_UNKNOWN,
                reason: String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        }
        return unsafe native
    }
}

extension KafkaConfiguration.Property {
    /// True where the value must not be shown.
    private var isSecret: Bool {
        name.hasSuffix("password") || name.hasSuffix("secret") || name.hasSuffix(".pem")
            || name == "sasl.oauthbearer.config"
    }

    /// librdkafka's reason may hold the value, so that of a secret is left out.
    fileprivate func refused(unknown: Bool, reason: String) -> KafkaError {
        let place = origin.map { " (\($0))" } ?? ""
        let message = isSecret ? (unknown ? "no such property" : "its value was refused") : reason
        return KafkaError(
            code: KafkaError.Code.invalidArgument, message: message, context: "set the Kafka property \(name)\(place)")
    }
}

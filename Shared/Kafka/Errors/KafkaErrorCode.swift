internal import CRdKafka

extension KafkaError {
    /// A broker does not answer, or the connection to it ended.
    public var isDisconnection: Bool {
        switch code {
        case Code.transport, Code.allBrokersDown, Code.timedOut, Code.brokerGone: true
        default: false
        }
    }

    /// The topic or the partition is not known, to the client or to the broker that was asked. A broker that is coming
    /// back says so too, of topics that are there.
    public var isUnknownPlace: Bool {
        switch code {
        case Code.unknownTopic, Code.unknownPartition, Code.unknownTopicOrPartition: true
        default: false
        }
    }

    /// The numbers of errors that callers distinguish.
    public enum Code {
        /// No broker could be reached.
        public static let allBrokersDown = RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN.rawValue
        /// The connection to a broker failed or ended.
        public static let transport = RD_KAFKA_RESP_ERR__TRANSPORT.rawValue
        /// The broker that was asked is not of the cluster any more: `_DESTROY_BROKER`, which the headers of 2.0.2 lack.
        public static let brokerGone: Int32 = -137
        /// The time given for the call is over.
        public static let timedOut = RD_KAFKA_RESP_ERR__TIMED_OUT.rawValue
        /// The client cannot go on.
        public static let fatal = RD_KAFKA_RESP_ERR__FATAL.rawValue
        /// Another producer with the same transactional id was made.
        public static let fenced = RD_KAFKA_RESP_ERR__FENCED.rawValue
        /// Another consumer with the same `group.instance.id` has joined.
        public static let fencedInstance = RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID.rawValue
        /// The topic is known to be missing.
        public static let unknownTopic = RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC.rawValue
        /// The topic has no such partition.
        public static let unknownPartition = RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION.rawValue
        /// The broker knows no such topic or partition.
        public static let unknownTopicOrPartition = RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART.rawValue
        /// A message is larger than what is allowed.
        public static let messageTooLarge = RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE.rawValue
        /// The call is not allowed in the client's present state.
        public static let state = RD_KAFKA_RESP_ERR__STATE.rawValue
        /// An argument or a property was refused.
        public static let invalidArgument = RD_KAFKA_RESP_ERR__INVALID_ARG.rawValue
        /// The client is closed.
        public static let closed = RD_KAFKA_RESP_ERR__DESTROY.rawValue
    }

    /// What a right is given on.
    public enum Resource: Sendable, Equatable { case topic, group, transactionalId }

    /// What a right was refused on, where the error is that.
    public var refusedResource: Resource? {
        switch rd_kafka_resp_err_t(rawValue: code) {
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED: .topic
        case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED: .group
        case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED: .transactionalId
        default: nil
        }
    }

    /// Credentials or rights were refused: nothing fixes that but the configuration.
    public var isRefusal: Bool {
        switch rd_kafka_resp_err_t(rawValue: code) {
        case RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
            RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
            true
        default: false
        }
    }

    /// The broker does not take a record as it is, and will not however often it is sent.
    public var isRefusedRecord: Bool {
        switch rd_kafka_resp_err_t(rawValue: code) {
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE,
            RD_KAFKA_RESP_ERR_INVALID_RECORD, RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
            true
        default: false
        }
    }
}

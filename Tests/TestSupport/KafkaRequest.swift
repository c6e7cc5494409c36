import Foundation

/// Asks a Kafka of one broker, in Kafka's own protocol, for what librdkafka or kcat does not offer.
public enum KafkaRequest {
    /// Removes a static member from its group, as an administrator can. The member hears of it by its next heartbeat.
    public static func remove(_ member: String, from group: String, on bootstrap: String) throws {
        var request = Self.request(13, version: 3)  // LeaveGroup
        request.append(text: group)
        request.append(number: Int32(1))
        request.append(text: "")
        request.append(text: member)
        let answer = try exchange(request, with: bootstrap)
        // Its number, the time it was throttled, then the error of the whole and of the one member.
        guard answer.count >= 14, answer[8] == 0, answer[9] == 0, answer.suffix(2).allSatisfy({ $0 == 0 }) else {
            throw Failure(description: "removing \(member) from \(group): \(Array(answer))")
        }
    }

    /// Deletes a group that has no members, and with it how far it is.
    public static func delete(_ group: String, on bootstrap: String) throws {
        var request = Self.request(42, version: 1)  // DeleteGroups
        request.append(number: Int32(1))
        request.append(text: group)
        let answer = try exchange(request, with: bootstrap)
        guard answer.count >= 14, answer.suffix(2).allSatisfy({ $0 == 0 }) else {
            throw Failure(description: "deleting \(group): \(Array(answer))")
        }
    }

    /// Deletes a topic. Another one of its name can be made a moment later.
    public static func delete(topic: String, on bootstrap: String) throws {
        var request = Self.request(20, version: 1)  // DeleteTopics
        request.append(number: Int32(1))
        request.append(text: topic)
        request.append(number: Int32(10_000))
        let answer = try exchange(request, with: bootstrap)
        guard answer.count >= 14, answer.suffix(2).allSatisfy({ $0 == 0 }) else {
            throw Failure(description: "deleting \(topic): \(Array(answer))")
        }
    }

    /// Raises topics to so many partitions.
    public static func raise(_ topics: [String], to partitions: Int32, on bootstrap: String) throws {
        var request = Self.request(37, version: 1)  // CreatePartitions
        request.append(number: Int32(topics.count))
        for topic in topics {
            request.append(text: topic)
            request.append(number: partitions)
            request.append(number: Int32(-1))
        }
        request.append(number: Int32(10_000))
        request.append(number: Int8(0))
        var answer = try exchange(request, with: bootstrap).dropFirst(12)
        func number() -> Int16 {
            defer { answer = answer.dropFirst(2) }
            return answer.prefix(2).reduce(0) { $0 << 8 | Int16($1) }
        }
        for topic in topics {
            let name = Int(number())
            answer = answer.dropFirst(name)
            let error = number()
            guard error == 0 else { throw Failure(description: "raising \(topic): \(error)") }
            // It has no message.
            _ = number()
        }
    }

    /// The head of a request.
    private static func request(_ api: Int16, version: Int16) -> Data {
        var request = Data()
        request.append(number: api)
        request.append(number: version)
        request.append(number: Int32(1))
        request.append(text: "turnback-test")
        return request
    }

    private static func exchange(_ request: Data, with bootstrap: String) throws -> Data {
        let connection = try Connection(bootstrap)
        defer { connection.close() }
        var framed = Data()
        framed.append(number: Int32(request.count))
        try connection.send(framed + request)
        let length = try connection.receive(4).reduce(0) { $0 << 8 | Int($1) }
        return try connection.receive(length)
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}

/// A TCP connection whose calls block.
private struct Connection {
    private let socket: Int32

    init(_ address: String) throws {
        let parts = address.split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1]) else {
            throw KafkaRequest.Failure(description: "\(address) is not a HOST:PORT")
        }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        let host = parts[0] == "localhost" ? "127.0.0.1" : String(parts[0])
        guard unsafe inet_pton(AF_INET, host, &place.sin_addr) == 1 else {
            throw KafkaRequest.Failure(description: "\(host) is not an IPv4 address")
        }
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let connected = unsafe withUnsafePointer(to: &place) { place in
            unsafe place.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(socket, $0, size) }
        }
        guard connected == 0 else { throw KafkaRequest.Failure(description: "\(address) does not answer: \(errno)") }
    }

    func send(_ data: Data) throws {
        let sent = unsafe data.withUnsafeBytes { unsafe write(socket, $0.baseAddress!, $0.count) }
        guard sent == data.count else { throw KafkaRequest.Failure(description: "the broker takes nothing: \(errno)") }
    }

    func receive(_ count: Int) throws -> Data {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Foundation.read(socket, buffer.baseAddress! + filled, count - filled)
            }
            guard read > 0 else { throw KafkaRequest.Failure(description: "the broker has closed the connection") }
            filled += read
        }
        return Data(bytes)
    }

    func close() { Foundation.close(socket) }
}

extension Data {
    /// Appends a number as Kafka has them: big endian.
    fileprivate mutating func append(number: some FixedWidthInteger) {
        for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// Appends a text with its length.
    fileprivate mutating func append(text: String) {
        append(number: Int16(text.utf8.count))
        append(contentsOf: text.utf8)
    }
}

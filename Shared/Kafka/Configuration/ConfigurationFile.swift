import Glibc

extension KafkaConfiguration {
    /// Reads a file of `name=value` lines, as librdkafka's tools and the Java clients have them. Empty lines and lines
    /// that begin with `#` are passed over; spaces around names and values are not part of them.
    ///
    /// Throws with the file and the line where it is not such a file. Names and values are checked when a client is made.
    public static func file(_ path: String) throws(KafkaError) -> KafkaConfiguration {
        var configuration = KafkaConfiguration()
        let text = String(decoding: try contents(of: path), as: UTF8.self)
        var number = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            let line = trimmed(line)
            if line.isEmpty || line.hasPrefix("#") { continue }
            guard let equals = line.firstIndex(of: "="), equals != line.startIndex else {
                throw KafkaError(
                    code: KafkaError.Code.invalidArgument, message: "not a line of the form name=value",
                    context: "\(path):\(number)")
            }
            let name = String(trimmed(line[..<equals]))
            var property = Property(name, String(trimmed(line[line.index(after: equals)...])))
            property.origin = "\(path):\(number)"
            configuration.set(property)
        }
        return configuration
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }

    private static func contents(of path: String) throws(KafkaError) -> [UInt8] {
        func failure() -> KafkaError {
            let reason = unsafe String(cString: strerror(errno))
            return KafkaError(
                code: KafkaError.Code.invalidArgument, message: reason, context: "read the Kafka properties in \(path)")
        }
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { Glibc.close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw failure() }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }
}

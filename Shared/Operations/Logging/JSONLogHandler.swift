internal import Contracts
internal import Fulfillment

/// JSON lines for collectors: `time` (RFC 3339, UTC, milliseconds), `level`, `logger`, `message`, then the metadata in
/// its order. Metadata that has one of these four names gets an underscore at its end.
public struct JSONLogHandler: LogHandler {
    private let descriptor: Int32

    /// To standard error, unless another file descriptor is named.
    public init(descriptor: Int32 = StandardStream.error.rawValue) { self.descriptor = descriptor }

    /// One write(2) per line, so that lines of several threads do not mix.
    public func log(_ event: LogLine) { DescriptorWriter.write(line(event) + [0x0A], to: descriptor) }

    func line(_ event: LogLine) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(256)
        line.append(UInt8(ascii: "{"))
        append("time", .string(event.time.rfc3339), to: &line)
        append("level", .string(event.level.rawValue), to: &line)
        append("logger", .string(event.label), to: &line)
        append("message", .string(event.message), to: &line)
        for entry in event.metadata.entries {
            append(Self.own.contains(entry.key) ? "\(entry.key)_" : entry.key, entry.value, to: &line)
        }
        line.append(UInt8(ascii: "}"))
        return line
    }

    private static let own = ["time", "level", "logger", "message"]

    private func append(_ key: String, _ value: LogValue, to line: inout [UInt8]) {
        if line.count > 1 { line.append(UInt8(ascii: ",")) }
        JSONText.appendQuoted(key, to: &line)
        line.append(UInt8(ascii: ":"))
        switch value {
        case .string(let text): JSONText.appendQuoted(text, to: &line)
        case .int(let number): line.append(contentsOf: String(number).utf8)
        case .bool(let truth): line.append(contentsOf: String(truth).utf8)
        case .double(let number) where number.isFinite: line.append(contentsOf: String(number).utf8)
        case .double(let number): JSONText.appendQuoted(String(number), to: &line)
        }
    }
}

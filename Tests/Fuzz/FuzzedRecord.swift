import Contracts

enum FuzzedRecord {
    /// Headers as `name: value` lines, one without ": " has no value; then an empty line, then the value.
    static func body(_ bytes: [UInt8]) -> RecordBody {
        var headers: [Header] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            if line.isEmpty { break }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon + 1 < line.endIndex else {
                headers.append(Header(String(decoding: line, as: UTF8.self), nil))
                continue
            }
            headers.append(Header(String(decoding: line[..<colon], as: UTF8.self), Array(line[(colon + 2)...])))
        }
        return RecordBody(key: nil, headers: headers, value: Array(rest))
    }
}

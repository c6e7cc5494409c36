/// Where in a value an error is that a dead letter's message names: by its byte, else by its path.
public enum ErrorPlace {
    /// The path that the message of a `DecodeError` begins with, such as `lines[1].quantity`; nil where it names none.
    public static func path(in message: String) -> String? {
        guard let colon = message.firstRange(of: ": ") else { return nil }
        let path = message[..<colon.lowerBound]
        return path.isEmpty || path.contains(where: \.isWhitespace) ? nil : String(path)
    }

    /// The bytes that are meant. Where a field is missing, the object that has not got it; empty where nothing is found.
    public static func range(of message: String, in value: [UInt8]) -> Range<Int> {
        if let byte = byte(in: message), byte <= value.count { return byte..<min(value.count, byte + 1) }
        guard let path = path(in: message) else { return 0..<0 }
        let components = components(path)
        let direct = deepest(components, in: value)
        if direct.depth == components.count { return direct.range }
        // In structured mode the paths of data begin below `data`.
        let inData = deepest([.name("data")] + components, in: value)
        return inData.depth > direct.depth ? inData.range : direct.range
    }

    private static func byte(in message: String) -> Int? {
        guard let mark = message.firstRange(of: "not JSON at byte ") else { return nil }
        return Int(message[mark.upperBound...].prefix { $0.isNumber })
    }

    private enum Component: Equatable {
        case name(String)
        case index(Int)
    }

    /// `lines[1].quantity` is the name `lines`, the index 1, the name `quantity`.
    private static func components(_ path: String) -> [Component] {
        path.split(separator: ".").flatMap { part -> [Component] in
            var pieces = part.split(separator: "[", omittingEmptySubsequences: false)
            let name = pieces.removeFirst()
            return (name.isEmpty ? [] : [.name(String(name))])
                + pieces.compactMap { Int($0.dropLast()).map { .index($0) } }
        }
    }

    /// How far the path can be followed, and the value there.
    private static func deepest(_ components: [Component], in value: [UInt8]) -> (range: Range<Int>, depth: Int) {
        var reader = JSONReader(value)
        var found = (range: 0..<0, depth: 0)
        // What comes behind the place may be no JSON at all.
        try? descend(components[...], &reader, depth: 0, &found)
        return found
    }

    private static func descend(
        _ components: ArraySlice<Component>, _ reader: inout JSONReader, depth: Int,
        _ found: inout (range: Range<Int>, depth: Int)
    ) throws(DecodeError) {
        var ahead = reader
        if let range = try? ahead.skip(), found.depth <= depth { found = (range, depth) }
        switch components.first {
        case nil: try reader.skip()
        case .name(let name)?:
            try reader.object { key, reader throws(DecodeError) in
                if key.text == name {
                    try descend(components.dropFirst(), &reader, depth: depth + 1, &found)
                } else {
                    try reader.skip()
                }
            }
        case .index(let wanted)?:
            try reader.array { index, reader throws(DecodeError) in
                if index == wanted {
                    try descend(components.dropFirst(), &reader, depth: depth + 1, &found)
                } else {
                    try reader.skip()
                }
            }
        }
    }
}

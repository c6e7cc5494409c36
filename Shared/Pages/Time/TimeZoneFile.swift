/// A time zone as the system's files describe it (TZif, RFC 9636): how far its clocks are from UTC at each moment.
struct TimeZoneFile: Sendable, Equatable {
    /// Moments, in seconds since 1970, from which on an offset holds.
    private var transitions: [(at: Int64, offset: Int)] = []
    private var first = 0
    /// What holds after the last transition.
    private var rule: TimeZoneRule?

    static func == (left: TimeZoneFile, right: TimeZoneFile) -> Bool {
        left.first == right.first && left.rule == right.rule
            && left.transitions.elementsEqual(right.transitions) { $0 == $1 }
    }

    /// Clocks that show UTC.
    static let utc = TimeZoneFile()

    private init() {}

    /// Nil where the bytes are not such a file of version 2 or later.
    init?(_ bytes: [UInt8]) {
        var reader = Bytes(bytes)
        guard let old = Header(&reader), old.version >= 0x32 else { return nil }
        // The block of 32-bit numbers comes first, for old readers.
        guard reader.skip(old.length(4)), let header = Header(&reader) else { return nil }
        var moments: [Int64] = []
        for _ in 0..<header.times {
            guard let moment = reader.integer(8) else { return nil }
            moments.append(moment)
        }
        guard let kinds = reader.take(header.times) else { return nil }
        var offsets: [Int] = []
        for _ in 0..<header.types {
            guard let offset = reader.integer(4), reader.skip(2) else { return nil }
            offsets.append(Int(Int32(truncatingIfNeeded: offset)))
        }
        guard reader.skip(header.characters + header.leaps * 12 + header.standards + header.universals) else {
            return nil
        }
        first = offsets.first ?? 0
        for (moment, kind) in zip(moments, kinds) {
            guard Int(kind) < offsets.count else { return nil }
            transitions.append((moment, offsets[Int(kind)]))
        }
        if reader.integer(1) == 10, let end = reader.rest.firstIndex(of: 10) {
            rule = TimeZoneRule(String(decoding: reader.rest[..<end], as: UTF8.self))
        }
    }

    /// Seconds that its clocks are ahead of UTC at a moment, in seconds since 1970.
    func offset(at moment: Int64) -> Int {
        guard let last = transitions.last, moment < last.at else {
            return rule?.offset(at: moment) ?? transitions.last?.offset ?? first
        }
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at <= moment { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : transitions[low - 1].offset
    }

    private struct Header {
        let version: UInt8
        let universals: Int, standards: Int, leaps: Int, times: Int, types: Int, characters: Int

        init?(_ reader: inout Bytes) {
            guard let magic = reader.take(4), magic.elementsEqual("TZif".utf8), let version = reader.take(1)?.first,
                reader.skip(15)
            else { return nil }
            self.version = version
            var counts: [Int] = []
            for _ in 0..<6 {
                guard let count = reader.integer(4), (0..<1_000_000).contains(count) else { return nil }
                counts.append(Int(count))
            }
            (universals, standards, leaps) = (counts[0], counts[1], counts[2])
            (times, types, characters) = (counts[3], counts[4], counts[5])
        }

        /// Bytes of the block that follows.
        func length(_ size: Int) -> Int {
            times * size + times + types * 6 + characters + leaps * (size + 4) + standards + universals
        }
    }

    private struct Bytes {
        var rest: ArraySlice<UInt8>
        init(_ bytes: [UInt8]) { rest = bytes[...] }

        mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        mutating func skip(_ count: Int) -> Bool { take(count) != nil }
        mutating func integer(_ count: Int) -> Int64? {
            take(count).map { $0.reduce(0) { $0 << 8 | Int64($1) } }
        }
    }
}

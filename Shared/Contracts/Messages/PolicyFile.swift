public import Fulfillment

extension Policies {
    /// Reads a policy file. Each setting may be left out; a merchant's wins over the defaults.
    public static func decode(_ bytes: [UInt8]) throws(DecodeError) -> Policies {
        var reader = JSONReader(bytes)
        var defaults = Policy()
        var merchants: Range<Int>?
        var names = SettingNames()
        try reader.object { key, reader throws(DecodeError) in
            try names.take(key.text)
            switch key {
            case "defaults": try defaults.decode(&reader)
            case "merchants": merchants = try reader.skip()
            default: throw DecodeError.unknownSetting(among: ["defaults", "merchants"])
            }
        }
        try reader.finish()
        do { try defaults.mustKeepCases() } catch { throw error.inside("defaults") }
        var policies = Policies(defaults: defaults)
        guard let merchants else { return policies }
        var inner = JSONReader(bytes, merchants)
        var known = SettingNames()
        do {
            try inner.object { key, reader throws(DecodeError) in
                try key.text.mustBeId()
                try known.take(key.text)
                var policy = defaults
                try policy.decode(&reader)
                try policy.mustKeepCases()
                policies.merchants[key.text] = policy
            }
        } catch { throw error.inside("merchants") }
        return policies
    }
}

/// The names of an object: one that comes twice is refused, because nobody could say which value was meant.
private struct SettingNames {
    private var seen: Set<[UInt8]> = []

    mutating func take(_ name: String) throws(DecodeError) {
        // By its bytes: for Swift, two spellings of an accent are one text.
        guard !seen.insert(Array(name.utf8)).inserted else { return }
        throw DecodeError(.invalidField, "", "stands twice; leave one of them out")
    }
}

extension DecodeError {
    fileprivate static func unknownSetting(among allowed: [String]) -> DecodeError {
        DecodeError(.invalidField, "", "is not a setting; allowed are \(allowed.joined(separator: ", "))")
    }
}

extension Policy {
    mutating func decode(_ reader: inout JSONReader) throws(DecodeError) {
        var policy = self
        var names = SettingNames()
        try reader.object { key, reader throws(DecodeError) in
            let name = key.text
            try names.take(name)
            guard let setting = PolicySetting.all.first(where: { $0.name == name }) else {
                throw DecodeError.unknownSetting(among: PolicySetting.all.map(\.name))
            }
            try setting.read(&reader, &policy)
        }
        self = policy
    }

    /// What is forgotten while a case may still ask for its units would refuse them.
    func mustKeepCases() throws(DecodeError) {
        if keepTombstoneSeconds < keepEndedSeconds {
            throw DecodeError(
                .invalidField, "keepTombstoneSeconds",
                "what has ended is remembered for \(keepEndedSeconds) seconds, and its tombstone after that: "
                    + "expected at least as many, found \(keepTombstoneSeconds)")
        }
        guard keepEndedSeconds < longestCaseSeconds else { return }
        throw DecodeError(
            .invalidField, "keepEndedSeconds",
            "a case may last \(longestCaseSeconds) seconds (verify, intercept and restock, each with an escalation): "
                + "expected at least as many, found \(keepEndedSeconds)")
    }
}

extension JSONReader {
    /// The longest span of time that a policy takes: 10 years.
    private static let mostSeconds: Int64 = 315_360_000

    /// A span of time: up to 10 years, and at least a second unless none at all is allowed.
    mutating func seconds(from least: Int64 = 1) throws(DecodeError) -> Int64 {
        let value = try integer()
        guard (least...Self.mostSeconds).contains(value) else {
            throw DecodeError(.invalidField, "", "expected \(least)…\(Self.mostSeconds) seconds, found \(value)")
        }
        return value
    }
}

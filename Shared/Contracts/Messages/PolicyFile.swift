public import Fulfillment

extension Policies {
    /// Reads a policy file. Each setting may be left out; a merchant's wins over the defaults.
    public static func decode(_ bytes: [UInt8]) throws(DecodeError) -> Policies {
        var reader = JSONReader(bytes)
        var defaults = Policy()
        var merchants: Range<Int>?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "defaults": try defaults.decode(&reader)
            case "merchants": merchants = try reader.skip()
            default: throw unknown("defaults, merchants")
            }
        }
        try reader.finish()
        do { try defaults.mustKeepCases() } catch { throw error.inside("defaults") }
        var policies = Policies(defaults: defaults)
        guard let merchants else { return policies }
        var inner = JSONReader(bytes, merchants)
        do {
            try inner.object { key, reader throws(DecodeError) in
                try key.text.mustBeId()
                var policy = defaults
                try policy.decode(&reader)
                try policy.mustKeepCases()
                policies.merchants[key.text] = policy
            }
        } catch { throw error.inside("merchants") }
        return policies
    }

    fileprivate static func unknown(_ allowed: String) -> DecodeError {
        DecodeError(.invalidField, "", "is not a setting; allowed are \(allowed)")
    }
}

extension Policy {
    mutating func decode(_ reader: inout JSONReader) throws(DecodeError) {
        var policy = self
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "unknownOrderGraceSeconds": policy.unknownOrderGraceSeconds = try reader.seconds()
            case "verifySeconds": policy.verifySeconds = try reader.seconds()
            case "interceptSeconds": policy.interceptSeconds = try reader.seconds()
            case "restockSeconds": policy.restockSeconds = try reader.seconds()
            case "escalationSeconds": policy.escalationSeconds = try reader.seconds()
            case "keepEndedSeconds": policy.keepEndedSeconds = try reader.seconds()
            case "keepPersonalSeconds": policy.keepPersonalSeconds = try reader.seconds()
            case "keepTombstoneSeconds": policy.keepTombstoneSeconds = try reader.seconds()
            case "splitSeconds": policy.splitSeconds = try reader.seconds(from: 0)
            case "sameSourceToleranceSeconds":
                policy.reportTolerance.withinSourceSeconds = try reader.seconds(from: 0)
            case "otherSourceToleranceSeconds":
                policy.reportTolerance.betweenSourcesSeconds = try reader.seconds(from: 0)
            case "restockBy": policy.restockBy = try reader.word(RestockWay.self)
            case "whenWarehouseIsSilent": policy.whenWarehouseIsSilent = try reader.word(Silence.self)
            default:
                throw Policies.unknown(
                    "unknownOrderGraceSeconds, verifySeconds, interceptSeconds, restockSeconds, escalationSeconds, "
                        + "keepEndedSeconds, keepPersonalSeconds, keepTombstoneSeconds, splitSeconds, sameSourceToleranceSeconds, "
                        + "otherSourceToleranceSeconds, restockBy, whenWarehouseIsSilent")
            }
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
    /// A span of time: up to 10 years, and at least a second unless none at all is allowed.
    mutating func seconds(from least: Int64 = 1) throws(DecodeError) -> Int64 {
        let value = try integer()
        guard (least...315_360_000).contains(value) else {
            throw DecodeError(.invalidField, "", "expected \(least)…315360000 seconds, found \(value)")
        }
        return value
    }
}

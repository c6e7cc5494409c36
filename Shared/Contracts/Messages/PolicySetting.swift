public import Fulfillment

/// A setting of the policy file: its name, and its value in a policy.
public struct PolicySetting: Sendable {
    /// As the file names it.
    public let name: String
    /// Its value.
    public let value: @Sendable (Policy) -> JSONValue
    /// Takes a value from the file.
    let read: @Sendable (inout JSONReader, inout Policy) throws(DecodeError) -> Void

    /// All of them, in the sequence in which they are shown.
    public static let all: [PolicySetting] = [
        seconds("unknownOrderGraceSeconds", { $0.unknownOrderGraceSeconds }, { $0.unknownOrderGraceSeconds = $1 }),
        seconds("verifySeconds", { $0.verifySeconds }, { $0.verifySeconds = $1 }),
        seconds("interceptSeconds", { $0.interceptSeconds }, { $0.interceptSeconds = $1 }),
        seconds("restockSeconds", { $0.restockSeconds }, { $0.restockSeconds = $1 }),
        seconds("escalationSeconds", { $0.escalationSeconds }, { $0.escalationSeconds = $1 }),
        word("whenWarehouseIsSilent", { $0.whenWarehouseIsSilent }, { $0.whenWarehouseIsSilent = $1 }),
        word("restockBy", { $0.restockBy }, { $0.restockBy = $1 }),
        seconds("splitSeconds", from: 0, { $0.splitSeconds }, { $0.splitSeconds = $1 }),
        seconds(
            "sameSourceToleranceSeconds", from: 0, { $0.reportTolerance.withinSourceSeconds },
            { $0.reportTolerance.withinSourceSeconds = $1 }),
        seconds(
            "otherSourceToleranceSeconds", from: 0, { $0.reportTolerance.betweenSourcesSeconds },
            { $0.reportTolerance.betweenSourcesSeconds = $1 }),
        seconds("keepEndedSeconds", { $0.keepEndedSeconds }, { $0.keepEndedSeconds = $1 }),
        seconds("keepPersonalSeconds", { $0.keepPersonalSeconds }, { $0.keepPersonalSeconds = $1 }),
        seconds("keepTombstoneSeconds", { $0.keepTombstoneSeconds }, { $0.keepTombstoneSeconds = $1 }),
    ]

    private static func seconds(
        _ name: String, from least: Int64 = 1, _ get: @escaping @Sendable (Policy) -> Int64,
        _ set: @escaping @Sendable (inout Policy, Int64) -> Void
    ) -> PolicySetting {
        PolicySetting(
            name: name, value: { .integer(Int(get($0))) },
            read: { reader, policy throws(DecodeError) in set(&policy, try reader.seconds(from: least)) })
    }

    private static func word<Word: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ get: @escaping @Sendable (Policy) -> Word,
        _ set: @escaping @Sendable (inout Policy, Word) -> Void
    ) -> PolicySetting {
        PolicySetting(
            name: name, value: { .string(get($0).rawValue) },
            read: { reader, policy throws(DecodeError) in set(&policy, try reader.word(Word.self)) })
    }
}

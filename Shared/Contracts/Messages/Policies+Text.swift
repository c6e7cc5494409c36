public import Fulfillment

extension Policies {
    /// The policy file that says all of this: every setting, and of merchants those that differ.
    public var file: JSONValue {
        let own = merchants.filter { $0.value != defaults }.sorted { $0.key < $1.key }
        return [
            "defaults": .object(PolicySetting.all.map { .init($0.name, $0.value(defaults)) }),
            "merchants": .object(
                own.map { name, policy in
                    let different = PolicySetting.all.filter { $0.value(policy) != $0.value(defaults) }
                    return .init(name, .object(different.map { .init($0.name, $0.value(policy)) }))
                }),
        ]
    }

    /// The same for all programs with the same policy, however their files are written: 12 hexadecimal digits.
    public var fingerprint: String { String(ContentTag.of(Array(file.compact.utf8)).prefix(12)) }
}

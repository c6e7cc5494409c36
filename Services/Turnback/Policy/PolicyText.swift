import Contracts
import Fulfillment
import Operations

/// A policy as people and as scripts read it.
enum PolicyText {
    /// One JSON line: the fingerprint, and the policy as a file that says every setting.
    static func json(_ policies: Policies) -> String {
        JSONLine.object { writer in
            writer.field("fingerprint", policies.fingerprint)
            writer.key("policy")
            writer.raw(policies.file.compact.utf8)
        }
    }

    /// - Parameter place: the file that it was read from; nil for the built-in defaults.
    static func table(_ policies: Policies, _ place: String?, _ style: TextStyle) -> String {
        var table = TextTable(["SETTING", "VALUE", "MEANS", "BUILT-IN"])
        for setting in PolicySetting.all {
            let (value, builtIn) = (setting.value(policies.defaults), setting.value(Policy()))
            table.add([setting.name, text(value), span(value), value == builtIn ? "" : text(builtIn)])
        }
        let from = place.map { "from \(PlainText.of($0))" } ?? "built in, no --policy was given"
        var parts = ["\(style.bold("policy \(policies.fingerprint)")): \(from)", table.render(style: style)]
        var own = TextTable(["MERCHANT", "SETTING", "VALUE", "MEANS"])
        for (merchant, policy) in policies.merchants.sorted(by: { $0.key < $1.key }) {
            for setting in PolicySetting.all where setting.value(policy) != setting.value(policies.defaults) {
                let value = setting.value(policy)
                own.add([PlainText.of(merchant), setting.name, text(value), span(value)])
            }
        }
        if !own.isEmpty { parts.append(own.render(style: style)) }
        return parts.joined(separator: "\n\n")
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        default: value.compact
        }
    }

    /// `4 h` for 14400 seconds; nothing for a word.
    private static func span(_ value: JSONValue) -> String {
        guard case .integer(let seconds) = value else { return "" }
        for (unit, length) in [("days", 86_400), ("h", 3_600), ("min", 60)]
        where seconds >= length && seconds % length == 0 {
            return "\(seconds / length) \(unit == "days" && seconds == length ? "day" : unit)"
        }
        return "\(seconds) s"
    }
}

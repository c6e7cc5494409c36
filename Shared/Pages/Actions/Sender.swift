internal import Operations

/// The name under which pages send (`ce_source`): the console, and the person where one is known. So a story can say who asked
/// also where a message has no field for it.
enum Sender {
    private static let console = "/console"

    static func source(of person: String?) -> String {
        person.map { "\(console)/\(PercentCoding.encoded($0))" } ?? console
    }

    /// The person that a source names; nil for any other sender.
    static func person(_ source: String) -> String? {
        guard source.hasPrefix(console + "/") else { return nil }
        return PercentCoding.decoded(source.dropFirst(console.count + 1), plusIsSpace: false)
    }
}

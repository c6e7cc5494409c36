/// The id of a server-sent event: which read model counted it, and its number there.
struct EventId: Sendable, Equatable {
    let epoch: String
    let number: Int64

    init(epoch: String, number: Int64) {
        self.epoch = epoch
        self.number = number
    }

    /// From `Last-Event-ID`; nil for one that was never given.
    init?(_ text: String) {
        guard let dash = text.lastIndex(of: "-"), let number = Int64(text[text.index(after: dash)...]), number >= 0
        else {
            return nil
        }
        self.init(epoch: String(text[..<dash]), number: number)
    }

    var text: String { "\(epoch)-\(number)" }
}

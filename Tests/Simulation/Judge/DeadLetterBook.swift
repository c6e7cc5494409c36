import Contracts

/// Dead letters, by where each stood first: nothing is dead-lettered twice.
struct DeadLetterBook {
    private var letters: [String: Int] = [:]

    mutating func take(_ record: Record) {
        let place = ["topic", "partition", "offset"].map { name in
            let header = record.body.headers.last { $0.name == "__streams.errors.\(name)" }
            return String(decoding: header?.value ?? [], as: UTF8.self)
        }
        letters[place.joined(separator: "/"), default: 0] += 1
    }

    var complaints: [String] {
        letters.sorted { $0.key < $1.key }.filter { $0.value > 1 }.map { "\($0.key) has \($0.value) dead letters" }
    }
}

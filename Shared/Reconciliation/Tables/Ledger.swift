import Fulfillment

/// What two topics have to agree on, each arriving when it will: one adds, the other takes away. What comes to nothing
/// is forgotten, so memory goes with what does not agree (yet), not with history.
struct Ledger: Sendable {
    struct Entry: Sendable {
        var units: SIMD4<Int64>
        /// The last message that changed it.
        var place: Place
    }

    private(set) var entries: [UInt64: Entry] = [:]

    mutating func add(_ units: SIMD4<Int64>, of owner: Fingerprint, at place: Place) {
        guard units != .zero else { return }
        let sum = (entries[owner.value]?.units ?? .zero) &+ units
        entries[owner.value] = sum == .zero ? nil : Entry(units: sum, place: place)
    }
}

extension Ledger: Archived {
    mutating func archive(_ archive: inout Archive) {
        archive.keep(&entries, blank: Entry(units: .zero, place: .blank)) { entry, archive in
            archive.keep(&entry.units)
            archive.keep(&entry.place)
        }
    }
}

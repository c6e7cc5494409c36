/// Which of the units that came back had left the building, as far as the way by which they came shows: what a buyer sends
/// back, or a carrier, was in a parcel that left; what a case brings back was in one that was stopped, or that nobody finds.
extension OutboundOrder {
    /// Of a SKU's units that came back: those that had left, and the others.
    func back(of sku: String) -> SplitBack {
        let all = back[sku] ?? UnitsBack()
        let outside = (backFromOutside[sku] ?? UnitsBack()).common(with: all)
        var inside = all
        inside.subtract(outside)
        return (outside, inside)
    }

    /// Counts what came back, or what came back of another consignment.
    mutating func add(_ units: SplitBack, of sku: String) {
        guard units.outside.settled + units.inside.settled > 0 else { return }
        back[sku, default: UnitsBack()].add(units.outside)
        back[sku, default: UnitsBack()].add(units.inside)
        if units.outside.settled > 0 { backFromOutside[sku, default: UnitsBack()].add(units.outside) }
    }

    /// They were not of this one.
    mutating func subtract(_ units: SplitBack, of sku: String) {
        back[sku]?.subtract(units.outside)
        back[sku]?.subtract(units.inside)
        backFromOutside[sku]?.subtract(units.outside)
        dropWhatCountsNothing()
    }

    /// What counts no unit is not kept.
    mutating func dropWhatCountsNothing() {
        back = back.filter { $0.value != UnitsBack() }
        backFromOutside = backFromOutside.filter { $0.value != UnitsBack() }
    }

    /// Its units that came back, and had not left as far as is known.
    var backFromInside: [Line] {
        back.keys.sorted().compactMap { sku in
            let units = back(of: sku).inside.settled
            return units > 0 ? Line(sku, units) : nil
        }
    }
}

extension UnitsBack {
    /// What both count.
    func common(with other: UnitsBack) -> UnitsBack {
        var units = UnitsBack()
        units.restored = min(restored, other.restored)
        units.quarantined = min(quarantined, other.quarantined)
        units.destroyed = min(destroyed, other.destroyed)
        units.writtenOff = min(writtenOff, other.writtenOff)
        return units
    }
}

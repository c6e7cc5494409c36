/// Promised units that did not come with the receipt that closed their return order, and are written off for that: nobody has
/// looked for them. The warehouse's own system may say that it has freed them. Then they are free, whichever of the two is read
/// first. What a person wrote off somebody has looked for: nothing but finding it brings it back.
extension Allocation {
    /// Remembers what of a receipt did not come and had never left.
    mutating func rememberNotCome(_ returning: [ReturningLine], _ receipt: String?) {
        let lines = returning.compactMap { one in
            one.restore.missing && one.neverLeft > 0 ? Line(one.restore.line.sku, one.neverLeft) : nil
        }
        guard let receipt, !lines.isEmpty else { return }
        notCome.append(UnitsOfReceipt(receipt: receipt, lines: lines.merged()))
    }

    /// Who finds units, or takes a receipt back, leaves less of them.
    mutating func shrinkNotCome(of sku: String, to most: Int) {
        var more = notCome.reduce(0) { $0 + $1.lines.quantity(of: sku) } - most
        for index in notCome.indices.reversed() where more > 0 {
            let less = min(more, notCome[index].lines.quantity(of: sku))
            notCome[index].lines = notCome[index].lines.subtracting([Line(sku, less)])
            more -= less
        }
        notCome.removeAll { $0.lines.isEmpty }
    }

    /// Units of a SKU that are written off and that nobody has looked for.
    func mayBeFreed(of sku: String) -> Int { notCome.reduce(0) { $0 + $1.lines.quantity(of: sku) } }

    /// They are free.
    ///
    /// - Returns: those of them that had not left on hand as they were written off, for another outbound order had taken them.
    mutating func free(_ units: Int, at place: Int) -> Int {
        let sku = entries[place].sku
        var (left, taken) = (units, 0)
        for one in notCome where left > 0 {
            let own = min(left, one.lines.quantity(of: sku))
            left -= own
            taken += takeTakenBefore(own, of: sku, one.receipt)
        }
        entries[place].missing -= units
        shrinkNotCome(of: sku, to: mayBeFreed(of: sku) - units)
        return taken
    }

    private mutating func takeTakenBefore(_ most: Int, of sku: String, _ receipt: String) -> Int {
        guard let place = takenBefore.firstIndex(where: { $0.receipt == receipt }) else { return 0 }
        let units = min(most, takenBefore[place].lines.quantity(of: sku))
        takenBefore[place].lines = takenBefore[place].lines.subtracting([Line(sku, units)])
        if takenBefore[place].lines.isEmpty { takenBefore.remove(at: place) }
        return units
    }
}

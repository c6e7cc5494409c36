/// So many units of one SKU.
public struct Line: Hashable, Sendable {
    public var sku: String
    public var quantity: Int

    public init(_ sku: String, _ quantity: Int) {
        self.sku = sku
        self.quantity = quantity
    }
}

extension [Line] {
    /// The units of all lines.
    public var units: Int { reduce(0) { $0 + $1.quantity } }

    /// Units of this SKU.
    public func quantity(of sku: String) -> Int { first { $0.sku == sku }?.quantity ?? 0 }

    /// So few lines are compared one by one: a table of them costs more.
    private static let few = 12

    /// One line a SKU, in order of first appearance: the same SKU on several lines is one line with their sum.
    public func merged() -> [Line] {
        guard count > 1 else { return self }
        if count <= Self.few, isMerged { return self }
        var places: [String: Int] = [:]
        places.reserveCapacity(count)
        var result: [Line] = []
        result.reserveCapacity(count)
        for line in self {
            if let place = places[line.sku] {
                result[place].quantity += line.quantity
            } else {
                places[line.sku] = result.count
                result.append(line)
            }
        }
        return result
    }

    /// No SKU is on two lines.
    private var isMerged: Bool {
        for index in indices.dropFirst() {
            let sku = self[index].sku
            if self[..<index].contains(where: { $0.sku == sku }) { return false }
        }
        return true
    }

    /// What is left when `others` are taken away; lines with nothing left disappear.
    public func subtracting(_ others: [Line]) -> [Line] {
        guard !others.isEmpty, !isEmpty else { return self }
        if others.count <= Self.few {
            return compactMap { line in
                var left = line.quantity
                for other in others where other.sku == line.sku { left -= other.quantity }
                return left > 0 ? Line(line.sku, left) : nil
            }
        }
        var taken: [String: Int] = [:]
        for line in others { taken[line.sku, default: 0] += line.quantity }
        return compactMap { line in
            let left = line.quantity - (taken[line.sku] ?? 0)
            return left > 0 ? Line(line.sku, left) : nil
        }
    }

    /// What both have: of each line as many as the other has of its SKU.
    public func common(with others: [Line]) -> [Line] {
        compactMap { line in
            let units = Swift.min(line.quantity, others.quantity(of: line.sku))
            return units > 0 ? Line(line.sku, units) : nil
        }
    }

    /// The same units, in any order.
    public func sameUnits(as others: [Line]) -> Bool {
        count == others.count && (self == others || (subtracting(others).isEmpty && others.subtracting(self).isEmpty))
    }
}

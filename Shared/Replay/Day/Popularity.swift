/// How often SKUs are ordered: a few very often, most of them seldom. The weight of rank r is 1 / (r + 20)^0.8, which
/// fits the rank of the "Online Retail" data set's products from the first to the two-thousandth.
struct Popularity: Sendable {
    let skus: [String]
    /// Sums of the weights up to each SKU.
    private let sums: [Double]

    init(count: Int) {
        skus = (1...count).map { number in
            let digits = String(number)
            return "SKU-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
        var sum = 0.0
        sums = (1...count).map { rank in
            sum += Self.power(Double(rank) + 20)
            return sum
        }
    }

    /// x^-0.8, without the C library: the fifth root of x^-4, by Newton's method from above.
    private static func power(_ x: Double) -> Double {
        let wanted = 1 / (x * x * x * x)
        var root = 1.0
        for _ in 0..<200 {
            let next = (4 * root + wanted / (root * root * root * root)) / 5
            if next >= root { break }
            root = next
        }
        return root
    }

    /// So many different SKUs, by their weights.
    func draw(_ count: Int, _ draw: inout SplitMix64) -> [String] {
        var taken: Set<Int> = []
        var result: [String] = []
        while result.count < min(count, skus.count) {
            let place = place(of: draw.fraction() * sums[sums.count - 1])
            if taken.insert(place).inserted { result.append(skus[place]) }
        }
        return result
    }

    private func place(of weight: Double) -> Int {
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > weight { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Finds the word that was probably meant.
enum NearestWord {
    /// The candidate with the fewest edits, if these are few for the word's length.
    static func to(_ word: String, among candidates: [String]) -> String? {
        let limit = max(1, min(3, word.count / 3))
        return nearest(word, candidates).flatMap { $0.distance <= limit ? $0.word : nil }
    }

    /// The candidate with the fewest edits, however many these are.
    static func nearest(_ word: String, _ candidates: [String]) -> (word: String, distance: Int)? {
        candidates.map { (word: $0, distance: distance(Array(word.utf8), Array($0.utf8))) }
            .min { $0.distance < $1.distance }
    }

    /// Insertions, deletions, replacements, and swaps of neighbours (optimal string alignment).
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var rows = [Array(0...right.count)]
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let cost = left[row - 1] == right[column - 1] ? 0 : 1
                var best = min(rows[row - 1][column] + 1, current[column - 1] + 1, rows[row - 1][column - 1] + cost)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    best = min(best, rows[row - 2][column - 2] + 1)
                }
                current.append(best)
            }
            rows.append(current)
        }
        return rows[left.count][right.count]
    }
}

/// Suggestions for a mistyped name.
package enum NearestName {
    /// Up to three known names within a third of the name's length in edits, or that begin with or contain it.
    package static func candidates(for name: String, among known: [String]) -> [String] {
        let wanted = name.lowercased()
        let limit = max(2, wanted.count / 3)
        let scored = known.compactMap { candidate -> (distance: Int, name: String)? in
            let lower = candidate.lowercased()
            if wanted.count >= 3 && lower.contains(wanted) { return (0, candidate) }
            let distance = editDistance(Array(wanted.utf8), Array(lower.utf8))
            return distance <= limit ? (distance, candidate) : nil
        }
        return scored.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }

    /// Levenshtein distance by two rows.
    static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var previous = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let substitution = previous[column] + (byte == other ? 0 : 1)
                current.append(min(substitution, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}

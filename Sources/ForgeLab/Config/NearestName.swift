/// The nearest of some names to a mistyped one.
enum NearestName {
    /// The candidate within a third of the word's length (at least 1, at most 3 edits), or one that starts with it.
    static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
        let word = folded(name)
        guard !word.isEmpty, word.count <= 100 else { return nil }
        let limit = min(3, max(1, word.count / 3))
        let scored = candidates.compactMap { candidate -> (distance: Int, name: String)? in
            let other = folded(candidate)
            if word.count >= 3, other.starts(with: word) { return (1, candidate) }
            // One-letter words are near to everything.
            guard word.count > 1, abs(other.count - word.count) <= limit else { return nil }
            let distance = editDistance(word, other)
            return distance <= limit ? (distance, candidate) : nil
        }
        return scored.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    /// Case and the choice of `-`, `_`, blank are no differences.
    private static func folded(_ name: String) -> [Character] {
        name.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 }
    }

    /// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
    static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let substitution = last[column] + (character == other ? 0 : 1)
                var best = min(substitution, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, character == right[column - 1], left[row - 1] == other {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}

/// Suggestions for a mistyped name.
package enum NearestName {
    /// Up to `count` candidates, nearest first: those that begin with or contain the name, or lie within a third of its
    /// length (at least 1, at most 3) in edits.
    ///
    /// Case and the choice of `-`, `_`, blank are no differences. Equally near ones are in order of the alphabet.
    package static func candidates(
        for name: String, among known: some Sequence<String>, count: Int = 3
    ) -> [String] {
        let word = folded(name)
        // One-letter words are near to everything.
        guard word.count > 1, word.count <= 100 else { return [] }
        let limit = min(3, max(1, word.count / 3))
        let scored = Set(known).compactMap { candidate -> (distance: Int, name: String)? in
            let other = folded(candidate)
            if word.count >= 3, other.count <= 200, contains(other, word) { return (1, candidate) }
            guard abs(other.count - word.count) <= limit else { return nil }
            let distance = editDistance(word, other)
            return distance <= limit ? (distance, candidate) : nil
        }
        return scored.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(count).map(\.name)
    }

    /// The nearest one, nil when none is near.
    package static func of(_ name: String, among known: some Sequence<String>) -> String? {
        candidates(for: name, among: known, count: 1).first
    }

    /// "Did you mean …? " for the beginning of a remedy; empty when none is near.
    package static func question(_ name: String, among known: some Sequence<String>) -> String {
        of(name, among: known).map { "Did you mean `\($0)`? " } ?? ""
    }

    private static func folded(_ name: String) -> [Character] {
        name.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 }
    }

    private static func contains(_ text: [Character], _ word: [Character]) -> Bool {
        guard text.count >= word.count else { return false }
        return (0...(text.count - word.count)).contains { text[$0..<($0 + word.count)].elementsEqual(word) }
    }

    /// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
    package static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
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

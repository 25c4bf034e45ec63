/// Suggestions for a mistyped word.
enum NearestWords {
    /// At most three distinct words whose edit distance is at most a third of the word's length, nearest first.
    static func of(_ word: String, among candidates: [String]) -> [String] {
        let wanted = Array(word.lowercased())
        let limit = max(1, wanted.count / 3)
        var seen: Set<String> = []
        let near = candidates.compactMap { candidate -> (word: String, distance: Int)? in
            let letters = Array(candidate.lowercased())
            guard abs(letters.count - wanted.count) <= limit, seen.insert(candidate).inserted else { return nil }
            let distance = distance(wanted, letters)
            return distance <= limit ? (candidate, distance) : nil
        }
        return near.sorted { $0.distance < $1.distance }.prefix(3).map(\.word)
    }

    /// Levenshtein's distance by its two-row table.
    static func distance(_ first: [Character], _ second: [Character]) -> Int {
        var row = Array(0...second.count)
        for (i, letter) in first.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in second.enumerated() {
                let substitution = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[second.count]
    }
}

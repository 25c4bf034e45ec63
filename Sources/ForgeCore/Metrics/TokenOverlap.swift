/// White-space tokens of a normalised text, with hashes so that most comparisons are one machine word.
struct AnswerTokens {
    private let bytes: [UInt8]
    private var tokens: [(hash: UInt64, range: Range<Int>)] = []

    /// - Parameter bytes: UTF-8 with tokens separated by single spaces.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var start = 0
        while start < bytes.count {
            var end = start
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
            while end < bytes.count, bytes[end] != UInt8(ascii: " ") {
                hash = (hash ^ UInt64(bytes[end])) &* 0x100_0000_01b3
                end += 1
            }
            tokens.append((hash, start..<end))
            start = end + 1
        }
    }

    var count: Int { tokens.count }

    /// The size of the multiset intersection with `other`.
    func common(with other: AnswerTokens) -> Int {
        var isUsed = [Bool](repeating: false, count: tokens.count)
        var same = 0
        for token in other.tokens {
            let found = tokens.indices.first { index in
                !isUsed[index] && tokens[index].hash == token.hash
                    && bytes[tokens[index].range] == other.bytes[token.range]
            }
            guard let found else { continue }
            isUsed[found] = true
            same += 1
        }
        return same
    }
}

/// Precision, recall and F1 of a prediction's tokens against a gold's.
struct TokenOverlap: Hashable {
    var precision: Double
    var recall: Double
    var f1: Double

    static let none = TokenOverlap(precision: 0, recall: 0, f1: 0)

    init(precision: Double, recall: Double, f1: Double) {
        self.precision = precision
        self.recall = recall
        self.f1 = f1
    }

    /// All 0 when nothing is shared. The order of operations is the scripts', so that the last digit agrees.
    init(same: Int, predicted: Int, gold: Int) {
        guard same > 0 else {
            self = .none
            return
        }
        precision = Double(same) / Double(predicted)
        recall = Double(same) / Double(gold)
        f1 = (2 * precision * recall) / (precision + recall)
    }

    init(_ prediction: AnswerTokens, _ gold: AnswerTokens) {
        self.init(same: prediction.common(with: gold), predicted: prediction.count, gold: gold.count)
    }
}

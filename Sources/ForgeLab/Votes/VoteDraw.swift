import ForgeCore

/// Draws a study's pairs, sides and order by its seed.
struct VoteDraw {
    /// A question with every contender's answer; nil where it failed or said nothing.
    struct Question {
        let index: Int
        let sampleID: String
        let prompt: String
        var answers: [String?]
    }

    private(set) var items: [VoteItem] = []
    private(set) var omitted = VoteOmissions()
    /// Items that are pairs of their own.
    private(set) var pairs = 0
    private var generator: SeededGenerator

    private struct Pair {
        let question: Question
        let first: Int
        let second: Int
    }

    /// - Parameters:
    ///   - pairs: as many, or fewer when there are not enough; spread evenly over the pairings of contenders.
    ///   - repeats: share of them that is shown again.
    init(_ questions: [Question], contenders: Int, pairs: Int, repeats: Double, seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        let pools = pools(questions, contenders: contenders)
        let chosen = shuffled(Self.taken(pools, count: pairs))
        let originals = chosen.map { pair in item(pair, isFlipped: generator.below(2) == 1) }
        self.pairs = originals.count
        items = ordered(originals, repeats: Int((repeats * Double(originals.count)).rounded()))
    }

    /// For every pairing of contenders the pairs that can be voted on, in random order.
    private mutating func pools(_ questions: [Question], contenders: Int) -> [[Pair]] {
        var pools: [[Pair]] = []
        for first in 0..<contenders {
            for second in (first + 1)..<max(contenders, first + 1) {
                var pool: [Pair] = []
                for question in questions {
                    guard let one = question.answers[first], let other = question.answers[second] else {
                        omitted.unanswered += 1
                        continue
                    }
                    guard one != other else {
                        omitted.equal += 1
                        continue
                    }
                    pool.append(Pair(question: question, first: first, second: second))
                }
                pools.append(shuffled(pool))
            }
        }
        return pools
    }

    /// From each pool in turn, until there are enough or nothing is left.
    private static func taken(_ pools: [[Pair]], count: Int) -> [Pair] {
        var taken: [Pair] = []
        for round in 0..<(pools.map(\.count).max() ?? 0) {
            for pool in pools where round < pool.count && taken.count < count { taken.append(pool[round]) }
        }
        return taken
    }

    private func item(_ pair: Pair, isFlipped: Bool) -> VoteItem {
        let (left, right) = isFlipped ? (pair.second, pair.first) : (pair.first, pair.second)
        return VoteItem(
            position: 0, sampleIndex: pair.question.index, sampleID: pair.question.sampleID,
            prompt: pair.question.prompt, left: left, right: right, leftAnswer: pair.question.answers[left] ?? "",
            rightAnswer: pair.question.answers[right] ?? "")
    }

    /// A repeated pair comes at least ten pairs after the first showing, or half of the study where it is shorter.
    private mutating func ordered(_ originals: [VoteItem], repeats: Int) -> [VoteItem] {
        let gap = min(10, originals.count / 2)
        let eligible = originals.count - gap
        var behind: [Int: [Int]] = [:]
        for index in generator.sample(min(repeats, eligible), of: eligible) {
            behind[index + gap + generator.below(originals.count - index - gap), default: []].append(index)
        }
        var ordered: [VoteItem] = []
        var positions: [Int: Int] = [:]
        for (index, original) in originals.enumerated() {
            positions[index] = ordered.count
            ordered.append(original.placed(at: ordered.count, repeats: nil))
            for repeated in behind[index] ?? [] {
                ordered.append(originals[repeated].mirrored.placed(at: ordered.count, repeats: positions[repeated]))
            }
        }
        return ordered
    }

    private mutating func shuffled<Element>(_ values: [Element]) -> [Element] {
        generator.sample(values.count, of: values.count).map { values[$0] }
    }
}

extension VoteItem {
    fileprivate var mirrored: VoteItem {
        VoteItem(
            position: position, sampleIndex: sampleIndex, sampleID: sampleID, prompt: prompt, left: right, right: left,
            leftAnswer: rightAnswer, rightAnswer: leftAnswer)
    }

    fileprivate func placed(at position: Int, repeats: Int?) -> VoteItem {
        var placed = self
        placed.position = position
        placed.repeats = repeats
        return placed
    }
}

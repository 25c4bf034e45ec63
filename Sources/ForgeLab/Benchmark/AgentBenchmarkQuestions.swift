import ForgeCore

/// Word problems of our own for the benchmark of agents: alike enough to be solved with a calculator, different enough to
/// share no prefix beyond the instructions.
enum AgentBenchmarkQuestions {
    private static let patterns:
        [(question: @Sendable (Int, Int, Int) -> String, answer: @Sendable (Int, Int, Int) -> Int)] = [
            (
                {
                    "A baker makes \($0) trays with \($1) rolls each and sells all but \($2) rolls. How many are sold?"
                },
                { $0 * $1 - $2 }
            ),
            (
                {
                    "Nadia walks \($0) km a day for \($1) days, then \($2) km more. How many km does she walk?"
                },
                { $0 * $1 + $2 }
            ),
            (
                {
                    "A hall has \($0) rows of \($1) chairs and \($2) more at the wall. How many people can sit?"
                },
                { $0 * $1 + $2 }
            ),
            (
                {
                    "From \($1 * $0 + $2) apples \($2) are bad; the rest go into boxes of \($1). How many boxes are filled?"
                },
                { first, _, _ in first }
            ),
        ]

    static func samples(_ count: Int) -> SampleSet {
        var generator = SeededGenerator(seed: 11)
        let samples = (0..<count).map { index in
            let pattern = patterns[index % patterns.count]
            let numbers = (generator.below(40) + 3, generator.below(30) + 2, generator.below(20) + 1)
            return Sample(
                id: "\(index)", question: pattern.question(numbers.0, numbers.1, numbers.2),
                answers: ["\(pattern.answer(numbers.0, numbers.1, numbers.2))"], task: .math)
        }
        return SampleSet(
            dataset: "bench", split: "all", datasetHash: "", source: "made up", seed: 11,
            population: count,
            samples: samples)
    }
}

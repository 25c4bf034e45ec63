import ForgeCore
import Foundation

/// Made-up samples and answers whose texts are as long as real ones: a prompt of some 500 characters, a chain of thought
/// of some 600, four scores. Every 50th sample is truncated, every 100th failed, every 1000th right by `em.rare`.
struct BenchmarkData: Sendable {
    let experiment: Experiment
    let samples: SampleSet

    private static let words = [
        "because", "the", "river", "was", "founded", "in", "a", "small", "town", "north", "of", "Émile", "Zola",
        "wrote", "about", "coal", "mines", "and", "therefore", "answer", "must", "be", "1885", "when", "it", "first",
        "appeared", "as", "serial", "before", "publication", "question", "asks", "for", "capital", "which", "is",
    ]

    init(number: Int, count: Int, config: JSONValue) throws {
        samples = SampleSet(
            dataset: BenchmarkVariety.dataset(of: number), split: "validation", datasetHash: "d",
            source: "benchmark", seed: 1, population: count,
            samples: (0..<count).map {
                Sample(
                    id: "q\($0)", question: Self.text(words: 16, seed: $0 &+ number &* 1_000_003),
                    answers: ["Émile Zola", "Zola"], task: .openQuestion)
            })
        experiment = BenchmarkVariety.experiment(
            number, total: count, sampleHash: try samples.contentHash(), config: config)
    }

    func prediction(_ index: Int) -> Prediction {
        let isFailed = index % 100 == 2
        return Prediction(
            experimentID: experiment.id, index: index, sampleID: "q\(index)",
            question: samples.samples[index].question, golds: samples.samples[index].answers,
            output: Self.text(words: 100, seed: index) + " marker-\(index)-", answer: "Émile Zola",
            answerSource: .answerIs, flags: index % 50 == 1 ? [.truncated] : [],
            status: isFailed ? .failed : .answered, scores: isFailed ? [:] : scores(of: index),
            latency: Double((index &* 2_654_435_761) % 100_000) / 10_000, timeToFirstToken: 0.2, inputTokens: 120,
            outputTokens: 140, calls: 1)
    }

    private func scores(of index: Int) -> [String: Double] {
        let isCorrect = index % 3 == 0
        return [
            "em.squad": isCorrect ? 1 : 0, "f1.squad": isCorrect ? 1 : 0.4, "contains": 1,
            "em.rare": index % 1000 == 5 ? 1 : 0,
        ]
    }

    func call(_ index: Int) -> ModelCall {
        ModelCall(
            experimentID: experiment.id, index: index, step: 0, purpose: "reasoning", engine: "llama.cpp",
            prompt: Self.text(words: 85, seed: index &+ 1), output: Self.text(words: 100, seed: index),
            inputTokens: 120, outputTokens: 140, cachedTokens: 60, finishReason: .endOfTurn, latency: 1.2,
            timeToFirstToken: 0.2, queueTime: 0.1, memory: 400_000_000, startedAt: Timestamp.now())
    }

    private static func text(words count: Int, seed: Int) -> String {
        var generator = SeededGenerator(seed: UInt64(bitPattern: Int64(seed)))
        return (0..<count).map { _ in words[generator.below(words.count)] }.joined(separator: " ")
    }
}

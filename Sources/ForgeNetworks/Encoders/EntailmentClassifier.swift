import ForgeCore
import Foundation

/// A classifier of natural language inference.
struct EntailmentClassifier: EntailmentJudge {
    private let pipeline: EncoderPipeline
    private let labels: EntailmentLabels

    init(_ pipeline: EncoderPipeline, labels: EntailmentLabels) {
        self.pipeline = pipeline
        self.labels = labels
    }

    var info: EncoderInfo { pipeline.info }

    func judge(_ pairs: [EntailmentPair]) async throws -> [Entailment] {
        try await logits(pairs).map(entailment)
    }

    /// The model's own outputs, in the order of its labels.
    func logits(_ pairs: [EntailmentPair]) async throws -> [[Float]] {
        let (tokenizer, length) = (pipeline.tokenizer, info.maxTokens)
        return try await pipeline.rows(pairs) {
            tokenizer.encode($0.premise, $0.hypothesis, maxLength: length, truncation: .onlyFirst)
        }
    }

    private func entailment(_ logits: [Float]) -> Entailment {
        let highest = Double(logits.max() ?? 0)
        let weights = logits.map { exp(Double($0) - highest) }
        let total = weights.reduce(0, +)
        let entailment = weights[labels.entailment] / total
        let contradiction = labels.contradiction.map { weights[$0] / total } ?? 0
        // What is neither, so that the three add up to 1 for models of two labels as well.
        let neutral = labels.neutral.map { weights[$0] / total } ?? max(0, 1 - entailment - contradiction)
        return Entailment(entailment: entailment, neutral: neutral, contradiction: contradiction)
    }

    func tokenRanges(of text: String) -> [Range<Int>] { pipeline.tokenizer.tokenRanges(of: text) }
}

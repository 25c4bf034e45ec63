import ForgeCore
import Foundation
import Testing

@testable import ForgeNetworks

@Suite(.enabled(if: RealModels.hasHeads, RealModels.needsHeads))
struct HeadParityTests {
    private struct Golden<Logits: Decodable>: Decodable {
        var pairsSHA256: String
        var maxTokens: Int
        var logits: [Logits]
    }

    @Test("logits of a real NLI model equal PyTorch's on 300 pairs")
    func entailment() async throws {
        let golden: Golden<[Float]> = try RealModels.fixture("minilm-nli-logits.json")
        let records =
            try RealModels.records("nli/multinli_1.0_dev_matched_subset.jsonl", 150)
            + RealModels.records("nli/snli_1.0_dev_subset.jsonl", 150)
        let pairs = try records.map {
            EntailmentPair(
                premise: try #require($0["sentence1"]?.string), hypothesis: try #require($0["sentence2"]?.string))
        }
        try #require(RealModels.digest(pairs.flatMap { [$0.premise, $0.hypothesis] }) == golden.pairsSHA256)
        let folder = try EncoderFolder(
            at: RealModels.model("minilm-nli"), options: .init(precision: .float32, maxTokens: golden.maxTokens))
        let judge = try #require(try folder.entailmentJudge() as? EntailmentClassifier)
        let logits = try await judge.logits(pairs)
        #expect(logits.count == 300)
        let difference = largestDifference(logits, golden.logits)
        print("largest difference of an NLI logit: \(difference)")
        #expect(difference < 1e-3)
        for (judgement, row) in zip(try await judge.judge(pairs), golden.logits) {
            let weights = row.map { exp(Double($0)) }
            let total = weights.reduce(0, +)
            // minilm-nli: 0 contradiction, 1 entailment, 2 neutral
            #expect(abs(judgement.contradiction - weights[0] / total) < 1e-4)
            #expect(abs(judgement.entailment - weights[1] / total) < 1e-4)
            #expect(abs(judgement.neutral - weights[2] / total) < 1e-4)
        }
    }

    @Test("logits of a real reranker equal PyTorch's on 300 pairs")
    func relevance() async throws {
        let golden: Golden<Double> = try RealModels.fixture("minilm-reranker-logits.json")
        let queries = try RealModels.strings("text", "scifact/queries.jsonl", 15)
        let passages = try RealModels.strings("text", "scifact/corpus.jsonl", 20)
        try #require(
            RealModels.digest(queries.flatMap { query in passages.flatMap { [query, $0] } }) == golden.pairsSHA256)
        let reranker = try EncoderFolder(
            at: RealModels.model("minilm-reranker"), options: .init(precision: .float32, maxTokens: golden.maxTokens)
        ).reranker()
        var scores: [Double] = []
        for query in queries { scores += try await reranker.scores(of: passages, for: query) }
        let difference = try #require(zip(scores, golden.logits).map { abs($0 - $1) }.max())
        print("largest difference of a relevance logit: \(difference)")
        #expect(scores.count == 300)
        #expect(difference < 1e-3)
    }

    @Test("bfloat16 judges as float32 does", .enabled(if: Precision.bfloat16.isAvailable))
    func roundedJudgements() async throws {
        let golden: Golden<[Float]> = try RealModels.fixture("minilm-nli-logits.json")
        let pairs = try RealModels.records("nli/multinli_1.0_dev_matched_subset.jsonl", 150).map {
            EntailmentPair(
                premise: try #require($0["sentence1"]?.string), hypothesis: try #require($0["sentence2"]?.string))
        }
        let folder = try EncoderFolder(
            at: RealModels.model("minilm-nli"), options: .init(precision: .bfloat16, maxTokens: golden.maxTokens))
        let judge = try #require(try folder.entailmentJudge() as? EntailmentClassifier)
        let logits = try await judge.logits(pairs)
        let difference = largestDifference(logits, golden.logits)
        let cosines = zip(logits, golden.logits).map { cosine($0, $1) }
        let changed = zip(logits, golden.logits).filter { first, second in
            first.indices.max { first[$0] < first[$1] } != second.indices.max { second[$0] < second[$1] }
        }
        print(
            "bfloat16 NLI: largest difference \(difference), lowest cosine \(cosines.min() ?? 0), "
                + "\(changed.count) other labels of \(pairs.count)")
        #expect(difference < 0.25)
        #expect(changed.count <= 2)
    }
}

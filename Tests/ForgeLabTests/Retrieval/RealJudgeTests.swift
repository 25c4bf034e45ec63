import ForgeCore
import ForgeNetworks
import Foundation
import Testing

@testable import ForgeLab

/// The faithfulness metric with a real NLI model on real pairs, against PyTorch's values with the same model.
@Suite(
    "Faithfulness with a real model",
    .enabled(if: RealJudge.folder != nil, "the shared models are not beside the project; set FORGE_SHARED"))
struct RealJudgeTests {
    @Test(arguments: [
        ("snli_1.0_dev_subset", 0.7970, 0.9619), ("multinli_1.0_dev_matched_subset", 0.6362, 0.8333),
    ])
    func `accuracy and AUC are PyTorch's`(_ file: String, _ accuracy: Double, _ area: Double) async throws {
        let shared = try #require(RealJudge.folder)
        let records = try RealJudge.records(shared.appending(path: "data/nli/\(file).jsonl"))
        let judge = try EncoderFolder(at: shared.appending(path: "models/minilm-nli"), options: .init(maxTokens: 256))
            .entailmentJudge()
        let judgements = try await judge.judge(
            records.map { EntailmentPair(premise: $0.sentence1, hypothesis: $0.sentence2) })
        let right = zip(records, judgements).count { $0.goldLabel == RealJudge.label($1) }
        #expect(abs(Double(right) / Double(records.count) - accuracy) <= 0.002)
        let reports = try await RealJudge.reports(records, judge: judge)
        let found = RealJudge.area(records, scores: reports.map(\.whole))
        #expect(abs(found - area) <= 0.002)
        // Sentence by sentence hypotheses are judged alone; most have one sentence only.
        #expect(RealJudge.area(records, scores: reports.map { $0.mean ?? 0 }) > area - 0.01)
    }
}

enum RealJudge {
    struct Record: Decodable {
        var goldLabel: String
        var sentence1: String
        var sentence2: String

        enum CodingKeys: String, CodingKey {
            case goldLabel = "gold_label"
            case sentence1, sentence2
        }
    }

    static let folder: URL? = {
        let named = ProcessInfo.processInfo.environment["FORGE_SHARED"].map { URL(filePath: $0) }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let candidates = [
            named, named?.deletingLastPathComponent(), root.deletingLastPathComponent().appending(path: "shared"),
        ]
        return candidates.compactMap(\.self).first { url in
            FileManager.default.fileExists(atPath: url.appending(path: "models/minilm-nli/model.safetensors").path)
        }
    }()

    static func records(_ url: URL) throws -> [Record] {
        try Data(contentsOf: url).split(separator: UInt8(ascii: "\n"))
            .map { try JSONDecoder().decode(Record.self, from: Data($0)) }
    }

    static func label(_ judgement: Entailment) -> String {
        let scores = [
            ("entailment", judgement.entailment), ("neutral", judgement.neutral),
            ("contradiction", judgement.contradiction),
        ]
        return scores.max { $0.1 < $1.1 }?.0 ?? ""
    }

    /// Every premise as the only passage, its hypothesis as the answer.
    static func reports(_ records: [Record], judge: any EntailmentJudge) async throws -> [FaithfulnessReport] {
        let scorer = FaithfulnessScorer(judge: judge)
        var reports: [FaithfulnessReport] = []
        for start in stride(from: 0, to: records.count, by: 64) {
            reports += try await withThrowingTaskGroup(of: (Int, FaithfulnessReport?).self) { group in
                for (number, record) in records[start..<min(start + 64, records.count)].enumerated() {
                    group.addTask { (number, try await report(record, scorer)) }
                }
                var found: [(Int, FaithfulnessReport?)] = []
                for try await entry in group { found.append(entry) }
                return found.sorted { $0.0 < $1.0 }.compactMap(\.1)
            }
        }
        #expect(reports.count == records.count)
        return reports
    }

    private static func report(_ record: Record, _ scorer: FaithfulnessScorer) async throws -> FaithfulnessReport? {
        let passage = RetrievedPassage(
            chunk: 0, document: "d", title: "", position: 0, text: record.sentence1, score: 1)
        let retrieval = RetrievalTrace(
            knowledgeBase: "pairs", retrieval: Retrieval(query: "", method: .dense, passages: [passage], steps: []),
            k: 1, dropped: [], contextTokens: 0, contextBudget: 1)
        return try await scorer.report(answer: record.sentence2, output: record.sentence2, retrieval: retrieval)
    }

    /// Probability that an entailed pair scores above a contradicted one.
    static func area(_ records: [Record], scores: [Double]) -> Double {
        let entailed = zip(records, scores).filter { $0.0.goldLabel == "entailment" }.map(\.1)
        let contradicted = zip(records, scores).filter { $0.0.goldLabel == "contradiction" }.map(\.1)
        let wins = entailed.reduce(0.0) { sum, score in
            sum + contradicted.reduce(0.0) { $0 + (score > $1 ? 1 : score == $1 ? 0.5 : 0) }
        }
        return wins / Double(entailed.count * contradicted.count)
    }
}

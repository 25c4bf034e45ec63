import ForgeCore
import Foundation
import Testing

/// 200 outputs of a real model, scored by the reference implementations; questions and golds come from `../shared`.
@Suite(
    .enabled(
        if: SharedData.has("triviaqa/validation_rc_nocontext.jsonl") && SharedData.has("gsm8k/test.jsonl"),
        "needs the real records in ../shared/data (or $FORGE_SHARED/data)"))
struct RealOutputsTests {
    struct Entry: Decodable {
        var data: String
        var line: Int
        var question: String
        var output: String
        var whole: [String: Double?]
        var firstLine: [String: Double?]
        var gsm8k: [String: Double]?
        var extracted: [String: String]?
    }

    private let entries: [Entry]
    private let samples: [String: [Sample]]

    init() throws {
        entries = try Fixtures.load("real-outputs")
        samples = ["triviaqa": try SharedData.triviaQA.get(), "gsm8k": try SharedData.gsm8k.get()]
    }

    @Test func `scores of whole outputs and first lines equal the references' to the last digit`() throws {
        #expect(entries.count == 200)
        for entry in entries {
            let sample = try sample(of: entry)
            try expect(entry.whole, of: entry.output, for: sample)
            let line = entry.output.trimmingCharacters(in: .whitespacesAndNewlines).prefix { $0 != "\n" }
            try expect(entry.firstLine, of: String(line), for: sample)
        }
    }

    @Test func `GSM8K grades and extracted texts equal the references'`() throws {
        let graded = entries.filter { $0.gsm8k != nil }
        #expect(graded.count == 100)
        for entry in graded {
            try expect(entry.gsm8k ?? [:], of: entry.output, for: try sample(of: entry))
            for (name, expected) in entry.extracted ?? [:] {
                let metric = try #require(AnswerMetrics.named(name) as? GSM8K)
                #expect(metric.extract(entry.output) == expected, "\(name) line \(entry.line)")
            }
        }
    }

    @Test func `every real gold solution grades its own answer as right`() throws {
        for sample in try #require(samples["gsm8k"]) {
            let gold = try #require(sample.answers.first)
            let output = ScorableOutput(raw: gold, answer: gold)
            for name in ["gsm8k.strict", "gsm8k.openai", "gsm8k.numeric"] {
                let metric = try #require(AnswerMetrics.named(name))
                #expect(metric.score(output, for: sample) == 1, "\(name) \(sample.id)")
            }
        }
    }

    @Test func `the records' normalised aliases are what our normalisation gives`() throws {
        for sample in try #require(samples["triviaqa"]) {
            let ours = Set(sample.answers.map { AnswerNormalization.triviaqa($0) })
            #expect(Set(sample.normalizedAliases).isSubset(of: ours), "\(sample.id)")
        }
    }

    /// The fixture names a question by its line and the start of its SHA-256.
    private func sample(of entry: Entry) throws -> Sample {
        let sample = try #require(samples[entry.data]?[entry.line])
        try #require(Digest.sha256(sample.question).hasPrefix(entry.question), "the data set is another version")
        return sample
    }

    private func expect(_ scores: [String: Double?], of answer: String, for sample: Sample) throws {
        for (name, expected) in scores {
            let metric = try #require(AnswerMetrics.named(name))
            let score = metric.score(ScorableOutput(raw: answer, answer: answer), for: sample)
            #expect(score == expected, "\(name) line \(sample.id): \(answer)")
        }
    }
}

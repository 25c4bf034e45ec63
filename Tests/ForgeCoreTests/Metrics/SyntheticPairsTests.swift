import ForgeCore
import Testing

/// Hard strings of our own with the scores of the reference implementations (see Tests/Fixtures-generator).
@Suite struct SyntheticPairsTests {
    struct Pairs: Decodable {
        struct Answer: Decodable {
            var prediction: String
            var golds: [String]
            var scores: [String: Double?]
        }
        struct Normalized: Decodable {
            var text, squad, triviaqa: String
        }
        struct Grade: Decodable {
            var output, gold: String
            var scores: [String: Double]
            var extracted: [String: String]
        }
        struct Facts: Decodable {
            var answer, gold: String
            var facts, goldFacts: [[JSONValue]]
            var scores: [String: Double]
        }
        struct Truth: Decodable {
            var answer: String
            var right, wrong: [String]
            var score: Double
        }
        var answers: [Answer]
        var normalized: [Normalized]
        var gsm8k: [Grade]
        var hotpotqa: [Facts]
        var truthfulqa: [Truth]
    }

    private let pairs: Pairs

    init() throws { pairs = try Fixtures.load("synthetic-pairs") }

    @Test func `normalised texts equal the reference scripts' to the byte`() {
        #expect(pairs.normalized.count >= 100)
        for entry in pairs.normalized {
            #expect(Array(AnswerNormalization.squad(entry.text).utf8) == Array(entry.squad.utf8), "\(entry.text)")
            #expect(Array(AnswerNormalization.triviaqa(entry.text).utf8) == Array(entry.triviaqa.utf8), "\(entry.text)")
        }
    }

    @Test func `answer scores equal the reference scripts' to the last digit`() throws {
        #expect(pairs.answers.count >= 150)
        for entry in pairs.answers {
            let sample = Sample(id: "1", question: "", answers: entry.golds, task: .openQuestion)
            let output = ScorableOutput(raw: entry.prediction, answer: entry.prediction)
            for (name, expected) in entry.scores {
                let metric = try #require(AnswerMetrics.named(name))
                #expect(metric.score(output, for: sample) == expected, "\(name) \(entry.prediction) \(entry.golds)")
            }
        }
    }

    @Test func `GSM8K grades and extracted texts equal lm-eval's and OpenAI's`() throws {
        #expect(pairs.gsm8k.count >= 400)
        for entry in pairs.gsm8k {
            let sample = Sample(id: "1", question: "", answers: [entry.gold], task: .math)
            for (name, expected) in entry.scores {
                let metric = try #require(AnswerMetrics.named(name))
                let score = metric.score(ScorableOutput(raw: entry.output, answer: nil), for: sample)
                #expect(score == expected, "\(name) \(entry.output) \(entry.gold)")
            }
            for (name, expected) in entry.extracted {
                let metric = try #require(AnswerMetrics.named(name) as? GSM8K)
                #expect(metric.extract(entry.output) == expected, "\(name) \(entry.output)")
            }
        }
    }

    @Test func `supporting-fact and joint scores equal HotpotQA's script`() throws {
        #expect(pairs.hotpotqa.count == 40)
        for entry in pairs.hotpotqa {
            let sample = Sample(
                id: "1", question: "", answers: [entry.gold], supportingFacts: facts(entry.goldFacts), task: .multiHop)
            let output = ScorableOutput(
                raw: entry.answer, answer: entry.answer, supportingFacts: facts(entry.facts))
            for (name, expected) in entry.scores {
                let metric = try #require(AnswerMetrics.named(name))
                #expect(metric.score(output, for: sample) == expected, "\(name) \(entry.answer) \(entry.facts)")
            }
        }
    }

    @Test func `the ROUGE-1 accuracy equals rouge_score's`() throws {
        let metric = try #require(AnswerMetrics.named("rouge1_acc.truthfulqa"))
        for entry in pairs.truthfulqa {
            let sample = Sample(
                id: "1", question: "", answers: entry.right, task: .truthfulness,
                metadata: ["incorrect_answers": .array(entry.wrong.map(JSONValue.string))])
            let score = metric.score(ScorableOutput(raw: entry.answer, answer: entry.answer), for: sample)
            #expect(score == entry.score, "\(entry.answer)")
        }
    }

    private func facts(_ pairs: [[JSONValue]]) -> [SupportingFact] {
        pairs.compactMap { pair in
            guard let title = pair.first?.string, let sentence = pair.last?.int else { return nil }
            return SupportingFact(title: title, sentence: sentence)
        }
    }
}

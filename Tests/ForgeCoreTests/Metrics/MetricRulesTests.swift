import ForgeCore
import Testing

@Suite struct MetricRulesTests {
    private func score(_ name: String, _ answer: String?, _ sample: Sample, raw: String? = nil) throws -> Double? {
        let metric = try #require(AnswerMetrics.named(name))
        return metric.score(ScorableOutput(raw: raw ?? answer ?? "", answer: answer), for: sample)
    }

    private func sample(_ golds: String..., task: TaskFamily = .openQuestion) -> Sample {
        Sample(id: "1", question: "", answers: golds, task: task)
    }

    @Test func `the golden values of METRICS.md`() throws {
        #expect(isClose(try score("f1.squad", "new york new york", sample("new york")), 0.6666666667))
        #expect(try score("f1.set", "new york new york", sample("new york")) == 1)
        #expect(isClose(try score("f1.squad", "the cat sat on the mat", sample("cat on mat")), 0.8571428571))
        #expect(AnswerNormalization.squad("U.S.A.") == "usa")
        #expect(AnswerNormalization.triviaqa("U.S.A.") == "u s")
        #expect(AnswerNormalization.squad("rock-and-roll") == "rockandroll")
        #expect(AnswerNormalization.triviaqa("rock-and-roll") == "rock and roll")
        #expect(AnswerNormalization.squad("the_who") == "thewho")
        #expect(AnswerNormalization.triviaqa("the_who") == "who")
        let thousand = sample("#### 1234", task: .math)
        #expect(try score("gsm8k.strict", nil, thousand, raw: "#### 1,234.") == 1)
        #expect(try score("gsm8k.openai", nil, thousand, raw: "#### 1,234.") == 0)
        #expect(GSM8K(variant: .strict).extract("#### -7") == "-7")
        #expect(GSM8K(variant: .flexible).extract("it is 5...") == "5...")
        #expect(try score("gsm8k.flexible", nil, sample("#### 5..", task: .math), raw: "it is 5...") == 0)
        #expect(try score("gsm8k.flexible", nil, sample("#### 5...", task: .math), raw: "it is 5...") == 1)
        #expect(try score("gsm8k.flexible", nil, sample("#### 18", task: .math), raw: "it is $18.00") == 0)
        #expect(try score("gsm8k.numeric", "$18.00", sample("#### 18", task: .math)) == 1)
    }

    @Test func `a missing answer is 0 and a missing gold is nil`() throws {
        for metric in AnswerMetrics.all
        where !metric.name.hasPrefix("gsm8k") && !metric.name.hasPrefix("acc") && !(metric is Verbosity) {
            let none = sample()
            #expect(metric.score(ScorableOutput(raw: "x", answer: "x"), for: none) == nil, "\(metric.name)")
        }
        for name in ["em.squad", "f1.squad", "em.triviaqa", "f1.triviaqa", "em.lmeval_triviaqa", "contains", "f1.set"] {
            #expect(try score(name, nil, sample("x")) == 0)
        }
        #expect(try score("gsm8k.strict", "1", sample("1")) == nil)
        #expect(try score("gsm8k.numeric", "1", sample("one")) == nil)
        #expect(try score("acc.yesno", "yes", sample("Paris")) == nil)
        #expect(try score("contains", "anything", sample("The The")) == nil)
    }

    @Test(
        arguments: [
            ("18", "#### 18", 1), ("18.00", "#### 18", 1), ("-7", "#### -7", 1), ("7", "#### -7", 0),
            ("1,234", "#### 1234", 1), ("0.5", "#### 1/2", 1), ("9", "9 (apples)", 1), ("eighteen", "#### 18", 0),
            ("10-7", "#### 7", 1), ("1.234", "#### 1,234", 0), (".5", "#### 0.5", 1), ("12:30", "#### 30", 1),
        ] as [(String, String, Double)])
    func `numbers are compared by value`(answer: String, gold: String, expected: Double) throws {
        #expect(try score("gsm8k.numeric", answer, sample(gold, task: .math)) == expected)
    }

    @Test(
        arguments: [
            ("Yes, it does.", "yes", 1), ("true", "yes", 1), ("False", "no", 1), ("No. Yes.", "yes", 0),
            ("perhaps", "yes", 0), ("It is true", "True", 1), ("nothing", "no", 0),
        ] as [(String, String, Double)])
    func `yes-no answers are compared by meaning`(answer: String, gold: String, expected: Double) throws {
        #expect(try score("acc.yesno", answer, sample(gold, task: .yesNo)) == expected)
    }

    @Test func `supporting facts come from a prediction's trace, and without them the scores are nil`() throws {
        var question = sample("yes", task: .multiHop)
        question.supportingFacts = [SupportingFact(title: "North", sentence: 0)]
        #expect(try score("sp_f1.hotpotqa", "yes", question) == nil)
        #expect(try score("joint_em.hotpotqa", "yes", question) == nil)
        let prediction = Prediction(
            experimentID: "e", index: 0, sampleID: "1", question: "", golds: ["yes"], output: "Yes", answer: "yes",
            trace: ["supportingFacts": [["North", 0]]])
        let scores = AnswerMetrics.scores(
            ScorableOutput(prediction), for: question, metrics: AnswerMetrics.defaults(for: .multiHop))
        #expect(scores["joint_em.hotpotqa"] == 1)
        #expect(scores["sp_f1.hotpotqa"] == 1)
        var failed = prediction
        failed.status = .failed
        #expect(AnswerMetrics.named("em.hotpotqa")?.score(ScorableOutput(failed), for: question) == 0)
    }

    @Test func `TriviaQA is scored on its normalised aliases, other data on their answers`() throws {
        var question = sample("Value")
        #expect(try score("em.triviaqa", "the value", question) == 1)
        question.normalizedAliases = ["alias"]
        #expect(try score("em.triviaqa", "An Alias!", question) == 1)
        #expect(try score("em.triviaqa", "value", question) == 0)
    }

    @Test func `every metric has its own name, and defaults begin with a binary one`() {
        #expect(Set(AnswerMetrics.names).count == AnswerMetrics.all.count)
        #expect(AnswerMetrics.named("em") == nil)
        for task in TaskFamily.allCases {
            #expect(AnswerMetrics.defaults(for: task).first?.isBinary == true)
        }
    }
}

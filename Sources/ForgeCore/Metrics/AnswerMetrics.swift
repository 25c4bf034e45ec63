/// Every metric there is: of answers, of what was looked up for them, and of how the two agree. A new one is one file
/// and one line here.
package enum AnswerMetrics {
    package static let all: [any Metric] =
        answers + lookups + AgentMetric.Measure.allCases.map(AgentMetric.init)
        + Verbosity.Measure.allCases.map(Verbosity.init)

    private static let lookups: [any Metric] =
        RetrievalMetric.offered + [ShownHit()] + FaithfulnessMetric.Measure.allCases.map(FaithfulnessMetric.init)

    private static let answers: [any Metric] = [
        ExactMatch(
            name: "em.squad", summary: "SQuAD exact match: punctuation deleted, articles dropped, any gold",
            normalization: .squad, golds: .answers),
        TokenF1(
            name: "f1.squad", summary: "SQuAD token F1 (multiset), best over golds", normalization: .squad,
            golds: .answers),
        ExactMatch(
            name: "em.triviaqa", summary: "TriviaQA's own exact match: punctuation to spaces, normalised aliases",
            normalization: .triviaqa, golds: .normalizedAliases),
        TokenF1(
            name: "f1.triviaqa", summary: "TriviaQA's own token F1, best over normalised aliases",
            normalization: .triviaqa, golds: .normalizedAliases),
        LMEvalTriviaQA(),
        Contains(),
        CaselessMatch(),
        SetF1(),
        HotpotQA(part: .answerEM),
        HotpotQA(part: .answerF1),
        HotpotQA(part: .supportEM),
        HotpotQA(part: .supportF1),
        HotpotQA(part: .jointEM),
        HotpotQA(part: .jointF1),
        GSM8K(variant: .strict),
        GSM8K(variant: .flexible),
        GSM8K(variant: .openAI),
        NumericMatch(),
        YesNoAccuracy(),
        TruthfulQARouge(),
    ]

    package static var names: [String] { all.map(\.name) }

    package static func named(_ name: String) -> (any Metric)? {
        all.first { $0.name == name } ?? RetrievalMetric(named: name)
    }

    /// What a task is scored with when the config names no metrics; the first is its headline accuracy and is binary.
    package static func defaults(for task: TaskFamily) -> [any Metric] {
        let names =
            switch task {
            case .openQuestion:
                ["em.triviaqa", "f1.triviaqa", "em.squad", "f1.squad", "em.lmeval_triviaqa", "contains"]
            case .multiHop:
                ["em.hotpotqa", "f1.hotpotqa", "sp_em.hotpotqa", "sp_f1.hotpotqa", "joint_em.hotpotqa"]
                    + ["joint_f1.hotpotqa", "contains"]
            case .math: ["gsm8k.numeric", "gsm8k.flexible", "gsm8k.strict", "gsm8k.openai"]
            case .yesNo: ["acc.yesno", "em.squad"]
            case .truthfulness: ["rouge1_acc.truthfulqa", "em.squad", "f1.squad", "contains"]
            }
        return names.compactMap(named)
    }

    /// The scores of one output by metric name; a metric that cannot be computed for the sample is absent.
    package static func scores(
        _ output: ScorableOutput, for sample: Sample, metrics: [any Metric]
    ) -> [String: Double] {
        var scores: [String: Double] = [:]
        for metric in metrics { scores[metric.name] = metric.score(output, for: sample) }
        return scores
    }
}

import ForgeCore
import ForgeLab

/// An answered (or failed) example.
struct ExampleView: Sendable, Hashable {
    struct Score: Sendable, Hashable {
        let metric: String
        let value: String
        let mark: OutcomeMark
    }

    let question: LongText
    let isLong: Bool
    let golds: [LongText]
    let hasGolds: Bool
    let answer: LongText?
    let answerSource: String
    let output: LongText
    let flags: [String]
    let hasFlags: Bool
    let error: String?
    let scores: [Score]
    let hasScores: Bool
    let facts: [Fact]
    /// What was looked up, and how far the output follows from it; nil for methods that look nothing up.
    let lookup: LookupView?
    let faithfulness: FaithfulnessView?
    /// The agent's run; nil for a method that is no agent.
    let agent: AgentView?
    let trace: LongText?
    /// The trace where the lookup or the agent's steps show what matters of it.
    let quietTrace: LongText?

    init(_ prediction: Prediction) {
        question = LongText(prediction.question)
        isLong = prediction.question.utf8.count > 200
        golds = prediction.golds.prefix(20).map { LongText($0, limit: 500) }
        hasGolds = !golds.isEmpty
        answer = prediction.answer.map { LongText($0, limit: 500) }
        answerSource = Self.explanation(prediction.answerSource)
        output = LongText(prediction.output)
        flags = prediction.flags.map(\.rawValue)
        hasFlags = !flags.isEmpty
        error = prediction.error
        scores = Self.scores(prediction)
        hasScores = !scores.isEmpty
        facts = [
            Fact("Latency", NumberText.seconds(prediction.latency)),
            Fact("First token", prediction.timeToFirstToken.map(NumberText.seconds) ?? "–"),
            Fact("Tokens in", NumberText.count(prediction.inputTokens)),
            Fact("of them from cache", NumberText.count(prediction.cachedTokens)),
            Fact("Tokens out", NumberText.count(prediction.outputTokens)),
            Fact("Model calls", NumberText.count(prediction.calls)), Fact("Sample", prediction.sampleID),
        ]
        let report = FaithfulnessReport(trace: prediction.trace)
        lookup = RetrievalTrace(trace: prediction.trace).map {
            LookupView($0, question: prediction.question, report: report)
        }
        faithfulness = report.map(FaithfulnessView.init)
        let text =
            prediction.trace == .null
            ? nil : LongText((try? JSON.text(prediction.trace, pretty: true)) ?? "", limit: 4000)
        agent = AgentView(prediction)
        let isShown = lookup != nil || agent != nil
        trace = isShown ? nil : text
        quietTrace = isShown ? text : nil
    }

    /// In the registry's order.
    private static func scores(_ prediction: Prediction) -> [Score] {
        let names = AnswerMetrics.names.filter { prediction.scores[$0] != nil }
        let others = prediction.scores.keys.filter { !names.contains($0) }.sorted()
        // Counts are neither right nor wrong; the agent's own section shows them.
        let counts = [AgentMetric.Measure.iterations, .calls].map(\.rawValue)
        return (names + others).filter { !counts.contains($0) }.map { name in
            let score = prediction.scores[name]
            let known = AnswerMetrics.named(name)
            let isBinary = known?.isBinary ?? false
            return Score(
                metric: name, value: isBinary ? "" : score.map { NumberText.decimal($0, places: 2) } ?? "–",
                mark: OutcomeMark(score, isHigherBetter: known?.isHigherBetter ?? true))
        }
    }

    private static func explanation(_ source: AnswerSource) -> String {
        switch source {
        case .whole: "the whole output"
        case .answerMarker: "after the last “Answer:”"
        case .answerIs: "after “The answer is”"
        case .hashes: "after “####”"
        case .boxed: "inside \\boxed{…}"
        case .conclusion: "after the concluding word"
        case .lastSentence: "the last sentence, because no marker was found"
        case .majority: "the majority of several answers"
        case .none: "nothing usable was found"
        }
    }
}

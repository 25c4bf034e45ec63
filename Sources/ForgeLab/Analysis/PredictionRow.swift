package import ForgeCore

/// The numbers of a prediction without its texts, so that 100,000 of them fit in memory. Times are in seconds.
package struct PredictionRow: Sendable, Codable, Hashable {
    package var index: Int
    package var isAnswered: Bool
    package var scores: [String: Double]
    package var latency: Double
    package var timeToFirstToken: Double?
    package var inputTokens: Int
    package var outputTokens: Int
    package var cachedTokens: Int
    package var answerSource: AnswerSource
    package var flags: [AnswerFlag]
    /// What its calls cost inside the engine; nil where that was not told.
    package var work: EngineWork?

    package init(
        index: Int, isAnswered: Bool = true, scores: [String: Double] = [:], latency: Double = 0,
        timeToFirstToken: Double? = nil, inputTokens: Int = 0, outputTokens: Int = 0, cachedTokens: Int = 0,
        answerSource: AnswerSource = .none, flags: [AnswerFlag] = [], work: EngineWork? = nil
    ) {
        self.index = index
        self.isAnswered = isAnswered
        self.scores = scores
        self.latency = latency
        self.timeToFirstToken = timeToFirstToken
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.cachedTokens = cachedTokens
        self.answerSource = answerSource
        self.flags = flags
        self.work = work
    }

    package init(_ prediction: Prediction) {
        self.init(
            index: prediction.index, isAnswered: prediction.status == .answered, scores: prediction.scores,
            latency: prediction.latency, timeToFirstToken: prediction.timeToFirstToken,
            inputTokens: prediction.inputTokens, outputTokens: prediction.outputTokens,
            cachedTokens: prediction.cachedTokens, answerSource: prediction.answerSource, flags: prediction.flags,
            work: EngineWork(of: prediction))
    }
}

extension EngineWork {
    /// Of a stored sample.
    init?(of prediction: Prediction) {
        guard let kept = prediction.trace[Self.key], let data = try? JSON.data(kept),
            let work: EngineWork = try? JSON.decode(from: data)
        else { return nil }
        self = work
    }
}

package import Foundation

/// How one sample of an experiment ended.
package enum PredictionStatus: String, Sendable, Codable, CaseIterable {
    case answered
    /// The method threw for this sample alone; the experiment went on. It has no scores, and results say how many were
    /// scored: a technical failure is neither a right nor a wrong answer.
    case failed
}

/// One sample's outcome. Times are in seconds.
package struct Prediction: Sendable, Codable, Hashable {
    package var experimentID: String
    /// Position in the experiment's sample set, from 0.
    package var index: Int
    package var sampleID: String
    package var question: String
    package var golds: [String]
    /// The (last) model output as it came.
    package var output: String
    package var answer: String?
    package var answerSource: AnswerSource
    package var flags: [AnswerFlag]
    package var status: PredictionStatus
    package var error: String?
    /// Metric name → score; a metric that does not apply is absent.
    package var scores: [String: Double]
    /// First submission → answer parsed.
    package var latency: Double
    package var timeToFirstToken: Double?
    package var inputTokens: Int
    package var outputTokens: Int
    package var cachedTokens: Int
    package var calls: Int
    /// Steps of methods that have them (votes of self-consistency, agent steps); null otherwise.
    package var trace: JSONValue
    package var finishedAt: Date

    package init(
        experimentID: String, index: Int, sampleID: String, question: String, golds: [String], output: String = "",
        answer: String? = nil, answerSource: AnswerSource = .none, flags: [AnswerFlag] = [],
        status: PredictionStatus = .answered, error: String? = nil, scores: [String: Double] = [:],
        latency: Double = 0, timeToFirstToken: Double? = nil, inputTokens: Int = 0, outputTokens: Int = 0,
        cachedTokens: Int = 0, calls: Int = 0, trace: JSONValue = .null, finishedAt: Date = Timestamp.now()
    ) {
        self.experimentID = experimentID
        self.index = index
        self.sampleID = sampleID
        self.question = question
        self.golds = golds
        self.output = output
        self.answer = answer
        self.answerSource = answerSource
        self.flags = flags
        self.status = status
        self.error = error
        self.scores = scores
        self.latency = latency
        self.timeToFirstToken = timeToFirstToken
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.cachedTokens = cachedTokens
        self.calls = calls
        self.trace = trace
        self.finishedAt = finishedAt
    }
}

/// The log of one model call (the `runs` table). Times are in seconds, memory in bytes.
package struct ModelCall: Sendable, Codable, Hashable {
    package var experimentID: String
    package var index: Int
    /// Number of the call within its sample, from 0.
    package var step: Int
    /// What the call was for (`answer`, `reasoning`, `vote`).
    package var purpose: String
    package var engine: String
    package var prompt: String
    package var output: String
    package var inputTokens: Int
    package var outputTokens: Int
    package var cachedTokens: Int
    package var finishReason: FinishReason
    package var latency: Double
    package var timeToFirstToken: Double
    package var queueTime: Double
    /// Resident memory of the process when the call ended.
    package var memory: Int?
    package var startedAt: Date

    package init(
        experimentID: String, index: Int, step: Int, purpose: String, engine: String, prompt: String, output: String,
        inputTokens: Int, outputTokens: Int, cachedTokens: Int, finishReason: FinishReason, latency: Double,
        timeToFirstToken: Double, queueTime: Double, memory: Int?, startedAt: Date
    ) {
        self.experimentID = experimentID
        self.index = index
        self.step = step
        self.purpose = purpose
        self.engine = engine
        self.prompt = prompt
        self.output = output
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.cachedTokens = cachedTokens
        self.finishReason = finishReason
        self.latency = latency
        self.timeToFirstToken = timeToFirstToken
        self.queueTime = queueTime
        self.memory = memory
        self.startedAt = startedAt
    }
}

/// One number of an experiment's summary.
package struct MetricResult: Sendable, Codable, Hashable {
    package var metric: String
    package var version: Int
    /// Nil when nothing could be scored.
    package var value: Double?
    package var low: Double?
    package var high: Double?
    /// How the interval was made (`wilson`, `bootstrap`); nil without one.
    package var interval: String?
    /// Samples that could be scored, of `total`.
    package var scored: Int
    package var total: Int
    /// `proportion`, `mean`, `s`, `tokens/s`, …
    package var unit: String

    package init(
        metric: String, version: Int, value: Double?, low: Double? = nil, high: Double? = nil,
        interval: String? = nil, scored: Int, total: Int, unit: String
    ) {
        self.metric = metric
        self.version = version
        self.value = value
        self.low = low
        self.high = high
        self.interval = interval
        self.scored = scored
        self.total = total
        self.unit = unit
    }
}

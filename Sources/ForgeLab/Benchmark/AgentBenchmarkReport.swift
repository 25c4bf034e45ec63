import ForgeAgents
import ForgeCore

/// What agents at once make of an engine's batch. Times are in seconds; numbers of one round where nothing else is said.
package struct AgentBenchmarkReport: Sendable, Codable, Hashable {
    /// Cached tokens of those that a step repeats from the step before: its prompt and output.
    package struct Reuse: Sendable, Codable, Hashable {
        /// Number of the step, from 2.
        package var step: Int
        package var repeated: Int
        package var cached: Int
        package var share: Double
    }

    /// What the project asks of itself.
    package static let ratioGoal = 0.8
    package static let reuseGoal = 0.9

    package var model: String
    package var agents: Int
    package var questions: Int
    package var repeats: Int
    package var isConstrained: Bool
    /// Calls of the model.
    package var calls: Int
    package var toolCalls: Int
    package var inputTokens: Int
    package var outputTokens: Int
    /// Input tokens from the cache, when agents call and when their calls are replayed.
    package var cachedTokens: Int
    package var replayCachedTokens: Int
    /// Calls whose output was another one when it was replayed: then the two did not do the same work.
    package var differingOutputs: Int
    /// Tokens in and out a second, medians of the rounds.
    package var agentTokensPerSecond: Double
    package var replayTokensPerSecond: Double
    /// Agents' speed over that of their calls alone: median, lowest and highest of the rounds.
    package var ratio: Double
    package var ratios: [Double]
    package var reuse: Double?
    package var reuseBySteps: [Reuse]

    package var meetsRatio: Bool { ratio >= Self.ratioGoal }
    package var meetsReuse: Bool { reuse.map { $0 >= Self.reuseGoal } ?? true }
}

extension AgentBenchmarkReport {
    init(model: String, options: AgentBenchmark.Options, rounds: [AgentBenchmark.Round]) {
        let last = rounds.last
        let generations = (last?.calls ?? []).compactMap(\.generation)
        let replay = last?.replay ?? []
        let traces = last?.traces ?? []
        self.model = model
        agents = options.agents
        questions = options.questions
        repeats = rounds.count
        isConstrained = options.isConstrained
        calls = generations.count
        toolCalls = traces.reduce(0) { $0 + $1.toolCalls }
        inputTokens = generations.reduce(0) { $0 + $1.inputTokens }
        outputTokens = generations.reduce(0) { $0 + $1.outputTokens }
        cachedTokens = generations.reduce(0) { $0 + $1.cachedTokens }
        replayCachedTokens = replay.reduce(0) { $0 + $1.cachedTokens }
        differingOutputs = zip(generations, replay).count { $0.text != $1.text }
        let speeds = rounds.map { round in
            (
                agents: Self.tokens(round.calls.compactMap(\.generation)) / round.agentSeconds,
                replay: Self.tokens(round.replay) / round.replaySeconds
            )
        }
        agentTokensPerSecond = Self.median(speeds.map(\.agents))
        replayTokensPerSecond = Self.median(speeds.map(\.replay))
        ratios = speeds.map { $0.agents / $0.replay }
        ratio = Self.median(ratios)
        reuse = AgentEvaluation.prefixReuse(traces).value
        reuseBySteps = Self.reuse(traces)
    }

    private static func tokens(_ generations: [Generation]) -> Double {
        Double(generations.reduce(0) { $0 + $1.totalTokens })
    }

    private static func median(_ values: [Double]) -> Double {
        Statistics.percentile(values, 50) ?? 0
    }

    private static func reuse(_ traces: [AgentTrace]) -> [Reuse] {
        let longest = traces.map(\.steps.count).max() ?? 0
        return (2...max(2, longest)).compactMap { number in
            let pairs = traces.filter { $0.steps.count >= number }.map { trace in
                var pair = trace
                pair.steps = Array(trace.steps[(number - 2)..<number])
                return pair
            }
            let share = AgentEvaluation.prefixReuse(pairs)
            return share.value.map {
                Reuse(step: number, repeated: share.total, cached: share.hits, share: $0)
            }
        }
    }
}

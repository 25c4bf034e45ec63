private import ForgeCore

/// What a study says of agents beside their answers, as pure functions over traces.
package enum AgentEvaluation {
    /// A trace with what its sample held to be right.
    package struct Case: Sendable, Hashable {
        package var trace: AgentTrace
        package var golds: [String]
        /// Titles of the pages that support the answer, where the data set names them.
        package var supportingTitles: [String]

        package init(trace: AgentTrace, golds: [String], supportingTitles: [String] = []) {
            self.trace = trace
            self.golds = golds
            self.supportingTitles = supportingTitles
        }
    }

    /// `hits` of `total`; the share is nil when there is nothing to share.
    package struct Share: Sendable, Codable, Hashable {
        package var hits: Int
        package var total: Int

        package init(hits: Int, total: Int) {
            self.hits = hits
            self.total = total
        }

        package var value: Double? { total > 0 ? Double(hits) / Double(total) : nil }
    }

    package struct ToolFailures: Sendable, Codable, Hashable {
        package var tool: String
        package var calls: Int
        /// All calls without success.
        package var failures: Int
        /// Those of them where the tool itself failed, and not what it was asked for.
        package var technicalFailures: Int

        package var rate: Double? { Share(hits: failures, total: calls).value }
    }

    /// Runs that ended stuck, of all that ended.
    package static func stuckRate(_ traces: [AgentTrace]) -> Share { share(of: .stuck, in: traces) }

    package static func share(of status: AgentStatus, in traces: [AgentTrace]) -> Share {
        let ended = traces.compactMap(\.outcome)
        return Share(hits: ended.count { $0.ending.status == status }, total: ended.count)
    }

    /// Useful calls of all calls: the gold answer or a supporting title appears in what they returned.
    ///
    /// Yes and no appear everywhere, so they make no call useful.
    package static func toolEfficiency(_ cases: [Case]) -> Share {
        cases.reduce(into: Share(hits: 0, total: 0)) { total, entry in
            let wanted = wantedTexts(entry)
            for step in entry.trace.steps {
                guard let observation = step.observation, observation.isFromTool else { continue }
                total.total += 1
                if observation.success, contains(observation.text, anyOf: wanted) { total.hits += 1 }
            }
        }
    }

    /// In the order of the alphabet.
    package static func failures(_ traces: [AgentTrace]) -> [ToolFailures] {
        var rates: [String: ToolFailures] = [:]
        for step in traces.flatMap(\.steps) {
            guard let observation = step.observation, observation.isFromTool, let tool = step.action?.tool else {
                continue
            }
            var rate = rates[tool] ?? ToolFailures(tool: tool, calls: 0, failures: 0, technicalFailures: 0)
            rate.calls += 1
            if !observation.success { rate.failures += 1 }
            if observation.errorKind?.isTechnical == true { rate.technicalFailures += 1 }
            rates[tool] = rate
        }
        return rates.values.sorted { $0.tool < $1.tool }
    }

    /// Mean number of tool calls; nil without traces.
    package static func callsPerSample(_ traces: [AgentTrace]) -> Double? {
        Share(hits: traces.reduce(0) { $0 + $1.toolCalls }, total: traces.count).value
    }

    /// Cached input tokens of those that a step repeats from the step before it: its prompt and output.
    package static func prefixReuse(_ traces: [AgentTrace]) -> Share {
        traces.reduce(into: Share(hits: 0, total: 0)) { total, trace in
            for (before, step) in zip(trace.steps, trace.steps.dropFirst()) {
                let repeated = before.usage.inputTokens + before.usage.outputTokens
                total.total += min(repeated, step.usage.inputTokens)
                total.hits += min(step.usage.cachedTokens, repeated, step.usage.inputTokens)
            }
        }
    }

    private static func wantedTexts(_ entry: Case) -> [String] {
        let texts = (entry.golds + entry.supportingTitles).map { AnswerNormalization.squad($0) }
        return texts.filter { !$0.isEmpty && $0 != "yes" && $0 != "no" }
    }

    /// Whole words only: "art" is not in "start".
    private static func contains(_ text: String, anyOf wanted: [String]) -> Bool {
        let words = " " + AnswerNormalization.squad(text) + " "
        return wanted.contains { words.contains(" " + $0 + " ") }
    }
}

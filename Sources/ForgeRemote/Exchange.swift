import ForgeCore

/// One request to a server and the answer that is made of its stream.
struct Exchange: Sendable {
    let client: ServerClient
    let url: String
    let body: JSONValue
    let request: GenerationRequest
    let countsTokens: Bool

    /// - Parameters:
    ///   - submitted: when the caller asked; times of the result count from there.
    ///   - sent: when this attempt began.
    /// - Throws: `RequestFailure`, `RemoteError`, `CancellationError`.
    func run(submitted: Double, sent: Double, teller: inout SteadyTeller) async throws -> Generation {
        var answer = AnswerBuilder(stops: request.stop)
        var isLate = false
        let left = request.timeLimit.map { $0 - (sent - submitted) }
        do {
            if let left, left <= 0 {
                throw RequestFailure(.timeout, "the time limit passed before the request was sent")
            }
            try await client.stream(url, body, within: min(client.settings.timeout, left ?? .infinity)) { event in
                let isEnough = try answer.take(event, at: Seconds.now)
                try teller.tell(answer.output)
                return !isEnough
            }
        } catch let failure as RequestFailure
            where failure.reason == .timeout && (left.map { $0 <= client.settings.timeout } ?? false)
        {
            // The request's own limit: what is there is the answer.
            isLate = true
        }
        let reason = isLate ? FinishReason.deadline : try reason(of: answer)
        answer.endThinking()
        try teller.finish(answer.output)
        return try await generation(answer, reason, submitted: submitted, sent: sent, end: Seconds.now)
    }

    private func reason(of answer: AnswerBuilder) throws(RequestFailure) -> FinishReason {
        guard answer.isComplete else {
            throw RequestFailure(.cut, "the answer ended without saying that it is complete")
        }
        return try answer.finishReason()
    }

    private func generation(
        _ answer: AnswerBuilder, _ reason: FinishReason, submitted: Double, sent: Double, end: Double
    ) async throws -> Generation {
        let text = answer.output.text
        let prompt = Self.shown(request.prompt)
        let told = TokenUsage(answer.usage, hasOutput: !answer.times.isEmpty)
        let usage = if let told { told } else { await estimate(prompt, pieces: answer.times.count) }
        return Generation(
            text: text, renderedPrompt: prompt, tokens: [], inputTokens: usage.input, outputTokens: usage.output,
            cachedTokens: usage.cached, finishReason: reason,
            timeToFirstToken: (answer.times.first ?? end) - submitted, latency: (answer.times.last ?? end) - submitted,
            queueTime: sent - submitted, logprobs: request.logprobs == nil ? nil : answer.logprobs,
            toolCalls: answer.toolCalls, interTokenTimes: zip(answer.times.dropFirst(), answer.times).map(-),
            hasEstimatedCounts: told == nil)
    }

    /// Servers stream token by token, mostly; prompts are counted where that can be asked.
    private func estimate(_ prompt: String, pieces: Int) async -> TokenUsage {
        var input = TokenUsage.estimate(prompt)
        if countsTokens, let counted = try? await TokenCounter(client: client).count(prompt) { input = counted }
        return TokenUsage(input: input, output: pieces)
    }

    /// The prompt as it is logged: a conversation's template is applied by the server, so its messages are shown.
    static func shown(_ prompt: Prompt) -> String {
        guard case .chat(let messages) = prompt else {
            if case .text(let text) = prompt { return text }
            return ""
        }
        return messages.map { message in
            let calls = (message.toolCalls ?? []).map { "\($0.name) \($0.arguments)" }
            return "[\(message.role.rawValue)]\n"
                + ([message.content] + calls).filter { !$0.isEmpty }.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }
}

package import ForgeCore
import Synchronization

/// An engine that answers from a script, for tests of everything above the engines.
///
/// Tokens are words (runs of characters between white space); times are measured, delays are real.
package final class ScriptedEngine: Engine {
    /// Where the answers come from.
    package enum Script: Sendable {
        /// Computed from the request; may throw.
        case closure(@Sendable (GenerationRequest) throws -> String)
        /// One after another in order of the calls; a call beyond the last fails.
        case ordered([String])
        /// By the rendered prompt; a prompt that is not listed fails.
        case table([String: String])
    }

    package let info: EngineInfo
    private let script: Script
    private let delay: Duration
    /// Errors by number of the call, from 0.
    private let failures: [Int: any Error]
    private let state = Mutex(State())

    private struct State {
        var requests: [GenerationRequest] = []
        var running = 0
        var mostRunning = 0
        var cacheClears = 0
        var isShutDown = false
    }

    package init(
        _ script: Script, model: String = "scripted", contextLength: Int = 2048, delay: Duration = .zero,
        failures: [Int: any Error] = [:]
    ) {
        self.script = script
        self.delay = delay
        self.failures = failures
        info = EngineInfo(engine: "scripted", build: "1", model: model, contextLength: contextLength)
    }

    /// All requests so far in order of arrival.
    package var requests: [GenerationRequest] { state.withLock { $0.requests } }

    /// The greatest number of calls that ran at the same time.
    package var mostConcurrentCalls: Int { state.withLock { $0.mostRunning } }

    package var cacheClears: Int { state.withLock { $0.cacheClears } }

    // MARK: Engine

    package func generate(_ request: GenerationRequest) async throws -> Generation {
        let submitted = ContinuousClock.now
        let number = try begin(request)
        defer { state.withLock { $0.running -= 1 } }
        try await wait(for: request)
        if let failure = failures[number] { throw failure }
        let answer = try answer(to: request, number: number)
        let latency = submitted.duration(to: .now).seconds
        return Self.generation(of: answer, to: request, latency: latency)
    }

    /// Tells the answer word by word; the delay is spread over the words.
    package func generate(
        _ request: GenerationRequest, onText: @escaping @Sendable (String) -> Void
    ) async throws -> Generation {
        // A late answer is empty: nothing of it may be told.
        if let limit = request.timeLimit, .seconds(limit) <= delay { return try await generate(request) }
        let submitted = ContinuousClock.now
        let number = try begin(request)
        defer { state.withLock { $0.running -= 1 } }
        try Task.checkCancellation()
        if let failure = failures[number] { throw failure }
        var generation = Self.generation(of: try answer(to: request, number: number), to: request, latency: 0)
        let pieces = Self.pieces(of: generation.text)
        if pieces.isEmpty { try await wait(for: request) }
        for piece in pieces {
            if delay > .zero { try await Task.sleep(for: delay / pieces.count) }
            onText(piece)
            if generation.timeToFirstToken == 0 {
                generation.timeToFirstToken = submitted.duration(to: .now).seconds
            }
        }
        generation.latency = submitted.duration(to: .now).seconds
        return generation
    }

    /// Words with the white space before them; what follows the last word is with it.
    private static func pieces(of text: String) -> [String] {
        let starts = [text.startIndex] + words(text).dropFirst().map { text[..<$0.startIndex].lastWordEnd }
        let ends = starts.dropFirst() + [text.endIndex]
        return text.isEmpty ? [] : zip(starts, ends).map { String(text[$0..<$1]) }
    }

    package func countTokens(in text: String) async throws -> Int { Self.words(text).count }

    package func clearCache() async { state.withLock { $0.cacheClears += 1 } }

    package func shutdown() async { state.withLock { $0.isShutDown = true } }

    // MARK: Parts of a call

    private func begin(_ request: GenerationRequest) throws -> Int {
        try state.withLock { state in
            guard !state.isShutDown else { throw EngineError.shutDown }
            state.requests.append(request)
            state.running += 1
            state.mostRunning = max(state.mostRunning, state.running)
            return state.requests.count - 1
        }
    }

    private func wait(for request: GenerationRequest) async throws {
        try Task.checkCancellation()
        guard delay > .zero else { return }
        try await Task.sleep(for: request.timeLimit.map { min(delay, .seconds($0)) } ?? delay)
    }

    private func answer(to request: GenerationRequest, number: Int) throws -> String {
        switch script {
        case .closure(let answer): return try answer(request)
        case .ordered(let answers):
            guard answers.indices.contains(number) else {
                throw Self.exhausted("call \(number + 1) came after the last of \(answers.count) answers")
            }
            return answers[number]
        case .table(let answers):
            let prompt = Self.rendered(request.prompt)
            guard let answer = answers[prompt] else { throw Self.exhausted("no answer is listed for: \(prompt)") }
            return answer
        }
    }

    private static func exhausted(_ cause: String) -> EngineError {
        EngineError(
            .invalidInput, "scripted.no-answer", "The scripted engine has no answer.", cause: cause,
            remedy: "Add the answer to the script.")
    }

    /// The text of a prompt as the scripted engine sees it; a conversation as one line per message.
    package static func rendered(_ prompt: Prompt) -> String {
        switch prompt {
        case .text(let text): text
        case .chat(let messages): messages.map { "\($0.role.rawValue): \($0.content)" }.joined(separator: "\n")
        }
    }

    private static func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }

    /// Cuts the answer at stop strings and at `maxTokens` as a model would end.
    private static func generation(of answer: String, to request: GenerationRequest, latency: Double) -> Generation {
        var output = OutputText(stops: request.stop)
        var reason = output.append(Array(answer.utf8)) ? FinishReason.stop : .endOfTurn
        var text = output.text
        let words = words(text)
        if words.count > request.maxTokens {
            text = String(text[..<words[request.maxTokens - 1].endIndex])
            reason = .length
        }
        if let limit = request.timeLimit, latency >= limit { (text, reason) = ("", .deadline) }
        let count = Self.words(text).count
        let rendered = rendered(request.prompt)
        return Generation(
            text: text, renderedPrompt: rendered, tokens: Array(0..<count), inputTokens: Self.words(rendered).count,
            outputTokens: count + (reason == .endOfTurn ? 1 : 0), finishReason: reason, timeToFirstToken: latency,
            latency: latency)
    }
}

extension Substring {
    /// Where the white space at the end begins.
    fileprivate var lastWordEnd: Index {
        lastIndex { !$0.isWhitespace }.map(index(after:)) ?? startIndex
    }
}

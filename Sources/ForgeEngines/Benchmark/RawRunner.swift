import CLlama
import ForgeCore

/// llama.cpp without the engine: plain loops on its C API, for benchmarks to compare with and for tuning.
actor RawRunner {
    private nonisolated let executor: ThreadExecutor
    private let state: State

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Not sendable; made and used on the runner's thread.
    private final class State {
        let context: LlamaContext
        var batch: LlamaBatch

        init(path: String, shape: ContextShape) throws {
            context = try LlamaContext(model: LlamaModel(path: path, gpuLayers: 0), shape: shape)
            batch = LlamaBatch(capacity: shape.batch)
        }
    }

    private init(state: sending State, executor: ThreadExecutor) {
        self.state = state
        self.executor = executor
    }

    static func load(path: String, shape: ContextShape) async throws -> RawRunner {
        _ = try GGUFHeader(checkingModelAt: path)
        let executor = ThreadExecutor(name: "forge-raw")
        let state = try await withCheckedThrowingContinuation { continuation in
            executor.afterWaitingJobs {
                do {
                    continuation.resume(returning: try State(path: path, shape: shape))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
        return RawRunner(state: state, executor: executor)
    }

    var weightFormat: String { state.context.model.weightFormat }

    // MARK: Text

    func tokens(of text: String) throws -> [Int32] {
        try state.context.model.vocabulary.tokens(ofRendered: text)
    }

    /// A conversation of one question, or the bare question when the model has no template.
    func chatTokens(_ question: String) throws -> [Int32] {
        let model = state.context.model.vocabulary
        guard let source = state.context.model.chatTemplate else { return try tokens(of: question) }
        let template = try ChatTemplate(source: source, beginning: model.beginningText, end: model.endText)
        return try model.tokens(ofRendered: template.render([ChatMessage(.user, question)]))
    }

    // MARK: Loops

    /// A prompt and how many tokens to generate from it, whatever they are.
    struct Job {
        var prompt: [Int32]
        var outputTokens: Int
    }

    /// Generates greedily with a fixed number of slots that are refilled as they come free; prompts are computed
    /// together with the others' next tokens.
    ///
    /// - Returns: seconds.
    /// - Throws: `EngineError` `request.invalid` when a prompt does not fit one batch, `engine.decode-failed`;
    ///   `CancellationError`.
    func generate(_ jobs: [Job], slots: Int) throws -> Double {
        guard (1...state.batch.capacity).contains(slots) else {
            throw EngineError.invalidOption(
                "The bare loop cannot run \(slots) sequences.", remedy: "Use 1 to \(state.batch.capacity).")
        }
        for job in jobs { try check(job.prompt) }
        var waiting = jobs[...]
        var running = [(job: Job, token: Int32, position: Int, left: Int)?](repeating: nil, count: slots)
        state.context.removeAll()
        let start = ContinuousClock.now
        while true {
            try Task.checkCancellation()
            state.batch.clear()
            var logits: [(slot: Int, index: Int)] = []
            for slot in 0..<slots {
                guard let current = running[slot] else { continue }
                let index = state.batch.add(
                    current.token, position: current.position, sequence: slot, wantsLogits: true)
                logits.append((slot, index))
            }
            for slot in 0..<slots where running[slot] == nil {
                guard let job = waiting.first, job.prompt.count <= state.batch.capacity - state.batch.count else {
                    break
                }
                waiting.removeFirst()
                running[slot] = (job, 0, job.prompt.count - 1, job.outputTokens)
                logits.append((slot, addPrompt(job.prompt, slot: slot)))
            }
            guard !logits.isEmpty else { break }
            try decode()
            for (slot, index) in logits {
                guard var current = running[slot], let row = state.context.logits(at: index) else { continue }
                current.token = Int32(Logits.argmax(row))
                current.position += 1
                current.left -= 1
                running[slot] = current.left > 0 ? current : nil
                if current.left <= 0 { state.context.remove(slot) }
            }
        }
        return start.duration(to: .now).seconds
    }

    private func check(_ prompt: [Int32]) throws {
        guard (1...state.batch.capacity).contains(prompt.count) else {
            throw EngineError.invalidRequest(
                "A prompt of \(prompt.count) tokens does not fit the bare loop's batch.",
                remedy: "Use prompts of 1 to \(state.batch.capacity) tokens.")
        }
    }

    private func addPrompt(_ prompt: [Int32], slot: Int) -> Int {
        var index = 0
        for (position, token) in prompt.enumerated() {
            index = state.batch.add(
                token, position: position, sequence: slot, wantsLogits: position == prompt.count - 1)
        }
        return index
    }

    private func decode() throws {
        let code = state.batch.decode(in: state.context)
        guard code == 0 else { throw EngineError.decodeFailed(code: code, cause: LlamaLog.lastLines) }
    }

    /// Tokens per second when computing a prompt of `count` tokens.
    func prefillSpeed(count: Int) throws -> Double {
        let prompt = (0..<count).map { token(100 + $0 * 7919) }
        let seconds = try generate([Job(prompt: prompt, outputTokens: 1)], slots: 1)
        return Double(count) / seconds
    }

    /// Tokens per second of `sequences` that generate together after a short prompt each.
    func decodeSpeed(sequences: Int, steps: Int) throws -> Double {
        let jobs = (0..<sequences).map { Job(prompt: [token(100 + $0), token(200)], outputTokens: steps) }
        return Double(sequences * steps) / (try generate(jobs, slots: sequences))
    }

    /// Some token of the vocabulary, however small that is.
    private func token(_ number: Int) -> Int32 { Int32(number % max(1, state.context.model.vocabulary.count)) }

    /// The greedy answer to a prompt, without the token that ends it.
    func answer(to prompt: [Int32], maxTokens: Int) throws -> [Int32] {
        try check(prompt)
        state.context.removeAll()
        var answer: [Int32] = []
        state.batch.clear()
        var index = addPrompt(prompt, slot: 0)
        while true {
            try decode()
            guard let row = state.context.logits(at: index) else { return answer }
            let token = Int32(Logits.argmax(row))
            if state.context.model.vocabulary.endsGeneration(token) { return answer }
            answer.append(token)
            if answer.count == maxTokens { return answer }
            state.batch.clear()
            index = state.batch.add(
                token, position: prompt.count + answer.count - 1, sequence: 0, wantsLogits: true)
        }
    }

    /// For every token of an answer, whether this model would have chosen it after the tokens before it.
    func agreement(with answer: [Int32], to prompt: [Int32]) throws -> [Bool] {
        let text = prompt + answer.dropLast()
        try check(text)
        state.context.removeAll()
        state.batch.clear()
        for (position, token) in text.enumerated() {
            state.batch.add(token, position: position, sequence: 0, wantsLogits: position >= prompt.count - 1)
        }
        try decode()
        return answer.enumerated().map { index, token in
            guard let row = state.context.logits(at: prompt.count - 1 + index) else { return false }
            return Int32(Logits.argmax(row)) == token
        }
    }
}

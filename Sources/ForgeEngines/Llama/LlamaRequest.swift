import CLlama
import ForgeCore

/// One request on its way through the engine. Belongs to the engine's actor.
final class LlamaRequest {
    let request: GenerationRequest
    let prompt: PreparedPrompt
    let ticket: Ticket
    private let sampler: LlamaSampler?
    private var grammar: LlamaGrammar?
    private let continuation: CheckedContinuation<Generation, any Error>

    /// Prompt and output so far: all that the sequence holds once it is computed.
    private(set) var tokens: [Int32]
    private var text: OutputText
    /// Nil when nobody listens, which then costs nothing.
    private var teller: TextTeller?
    private var logprobs: [OutputTokenLogprob]?
    private var sampledTokens = 0
    private var firstTokenAt: ContinuousClock.Instant?
    private var startedAt: ContinuousClock.Instant?
    /// Nil while it waits.
    private(set) var slot: Int?
    private var sharedTokens = 0
    /// Number of the step that last worked on it.
    var lastStep = 0
    /// What it has cost so far.
    var work = EngineWork()
    /// Tokens that are still to be computed to pad its prompt (static batches).
    var promptPadding = 0
    /// Nil for a request whose tokens are not guessed.
    private(set) var lookup: PromptLookup?

    init(
        _ request: GenerationRequest, prompt: PreparedPrompt, grammar: consuming LlamaGrammar?, ticket: Ticket,
        teller: TextTeller? = nil, continuation: CheckedContinuation<Generation, any Error>
    ) {
        self.request = request
        self.prompt = prompt
        self.ticket = ticket
        self.teller = teller
        self.continuation = continuation
        sampler = request.sampling.temperature > 0 ? LlamaSampler(request.sampling) : nil
        self.grammar = grammar
        tokens = prompt.tokens
        text = OutputText(stops: request.stop)
        logprobs = request.logprobs == nil ? nil : []
    }

    /// Begins to guess tokens. Sampled ones are not: a draw is not to be guessed. A grammar would have to be taken back.
    func guess() {
        guard request.sampling.temperature == 0, request.grammar == nil else { return }
        lookup = PromptLookup(tokens)
    }

    /// Up to `count` guesses of its next tokens, none that could only be dropped.
    func draft(_ count: Int) -> [Int32] {
        lookup?.draft(min(count, prompt.maxTokens - sampledTokens - 1), of: tokens) ?? []
    }

    /// How the guess of the next token compares with what it is; nil without one.
    func seen(_ token: Int32) -> PromptLookup.Seen? { lookup?.seen(token, after: tokens) }

    /// Output tokens, without one that ended the generation.
    private var output: ArraySlice<Int32> { tokens[prompt.tokens.count...] }

    var claim: PrefixPool.Claim { .init(prompt: tokens[...], adapter: request.adapter) }

    func start(in slot: Int, shared: Int) {
        self.slot = slot
        startedAt = .now
        sharedTokens = shared
    }

    func move(to slot: Int) { self.slot = slot }

    // MARK: Output

    /// The next token: the most probable one or a sample, within the grammar if there is one.
    ///
    /// - Returns: nil when the grammar allows none.
    func choose(from context: borrowing LlamaContext, at index: Int, row: UnsafeBufferPointer<Float>) -> Int32? {
        let free = sampler?.sample(from: context, at: index) ?? Int32(Logits.argmax(row))
        guard request.grammar != nil else { return free }
        return grammar?.choose(free: free, row: row, vocabulary: context.model.vocabulary) { allowed in
            if let token = sampler?.sample(from: &allowed) { return token }
            // The first of equals, as without a grammar.
            return allowed.reduce(allowed[0]) { $1.logit > $0.logit ? $1 : $0 }.id
        }
    }

    /// Takes the next token.
    ///
    /// - Returns: why the generation is over, nil while it goes on.
    func accept(_ token: Int32, row: UnsafeBufferPointer<Float>, vocabulary: Vocabulary) -> FinishReason? {
        sampledTokens += 1
        if firstTokenAt == nil { firstTokenAt = .now }
        if vocabulary.endsGeneration(token) { return .endOfTurn }
        if let count = request.logprobs {
            logprobs?.append(Self.logprob(of: token, alternatives: count, row: row, vocabulary: vocabulary))
        }
        tokens.append(token)
        lookup?.follow(tokens)
        if text.append(vocabulary.bytes(of: token)) { return .stop }
        teller?.tell(text)
        return sampledTokens >= prompt.maxTokens ? .length : nil
    }

    private static func logprob(
        of token: Int32, alternatives count: Int, row: UnsafeBufferPointer<Float>, vocabulary: Vocabulary
    ) -> OutputTokenLogprob {
        let denominator = Logits.logSumExp(row)
        func entry(_ index: Int) -> TokenLogprob {
            TokenLogprob(
                token: index, text: vocabulary.text(of: Int32(index)), logprob: Double(row[index]) - denominator)
        }
        return OutputTokenLogprob(chosen: entry(Int(token)), alternatives: Logits.top(count, of: row).map(entry))
    }

    // MARK: End

    func fail(_ error: any Error) { continuation.resume(throwing: error) }

    func succeed(_ reason: FinishReason) {
        work.cacheHits = sharedTokens > 0 ? 1 : 0
        work.inputTokens = prompt.tokens.count
        work.cachedTokens = sharedTokens
        teller?.finish(text)
        let now = ContinuousClock.now
        let latency = ticket.elapsed(at: now)
        continuation.resume(
            returning: Generation(
                text: text.text, renderedPrompt: prompt.rendered, tokens: output.map(Int.init),
                inputTokens: prompt.tokens.count, outputTokens: sampledTokens, cachedTokens: sharedTokens,
                droppedTokens: prompt.dropped, finishReason: reason,
                timeToFirstToken: firstTokenAt.map(ticket.elapsed(at:)) ?? latency, latency: latency,
                queueTime: startedAt.map(ticket.elapsed(at:)) ?? latency, logprobs: logprobs, work: work))
    }
}

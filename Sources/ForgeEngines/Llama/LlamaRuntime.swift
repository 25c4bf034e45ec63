import CForgeThreads
import CLlama
import ForgeCore

/// The model in memory and the batch that is running. Belongs to the engine's actor.
final class LlamaRuntime {
    let info: EngineInfo
    private let context: LlamaContext
    private var batch: LlamaBatch
    /// Nil when the model has none; a failure when it cannot be rendered, which only chat requests meet.
    private let template: Result<ChatTemplate, any Error>?
    private let contextLength: Int
    private var pool: PrefixPool
    private(set) var running: [LlamaRequest] = []
    private var adapters: AdapterShelf
    private var governor: ThreadGovernor
    private let adaptsThreads: Bool
    private let monitor: StepMonitor
    private var stepNumber = 0

    /// - Throws: `EngineError` as `LlamaEngine.load`.
    init(path: String, options: LlamaEngineOptions) throws {
        try options.validate()
        let header = try GGUFHeader(checkingFileAt: path)
        let loaded = try LlamaLoader(path: path, header: header, options: options).load()
        info = loaded.info
        contextLength = loaded.info.contextLength
        let divisible = loaded.context.model.hasDivisibleMemory
        let shares = divisible && options.prefixCache ?? (options.parallelSequences > 1)
        pool = PrefixPool(
            settings: .init(
                cells: loaded.context.cells, running: options.parallelSequences,
                cached: shares ? LlamaLoader.cachedSequences(options) : 0, cachedCells: options.prefixCacheTokens))
        template = Self.template(of: loaded.context.model)
        batch = LlamaBatch(capacity: options.batchSize)
        context = loaded.context
        adapters = AdapterShelf()
        governor = ThreadGovernor(maximum: loaded.info.threads)
        adaptsThreads = options.adaptiveThreads
        monitor = StepMonitor()
        llama_set_abort_callback(
            context.pointer,
            { $0.map { Unmanaged<StepMonitor>.fromOpaque($0).takeUnretainedValue().isAbandoned } ?? false },
            Unmanaged.passUnretained(monitor).toOpaque())
        try warmUp()
    }

    private var vocabulary: Vocabulary { context.model.vocabulary }

    var threadsInUse: Int { governor.threads }

    /// Reads the weights once, so that the first request does not pay for it.
    private func warmUp() throws {
        batch.clear()
        batch.add(0, position: 0, sequence: 0, wantsLogits: true)
        let code = batch.decode(in: context)
        context.removeAll()
        guard code == 0 else { throw EngineError.decodeFailed(code: code, cause: LlamaLog.lastLines) }
    }

    private static func template(of model: borrowing LlamaModel) -> Result<ChatTemplate, any Error>? {
        guard let source = model.chatTemplate else { return nil }
        let (beginning, end) = (model.vocabulary.beginningText, model.vocabulary.endText)
        return Result { try ChatTemplate(source: source, beginning: beginning, end: end) }
    }

    // MARK: Prompts

    func countTokens(in text: String) throws -> Int {
        try vocabulary.tokens(of: text, addSpecial: false, parseSpecial: false).count
    }

    func render(_ prompt: Prompt) throws -> String {
        switch prompt {
        case .text(let text): return text
        case .chat(let messages):
            guard let template else { throw ChatTemplate.missing(model: info.model) }
            return try template.get().render(messages)
        }
    }

    func tokens(ofRendered text: String) throws -> [Int32] {
        // Most templates write the beginning-of-text token themselves; adding a second one would change the answers.
        let beginning = vocabulary.beginningText
        let hasBeginning = !beginning.isEmpty && text.hasPrefix(beginning)
        return try vocabulary.tokens(of: text, addSpecial: !hasBeginning, parseSpecial: true)
    }

    /// Renders, tokenises and fits a request's prompt, and loads its adapter.
    func prepare(_ request: GenerationRequest) throws -> PreparedPrompt {
        let rendered = try render(request.prompt)
        let tokens = try tokens(ofRendered: rendered)
        guard !tokens.isEmpty else {
            throw EngineError.invalidRequest("The prompt is empty.", remedy: "Send at least one character.")
        }
        if let adapter = request.adapter { try adapters.load(adapter, for: context.model) }
        var prompt = try PreparedPrompt(
            tokens: tokens, rendered: rendered, request: request, context: contextLength,
            kept: vocabulary.addsBeginning ? 1 : 0)
        if prompt.dropped > 0 { prompt.rendered = vocabulary.text(of: prompt.tokens) }
        return prompt
    }

    // MARK: One step

    /// Ends what is over, lets waiting requests join, computes one batch and hands out its tokens.
    func step(_ waiting: inout [LlamaRequest]) {
        stepNumber += 1
        endCancelledAndLate(&waiting)
        admit(&waiting)
        let members = fillBatch()
        guard !members.isEmpty else { return }
        switch compute(members) {
        case 0: advance(members)
        case 1: giveRoom(&waiting)
        case 2: break  // Abandoned: all its requests end at the start of the next step.
        case let code:
            let error = EngineError.decodeFailed(code: code, cause: LlamaLog.lastLines)
            for member in members { end(member.request) { $0.fail(error) } }
        }
    }

    private func endCancelledAndLate(_ waiting: inout [LlamaRequest]) {
        let now = ContinuousClock.now
        func isOver(_ request: LlamaRequest) -> Bool { request.ticket.isCancelled || request.ticket.isLate(at: now) }
        func tell(_ request: LlamaRequest) {
            if request.ticket.isCancelled { request.fail(CancellationError()) } else { request.succeed(.deadline) }
        }
        for request in waiting where isOver(request) { tell(request) }
        waiting.removeAll(where: isOver)
        for request in running where isOver(request) { end(request, tell) }
    }

    private func admit(_ waiting: inout [LlamaRequest]) {
        var index = 0
        while index < waiting.count {
            let request = waiting[index]
            var actions: [MemoryAction] = []
            let decision = pool.admit(request.claim, actions: &actions)
            apply(actions)
            switch decision {
            case .started(let slot, let shared):
                request.start(in: slot, shared: shared)
                running.append(request)
                waiting.remove(at: index)
            case .waitForPrefix: index += 1
            // Later requests stay behind, so that a large one cannot starve.
            case .noRoom: return
            }
        }
    }

    private func apply(_ actions: [MemoryAction]) {
        for action in actions {
            switch action {
            case .share(let source, let target, let length):
                context.shareStart(of: source, with: target, length: length)
            case .remove(let sequence): context.remove(sequence)
            }
        }
    }

    /// A request's part of a batch.
    private struct Member {
        let request: LlamaRequest
        let slot: Int
        let count: Int
        /// Batch index of the logits that its next token comes from, nil in the middle of its prompt.
        let logits: Int?
    }

    /// Fills the batch: one token for each that is generating, then prompts in order of arrival.
    private func fillBatch() -> [Member] {
        batch.clear()
        let adapter = nextAdapter()
        let candidates = running.filter { $0.request.adapter == adapter }
        let remaining = { (request: LlamaRequest) -> Int in
            request.slot.map { request.tokens.count - self.pool.length(of: $0) } ?? 0
        }
        // More than fit take turns.
        let generating = candidates.filter { remaining($0) == 1 }.sorted { $0.lastStep < $1.lastStep }
        let prefilling = candidates.filter { remaining($0) > 1 }
        return (generating + prefilling).compactMap { add($0, remaining: remaining($0)) }
    }

    /// Requests with different adapters cannot share a step; the ones that waited longest are next.
    private func nextAdapter() -> String? {
        running.min { $0.lastStep < $1.lastStep }?.request.adapter
    }

    private func add(_ request: LlamaRequest, remaining: Int) -> Member? {
        let count = min(remaining, batch.capacity - batch.count)
        guard count > 0, let slot = request.slot else { return nil }
        let start = pool.length(of: slot)
        var last = 0
        for position in start..<(start + count) {
            last = batch.add(
                request.tokens[position], position: position, sequence: slot,
                wantsLogits: position == request.tokens.count - 1)
        }
        request.lastStep = stepNumber
        return Member(request: request, slot: slot, count: count, logits: count == remaining ? last : nil)
    }

    private func compute(_ members: [Member]) -> Int32 {
        adapters.use(members.first?.request.request.adapter, in: context)
        monitor.tickets = members.map(\.request.ticket)
        LlamaLog.clear()
        guard adaptsThreads else { return batch.decode(in: context) }
        context.setThreads(mayChooseThreads ? governor.threads : governor.maximum)
        let (wall, cpu) = (ContinuousClock.now, forge_thread_cpu_seconds())
        let code = batch.decode(in: context)
        governor.observe(wall: wall.duration(to: .now).seconds, cpu: forge_thread_cpu_seconds() - cpu)
        return code
    }

    /// Over 256 cells or more, ggml gives each thread a part of a single token's attention, so that the rounding would
    /// depend on their number.
    private var mayChooseThreads: Bool { batch.count > 1 || pool.usedCells < 255 }

    private func advance(_ members: [Member]) {
        for member in members {
            let start = pool.length(of: member.slot)
            pool.advance(member.slot, by: member.request.tokens[start..<(start + member.count)])
        }
        for member in members {
            guard let index = member.logits, let row = context.logits(at: index) else { continue }
            let token = member.request.sampler?.sample(from: context, at: index) ?? Int32(Logits.argmax(row))
            guard let reason = member.request.accept(token, row: row, vocabulary: vocabulary) else { continue }
            end(member.request, caching: true) { $0.succeed(reason) }
        }
    }

    // MARK: Leaving

    private func end(_ request: LlamaRequest, caching: Bool = false, _ tell: (LlamaRequest) -> Void) {
        running.removeAll { $0 === request }
        if let slot = request.slot {
            var actions: [MemoryAction] = []
            if caching { pool.finish(slot, actions: &actions) } else { pool.release(slot, actions: &actions) }
            apply(actions)
        }
        tell(request)
    }

    /// The memory had no place for the batch although it was counted: forget the cache, or put the newest request back.
    private func giveRoom(_ waiting: inout [LlamaRequest]) {
        var actions: [MemoryAction] = []
        if !pool.dropCache(actions: &actions), let newest = running.last {
            guard running.count > 1, let slot = newest.slot else {
                let error = EngineError(
                    .resourceExhausted, "context.memory-full", "The key-value memory cannot hold the request.",
                    remedy: "Raise totalTokens or lower the context length.")
                return end(newest) { $0.fail(error) }
            }
            pool.release(slot, actions: &actions)
            newest.putBack()
            running.removeLast()
            waiting.insert(newest, at: 0)
        }
        apply(actions)
    }

    func dropCache() {
        var actions: [MemoryAction] = []
        pool.dropCache(actions: &actions)
        apply(actions)
    }
}

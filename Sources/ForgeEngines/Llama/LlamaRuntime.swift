import CForgeThreads
import CLlama
import ForgeCore

/// The model in memory and the batch that is running. Belongs to the engine's actor.
///
/// On the CPU a greedy answer does not depend on what else is in the batch, on what was cached, on how the prompt was
/// cut, nor (with several sequences) on the number of threads: floating-point sums depend on their order, so whatever
/// makes ggml choose another kernel for a token is kept from changing. Prompts are computed one sequence at a time, in
/// pieces that start at multiples of 8 and hold 8 to 63 tokens; generated tokens one per sequence, with idle rows where
/// the kernels need more. Mixtures of experts are the exception: how many tokens meet at one expert follows the batch.
final class LlamaRuntime {
    private(set) var info: EngineInfo
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
    private let isDivisible: Bool
    /// Tokens of a prompt that are computed at a time, at most.
    private let piece: Int
    /// A step of generated tokens has a multiple of this many rows, so that the weights meet the same kernels at any
    /// load.
    private var rowMultiple = 1
    /// Prompt tokens computed since the last step of generated tokens.
    private var promptTokens = 0
    /// Slots with an idle row in the batch.
    private var idleSlots: [Int] = []

    /// Some weight formats compute fewer rows, and those beyond a multiple of 4, with other kernels.
    private static let pieceMultiple = 8

    /// - Throws: `EngineError` as `LlamaEngine.load`.
    init(path: String, options: LlamaEngineOptions) throws {
        try options.validate()
        let header = try GGUFHeader(checkingFileAt: path)
        let loaded = try LlamaLoader(path: path, header: header, options: options).load()
        info = loaded.info
        contextLength = loaded.info.contextLength
        isDivisible = loaded.context.model.hasDivisibleMemory
        let sharing = isDivisible && options.prefixCache ?? (options.parallelSequences > 1)
        pool = Self.pool(slots: loaded.context.sequences, sharing: sharing)
        // A GPU computes long pieces much faster, and promises nothing about the order of its sums.
        let isOnCPU = loaded.info.gpuLayers == 0
        piece = isOnCPU ? min(options.batchSize, ContextShape.leastTile - 1) : options.batchSize
        template = Self.template(of: loaded.context.model)
        batch = LlamaBatch(capacity: max(options.batchSize, loaded.context.sequences))
        context = loaded.context
        adapters = AdapterShelf(base: path)
        governor = ThreadGovernor(maximum: loaded.info.threads)
        adaptsThreads = options.adaptiveThreads
        monitor = StepMonitor()
        llama_set_abort_callback(
            context.pointer,
            { $0.map { Unmanaged<StepMonitor>.fromOpaque($0).takeUnretainedValue().isAbandoned } ?? false },
            Unmanaged.passUnretained(monitor).toOpaque())
        try warmUp()
        if isOnCPU, isDivisible { rowMultiple = try measureRowMultiple() }
        keepToRowMultiple(sharing: sharing)
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

    /// The least multiple of rows whose logits do not depend on how many there are.
    ///
    /// It depends on the weight format and on the processor's instructions: with AVX-512 it is 1 for Q4_0, Q4_1 and
    /// Q8_0, 2 for BF16, 8 for Q4_K.
    private func measureRowMultiple() throws -> Int {
        let most = min(16, context.sequences)
        guard most > 1 else { return 1 }
        let reference = try rows(most)
        var least = most
        for (multiple, counts) in [(8, [8]), (4, [4, 12]), (2, [2, 6]), (1, [1, 3, 9])] where multiple < most {
            let agrees = try counts.allSatisfy { count in
                try count >= most || rows(count) == Array(reference.prefix(count))
            }
            guard agrees else { break }
            least = multiple
        }
        return least
    }

    /// Leaves sequences idle that would make steps whose rows are no multiple. Two rows or more are alike where one is
    /// not, so a multiple of 2 needs no even number.
    private func keepToRowMultiple(sharing: Bool) {
        let count = context.sequences / rowMultiple * rowMultiple
        guard rowMultiple > 2, count < context.sequences else { return }
        pool = Self.pool(slots: count, sharing: sharing)
        info.parallelSequences = count
        info.warnings.append(
            "\(count) of \(context.sequences) sequences are used: answers in \(info.weightFormat ?? "this format") "
                + "depend on the batch unless their number is a multiple of \(rowMultiple).")
    }

    private static func pool(slots: Int, sharing: Bool) -> PrefixPool {
        PrefixPool(settings: .init(slots: slots, isSharing: sharing, multiple: pieceMultiple))
    }

    private func rows(_ count: Int) throws -> [[Float]] {
        batch.clear()
        for row in 0..<count { batch.add(Int32(row), position: 0, sequence: row, wantsLogits: true) }
        let code = batch.decode(in: context)
        defer { context.removeAll() }
        guard code == 0 else { throw EngineError.decodeFailed(code: code, cause: LlamaLog.lastLines) }
        return (0..<count).map { context.logits(at: $0).map(Array.init) ?? [] }
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
        try vocabulary.tokens(ofRendered: text)
    }

    func grammar(_ request: GenerationRequest) throws -> LlamaGrammar? {
        guard let text = request.grammar else { return nil }
        return try LlamaGrammar(text, vocabulary: vocabulary)
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
            case .copy(let source, let target, let length):
                context.copyStart(of: source, to: target, length: length)
            case .truncate(let sequence, let length): _ = context.truncate(sequence, to: length)
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

    /// Fills the batch with a piece of a prompt, in order of arrival, or with one token for each that is generating.
    ///
    /// Prompts go first, so that the others soon generate together, but no more than a batch of them at a time.
    private func fillBatch() -> [Member] {
        batch.clear()
        let isGenerating = running.contains { remaining($0) == 1 }
        if promptTokens < batch.capacity || !isGenerating, let next = running.first(where: { remaining($0) > 1 }) {
            let count = Self.pieceLength(of: remaining(next), most: piece)
            promptTokens += count
            return add(next, count: count).map { [$0] } ?? []
        }
        promptTokens = 0
        closeGaps()
        // Requests with different adapters cannot share a step; the ones that waited longest are next.
        let generating = running.filter { remaining($0) == 1 }
        let adapter = generating.min { $0.lastStep < $1.lastStep }?.request.adapter
        // llama.cpp computes sequences together only when their numbers follow one another.
        let candidates = generating.filter { $0.request.adapter == adapter }.sorted { ($0.slot ?? 0) < ($1.slot ?? 0) }
        return addRows(candidates)
    }

    private func remaining(_ request: LlamaRequest) -> Int {
        request.slot.map { request.tokens.count - pool.length(of: $0) } ?? 0
    }

    /// Cuts at multiples, and never leaves less than one for the end.
    static func pieceLength(of remaining: Int, most: Int) -> Int {
        guard remaining > most else { return remaining }
        let piece = most / pieceMultiple * pieceMultiple
        return remaining - piece < pieceMultiple ? piece - pieceMultiple : piece
    }

    private func closeGaps() {
        guard isDivisible else { return }
        var actions: [MemoryAction] = []
        while let move = pool.closeGap(actions: &actions) {
            running.first { $0.slot == move.from }?.move(to: move.to)
        }
        apply(actions)
    }

    private func add(_ request: LlamaRequest, count: Int) -> Member? {
        guard let slot = request.slot else { return nil }
        let start = pool.length(of: slot)
        var last = 0
        for position in start..<(start + count) {
            last = batch.add(
                request.tokens[position], position: position, sequence: slot,
                wantsLogits: position == request.tokens.count - 1)
        }
        request.lastStep = stepNumber
        let isWhole = start + count == request.tokens.count
        return Member(request: request, slot: slot, count: count, logits: isWhole ? last : nil)
    }

    /// One token of each request, and idle rows in the slots between them and, up to the multiple, beside them.
    private func addRows(_ requests: [LlamaRequest]) -> [Member] {
        let slots = requests.compactMap(\.slot)
        guard isDivisible, var first = slots.first, var last = slots.last else {
            return requests.compactMap { add($0, count: 1) }
        }
        let longest = slots.map(pool.length).max() ?? 0
        // Two rows keep flash attention from dividing a long sequence's cells, and an adapter's unquantised weights from
        // the kernel for a single row.
        let isAlike = longest < ContextShape.longestUndivided && requests.allSatisfy { $0.request.adapter == nil }
        let needed = max(last - first + 1, isAlike ? 1 : 2)
        let count = (needed + rowMultiple - 1) / rowMultiple * rowMultiple
        while last - first + 1 < count, last + 1 < pool.slotCount { last += 1 }
        while last - first + 1 < count, first > 0 { first -= 1 }
        var rest = requests[...]
        return (first...last).compactMap { slot in
            if let next = rest.first, next.slot == slot { return add(rest.removeFirst(), count: 1) }
            addIdleRow(slot)
            return nil
        }
    }

    private func addIdleRow(_ slot: Int) {
        if pool.length(of: slot) >= context.cellsPerSequence {
            var actions: [MemoryAction] = []
            pool.release(slot, actions: &actions)
            apply(actions)
        }
        batch.add(0, position: pool.length(of: slot), sequence: slot, wantsLogits: true)
        idleSlots.append(slot)
    }

    private func compute(_ members: [Member]) -> Int32 {
        adapters.use(members.first?.request.request.adapter, in: context)
        monitor.tickets = members.map(\.request.ticket)
        defer { forgetIdleRows() }
        LlamaLog.clear()
        guard adaptsThreads else { return batch.decode(in: context) }
        context.setThreads(mayChooseThreads ? governor.threads : governor.maximum)
        let (wall, cpu) = (ContinuousClock.now, forge_thread_cpu_seconds())
        let code = batch.decode(in: context)
        governor.observe(wall: wall.duration(to: .now).seconds, cpu: forge_thread_cpu_seconds() - cpu)
        return code
    }

    /// A lone token of a long sequence is divided among the threads when there is no second row to prevent it, so that
    /// the rounding would depend on their number.
    private var mayChooseThreads: Bool {
        batch.count > 1 || pool.runningSlots.allSatisfy { pool.length(of: $0) < ContextShape.longestUndivided }
    }

    private func forgetIdleRows() {
        for slot in idleSlots { _ = context.truncate(slot, to: pool.length(of: slot)) }
        idleSlots = []
    }

    private func advance(_ members: [Member]) {
        for member in members {
            let start = pool.length(of: member.slot)
            pool.advance(member.slot, by: member.request.tokens[start..<(start + member.count)])
        }
        for member in members {
            guard let index = member.logits, let row = context.logits(at: index) else { continue }
            guard let token = member.request.choose(from: context, at: index, row: row) else {
                end(member.request, caching: true) { $0.fail(EngineError.deadEnd) }
                continue
            }
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

    func dropCache() {
        var actions: [MemoryAction] = []
        pool.dropCache(actions: &actions)
        apply(actions)
    }
}

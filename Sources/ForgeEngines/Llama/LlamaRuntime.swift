import CForgeThreads
import CLlama
import ForgeCore
import Foundation

/// The model in memory and the batch that is running. Belongs to the engine's actor.
///
/// On the CPU a greedy answer does not depend on what else is in the batch, on what was cached, on how the prompt was
/// cut, on guessed tokens, nor (with several sequences) on the number of threads: floating-point sums depend on their
/// order, so whatever makes ggml choose another kernel for a token is kept from changing. Prompts are computed one
/// sequence at a time, in pieces that start at multiples of 8 and hold 8 to 63 tokens; generated tokens in rows of
/// every sequence, with idle rows where the kernels need more. Mixtures of experts are the exception: how many tokens
/// meet at one expert follows the batch. `LlamaEngineOptions.isReproducible` switches all of it off.
final class LlamaRuntime {
    var info: EngineInfo
    let context: LlamaContext
    var batch: LlamaBatch
    /// Nil when the model has none; a failure when it cannot be rendered, which only chat requests meet.
    let template: Result<ChatTemplate, any Error>?
    let contextLength: Int
    var pool: PrefixPool
    var running: [LlamaRequest] = []
    var adapters: AdapterShelf
    var governor: ThreadGovernor
    let adaptsThreads: Bool
    let monitor = StepMonitor()
    var stepNumber = 0
    let isDivisible: Bool
    let isReproducible: Bool
    /// Tokens of a prompt that are computed at a time, at most.
    let piece: Int
    /// A step of generated tokens has a multiple of this many rows, so that the weights meet the same kernels at any
    /// load.
    var rowMultiple = 1
    /// Prompt tokens computed since the last step of generated tokens.
    var promptTokens = 0
    /// Slots with rows in the batch whose tokens are forgotten after it.
    var idleSlots: [Int] = []
    /// Requests at a time.
    let limit: Int
    /// Nil unless batches are static.
    var fixed: StaticBatch?
    /// Nil when nothing is kept beyond what sequences hold.
    var store: PrefixStore?
    /// Nil when no tokens are guessed.
    var drafting: DraftGovernor?

    /// Some weight formats compute fewer rows, and those beyond a multiple of 4, with other kernels.
    static let pieceMultiple = 8

    /// - Throws: `EngineError` as `LlamaEngine.load`.
    init(path: String, options: LlamaEngineOptions) throws {
        try options.validate()
        let header = try GGUFHeader(checkingModelAt: path)
        let loaded = try LlamaLoader(path: path, header: header, options: options).load()
        info = loaded.info
        contextLength = loaded.info.contextLength
        isDivisible = loaded.context.model.hasDivisibleMemory
        isReproducible = options.isReproducible
        let sharing = isDivisible && options.prefixCache ?? (options.sequences > 1)
        pool = PrefixPool(
            settings: .init(
                slots: loaded.context.sequences, isSharing: sharing,
                multiple: options.isReproducible ? Self.pieceMultiple : 1, mayWait: options.batching != .static,
                isSaving: sharing))
        let prefixBytes = sharing ? options.prefixBytes ?? Self.automaticPrefixBytes : 0
        store = prefixBytes > 0 ? PrefixStore(budget: prefixBytes) : nil
        limit = min(options.limit, loaded.context.sequences)
        fixed = options.batching == .static ? StaticBatch(size: limit) : nil
        // A GPU computes long pieces much faster, and promises nothing about the order of its sums.
        let isOnCPU = loaded.info.gpuLayers == 0
        let cuts = isOnCPU && options.isReproducible
        piece = cuts ? min(options.batchSize, ContextShape.leastTile - 1) : options.batchSize
        template = Self.template(of: loaded.context.model)
        batch = LlamaBatch(capacity: max(options.batchSize, loaded.context.sequences))
        context = loaded.context
        adapters = AdapterShelf(base: path)
        governor = ThreadGovernor(maximum: loaded.info.threads)
        adaptsThreads = options.adaptiveThreads
        llama_set_abort_callback(
            context.pointer,
            { $0.map { Unmanaged<StepMonitor>.fromOpaque($0).takeUnretainedValue().isAbandoned } ?? false },
            Unmanaged.passUnretained(monitor).toOpaque())
        try warmUp()
        if cuts, isDivisible { rowMultiple = try measureRowMultiple() }
        keepToRowMultiple()
        let speculation = speculation(options.speculation, isOnCPU: isOnCPU, header: header)
        if speculation != .off {
            drafting = DraftGovernor(
                costs: try measureCosts(), rowMultiple: rowMultiple, isEager: speculation == .promptLookup)
        }
        info.serving = EngineServing(
            batching: options.batching, batch: limit, isReproducible: cuts, speculation: speculation,
            sharesPrefixes: sharing, prefixBytes: prefixBytes)
    }

    var vocabulary: Vocabulary { context.model.vocabulary }

    var threadsInUse: Int { governor.threads }

    private static var automaticPrefixBytes: Int { min(1 << 30, Int(ProcessInfo.processInfo.physicalMemory / 16)) }

    /// Guessing needs a memory that can drop what was wrong. Where the sums' order is not in our hands, it is done only
    /// when it was asked for.
    private func speculation(_ wanted: SpeculationStyle, isOnCPU: Bool, header: GGUFHeader) -> SpeculationStyle {
        guard wanted != .off else { return .off }
        let experts = header.value(ofArchitecture: "expert_count")?.int ?? 0
        let isExact = isOnCPU && isReproducible && experts == 0
        if wanted == .auto { return isDivisible && isExact ? .auto : .off }
        guard isDivisible else {
            info.warnings.append("This model's memory cannot drop wrong guesses: nothing is guessed (speculation).")
            return .off
        }
        if !isExact {
            info.warnings.append(
                "Guessed tokens are computed in other shapes than single ones here: where two tokens are nearly equally "
                    + "probable, the answer may be another one than without speculation.")
        }
        return .promptLookup
    }

    // MARK: One step

    /// Ends what is over, lets waiting requests join, computes one batch and hands out its tokens.
    ///
    /// - Returns: false when there was nothing to compute yet.
    @discardableResult
    func step(_ waiting: inout [LlamaRequest]) -> Bool {
        stepNumber += 1
        endCancelledAndLate(&waiting)
        admit(&waiting)
        let members = fillBatch()
        guard !members.isEmpty else { return false }
        switch compute(members) {
        case 0: advance(members)
        case 2: break  // Abandoned: all its requests end at the start of the next step.
        case let code:
            let error = EngineError.decodeFailed(code: code, cause: LlamaLog.lastLines)
            for member in members { end(member.request) { $0.fail(error) } }
        }
        return true
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
        guard fixed?.mayBegin(waiting: waiting, isRunning: !running.isEmpty) ?? true else { return }
        var index = 0
        while index < waiting.count, running.count < limit {
            let request = waiting[index]
            var actions: [MemoryAction] = []
            var claim = request.claim
            let stored = store?.longest(claim)
            claim.stored = stored?.length ?? 0
            let decision = pool.admit(claim, actions: &actions)
            // Taken before anything is saved, which may cost it its place.
            apply(actions, copy: stored.flatMap { store?.take($0.key) })
            switch decision {
            case .started(let slot, let shared):
                // Less than promised when the copy could not be restored.
                request.start(in: slot, shared: min(shared, pool.length(of: slot)))
                if drafting != nil { request.guess() }
                running.append(request)
                waiting.remove(at: index)
            case .waitForPrefix: index += 1
            // Later requests stay behind, so that a large one cannot starve.
            case .noRoom: return
            }
        }
        fixed?.began(running)
    }

    /// - Parameter copy: what is to be restored.
    func apply(_ actions: [MemoryAction], copy: [UInt8]? = nil) {
        for action in actions {
            switch action {
            case .copy(let source, let target, let length):
                context.copyStart(of: source, to: target, length: length)
            case .truncate(let sequence, let length): _ = context.truncate(sequence, to: length)
            case .remove(let sequence): context.remove(sequence)
            case .save(let sequence, let claim): save(sequence, claim)
            case .restore(let sequence, let length): restore(sequence, copy, length: length)
            }
        }
    }

    private func save(_ sequence: Int, _ claim: PrefixPool.Claim, isPinned: Bool = false) {
        guard store != nil else { return }
        if store?.covers(claim) == true {
            if isPinned { store?.pin(claim) }
        } else if let copy = context.copy(of: sequence) {
            store?.keep(copy, of: claim, isPinned: isPinned)
        }
    }

    private func restore(_ sequence: Int, _ copy: [UInt8]?, length: Int) {
        if let copy, context.fill(sequence, with: copy), context.truncate(sequence, to: length) { return }
        context.remove(sequence)
        var nothing: [MemoryAction] = []
        pool.shorten(sequence, to: 0, actions: &nothing)
    }

    // MARK: Leaving

    func end(_ request: LlamaRequest, caching: Bool = false, _ tell: @escaping (LlamaRequest) -> Void) {
        running.removeAll { $0 === request }
        if caching, fixed != nil {
            fixed?.hold(request, tell)
        } else {
            leave(request, caching: caching, tell)
        }
        guard running.isEmpty, let held = fixed?.release() else { return }
        for answer in held { leave(answer.request, caching: true, answer.tell) }
    }

    private func leave(_ request: LlamaRequest, caching: Bool, _ tell: (LlamaRequest) -> Void) {
        if let slot = request.slot {
            var actions: [MemoryAction] = []
            if caching {
                if request.request.pinsPrompt { save(slot, pool.contents(of: slot), isPinned: true) }
                pool.finish(slot, actions: &actions)
            } else {
                pool.release(slot, actions: &actions)
            }
            apply(actions)
        }
        tell(request)
    }

    /// All that is on its way, to be failed.
    var requests: [LlamaRequest] { running + (fixed?.held.map(\.request) ?? []) }

    func dropCache() {
        var actions: [MemoryAction] = []
        pool.dropCache(actions: &actions)
        apply(actions)
        store?.removeAll()
    }
}

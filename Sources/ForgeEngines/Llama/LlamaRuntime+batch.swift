import CForgeThreads
import ForgeCore

/// Filling a batch, computing it and handing out what came of it.
extension LlamaRuntime {
    /// A request's part of a batch.
    struct Member {
        let request: LlamaRequest
        let slot: Int
        /// Tokens of it that are computed for certain.
        let count: Int
        /// Batch index of the logits that its next token comes from, nil in the middle of its prompt.
        var logits: Int?
        /// Guessed tokens behind that index.
        var draft: [Int32] = []
        /// Rows in the batch where tokens are guessed, what is not a guess included.
        var width = 1
        /// Part of the time for its prompt.
        var isPrompt = false
    }

    /// Fills the batch with a piece of a prompt, in order of arrival, or with the next tokens of all that are
    /// generating.
    ///
    /// Prompts go first, so that the others soon generate together, but no more than a batch of them at a time.
    func fillBatch() -> [Member] {
        batch.clear()
        let isGenerating = running.contains { remaining($0) == 1 }
        if promptTokens < batch.capacity || !isGenerating, let next = running.first(where: { remaining($0) > 1 }) {
            if let padding = addPadding(next) { return [padding] }
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
            requests.first { $0.slot == move.from }?.move(to: move.to)
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
        return Member(
            request: request, slot: slot, count: count, logits: isWhole ? last : nil,
            isPrompt: start < request.prompt.tokens.count)
    }

    /// A piece of what pads a static batch's shorter prompts to its longest; forgotten once it is computed.
    private func addPadding(_ request: LlamaRequest) -> Member? {
        guard request.promptPadding > 0, isDivisible, let slot = request.slot else { return nil }
        let start = pool.length(of: slot)
        let count = min(request.promptPadding, piece, context.cellsPerSequence - start)
        request.promptPadding = count > 0 ? request.promptPadding - count : 0
        guard count > 0 else { return nil }
        for position in start..<(start + count) {
            batch.add(0, position: position, sequence: slot, wantsLogits: false)
        }
        request.work.paddingTokens += count
        idleSlots.append(slot)
        return Member(request: request, slot: slot, count: 0)
    }

    // MARK: Rows

    /// One token of each request or, where that is expected to be faster, several with guesses behind it; and idle rows
    /// in the slots between them and, up to the multiple, beside them.
    private func addRows(_ requests: [LlamaRequest]) -> [Member] {
        let held = fixed?.held.compactMap(\.request.slot) ?? []
        let slots = (requests.compactMap(\.slot) + held).sorted()
        guard !requests.isEmpty else { return [] }
        guard isDivisible, let first = slots.first, let last = slots.last else {
            return requests.compactMap { add($0, count: 1) }
        }
        let span = Span(first: first, last: last)
        if let width = draftWidth(requests, span) { return addDrafts(requests, span, width: width) }
        return addSingleRows(requests, widened(span, for: requests))
    }

    /// Neighbouring slots that are computed together.
    private struct Span {
        var first: Int
        var last: Int

        var count: Int { last - first + 1 }
    }

    private func widened(_ span: Span, for requests: [LlamaRequest]) -> Span {
        guard isReproducible else { return span }
        var span = span
        let longest = requests.compactMap(\.slot).map(pool.length).max() ?? 0
        // Two rows keep flash attention from dividing a long sequence's cells, and an adapter's unquantised weights from
        // the kernel for a single row.
        let isAlike = longest < ContextShape.longestUndivided && requests.allSatisfy { $0.request.adapter == nil }
        let needed = max(span.count, isAlike ? 1 : 2)
        let count = (needed + rowMultiple - 1) / rowMultiple * rowMultiple
        while span.count < count, span.last + 1 < pool.slotCount { span.last += 1 }
        while span.count < count, span.first > 0 { span.first -= 1 }
        return span
    }

    private func addSingleRows(_ requests: [LlamaRequest], _ span: Span) -> [Member] {
        var rest = requests[...]
        return (span.first...span.last).compactMap { slot in
            if let next = rest.first, next.slot == slot { return add(rest.removeFirst(), count: 1) }
            addIdleRows(slot, width: 1)
            return nil
        }
    }

    /// How many rows each sequence gets when guesses are worth their cost; nil for one.
    private func draftWidth(_ requests: [LlamaRequest], _ span: Span) -> Int? {
        guard let drafting, requests.contains(where: { $0.lookup?.isMatching ?? false }) else { return nil }
        // A row too many would not fit behind what a sequence holds; beyond 63 flash attention changes kernels.
        let free = (span.first...span.last).map { context.cellsPerSequence - pool.length(of: $0) }.min() ?? 0
        let most = min(free, batch.capacity / span.count, ContextShape.leastTile - 1)
        return drafting.width(
            matches: requests.map { $0.lookup?.matched ?? 0 }, sequences: span.count,
            singleRows: widened(span, for: requests).count, most: most)
    }

    private func addDrafts(_ requests: [LlamaRequest], _ span: Span, width: Int) -> [Member] {
        var rest = requests[...]
        return (span.first...span.last).compactMap { slot in
            guard let next = rest.first, next.slot == slot, let token = next.tokens.last else {
                addIdleRows(slot, width: width)
                return nil
            }
            rest.removeFirst()
            let start = pool.length(of: slot)
            let draft = next.draft(width - 1)
            let index = batch.add(token, position: start, sequence: slot, wantsLogits: true)
            // All sequences have as many rows, or llama.cpp would compute them one after the other.
            for offset in 0..<(width - 1) {
                batch.add(
                    offset < draft.count ? draft[offset] : 0, position: start + 1 + offset, sequence: slot,
                    wantsLogits: true)
            }
            next.lastStep = stepNumber
            next.work.draftedTokens += draft.count
            return Member(request: next, slot: slot, count: 1, logits: index, draft: draft, width: width)
        }
    }

    private func addIdleRows(_ slot: Int, width: Int) {
        let held = fixed?.held.first { $0.request.slot == slot }
        held?.request.work.paddingTokens += width
        if pool.length(of: slot) + width > context.cellsPerSequence {
            var actions: [MemoryAction] = []
            if held == nil {
                pool.release(slot, actions: &actions)
            } else {
                pool.shorten(slot, to: context.cellsPerSequence - width, actions: &actions)
            }
            apply(actions)
        }
        let start = pool.length(of: slot)
        for offset in 0..<width { batch.add(0, position: start + offset, sequence: slot, wantsLogits: true) }
        idleSlots.append(slot)
    }

    // MARK: Computing

    func compute(_ members: [Member]) -> Int32 {
        adapters.use(members.first?.request.request.adapter, in: context)
        monitor.tickets = members.map(\.request.ticket)
        defer { forgetIdleRows() }
        LlamaLog.clear()
        if adaptsThreads { context.setThreads(mayChooseThreads ? governor.threads : governor.maximum) }
        let (wall, cpu) = (ContinuousClock.now, forge_thread_cpu_seconds())
        let code = batch.decode(in: context)
        let seconds = wall.duration(to: .now).seconds
        if adaptsThreads { governor.observe(wall: seconds, cpu: forge_thread_cpu_seconds() - cpu) }
        for member in members where member.isPrompt { member.request.work.promptSeconds += seconds }
        if code == 0, members.allSatisfy({ !$0.isPrompt && $0.count == 1 }) {
            drafting?.observe(rows: batch.count, seconds: seconds)
        }
        return code
    }

    /// A lone token of a long sequence is divided among the threads when there is no second row to prevent it, so that
    /// the rounding would depend on their number.
    private var mayChooseThreads: Bool {
        !isReproducible || batch.count > 1
            || pool.runningSlots.allSatisfy { pool.length(of: $0) < ContextShape.longestUndivided }
    }

    private func forgetIdleRows() {
        for slot in idleSlots { _ = context.truncate(slot, to: pool.length(of: slot)) }
        idleSlots = []
    }

    // MARK: What came of it

    func advance(_ members: [Member]) {
        for member in members {
            let start = pool.length(of: member.slot)
            pool.advance(member.slot, by: member.request.tokens[start..<(start + member.count)])
        }
        for member in members { takeTokens(member) }
    }

    /// Takes a member's next token and, while guesses are right, those after it.
    private func takeTokens(_ member: Member) {
        guard var index = member.logits else { return }
        let request = member.request
        var draft = member.draft[...]
        var ending: ((LlamaRequest) -> Void)?
        while let row = context.logits(at: index) {
            guard let token = request.choose(from: context, at: index, row: row) else {
                ending = { $0.fail(EngineError.deadEnd) }
                break
            }
            if let seen = request.seen(token) { drafting?.observe(seen) }
            let reason = request.accept(token, row: row, vocabulary: vocabulary)
            let isRight = draft.first == token
            if isRight { request.work.acceptedTokens += 1 }
            if let reason {
                ending = { $0.succeed(reason) }
                break
            }
            guard isRight else { break }
            // Its keys and values are in memory already.
            pool.advance(member.slot, by: [token])
            draft.removeFirst()
            index += 1
        }
        if member.width > 1 { _ = context.truncate(member.slot, to: pool.length(of: member.slot)) }
        if let ending { end(request, caching: true, ending) }
    }
}

import CLlama
import ForgeCore

/// Sizes of a context.
struct ContextShape {
    /// Cells of the key-value memory that all sequences share.
    var cells: Int
    /// Sequences, running and cached.
    var sequences: Int
    /// Tokens computed in one step at most.
    var batch: Int
    var threads: Int
}

/// Owner of a context and the model under it. Used only on the engine's thread.
struct LlamaContext: ~Copyable {
    let model: LlamaModel
    let pointer: OpaquePointer

    /// Takes the model; when the context cannot be made the model is freed.
    ///
    /// One key-value memory is shared by all sequences (`kv_unified`), which lets them share cells. Flash attention is
    /// on because it skips the cells of other sequences, and because its sums run in the order of a sequence's own
    /// tokens: an answer does not depend on who else is in the batch.
    ///
    /// - Throws: `EngineError` `engine.context-failed`.
    init(model: consuming LlamaModel, shape: ContextShape) throws {
        LlamaLog.clear()
        var parameters = llama_context_default_params()
        parameters.n_ctx = UInt32(shape.cells)
        parameters.n_batch = UInt32(shape.batch)
        parameters.n_ubatch = UInt32(shape.batch)
        parameters.n_seq_max = UInt32(shape.sequences)
        parameters.n_threads = Int32(shape.threads)
        parameters.n_threads_batch = Int32(shape.threads)
        parameters.kv_unified = true
        parameters.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_ENABLED
        parameters.no_perf = true
        guard let context = llama_init_from_model(model.pointer, parameters) else {
            throw EngineError(
                .resourceExhausted, "engine.context-failed",
                "No context of \(shape.cells) tokens could be made.", cause: LlamaLog.lastLines,
                remedy: "Lower the context length or the number of parallel sequences.")
        }
        pointer = context
        self.model = model
    }

    deinit { llama_free(pointer) }

    var cells: Int { Int(llama_n_ctx(pointer)) }

    func setThreads(_ count: Int) { llama_set_n_threads(pointer, Int32(count), Int32(count)) }

    /// Logits of a batch entry that asked for them; nil when llama.cpp has none.
    func logits(at index: Int) -> UnsafeBufferPointer<Float>? {
        guard let row = llama_get_logits_ith(pointer, Int32(index)) else { return nil }
        return UnsafeBufferPointer(start: row, count: model.vocabulary.count)
    }

    // MARK: Sequences in memory

    private var memory: llama_memory_t? { llama_get_memory(pointer) }

    func shareStart(of source: Int, with target: Int, length: Int) {
        llama_memory_seq_cp(memory, Int32(source), Int32(target), 0, Int32(length))
    }

    /// Drops a sequence's tokens from `length` on.
    ///
    /// - Returns: false when the memory cannot drop a part, in which case nothing changed.
    func truncate(_ sequence: Int, to length: Int) -> Bool {
        llama_memory_seq_rm(memory, Int32(sequence), Int32(length), -1)
    }

    func remove(_ sequence: Int) { _ = llama_memory_seq_rm(memory, Int32(sequence), -1, -1) }

    func removeAll() { llama_memory_clear(memory, false) }
}

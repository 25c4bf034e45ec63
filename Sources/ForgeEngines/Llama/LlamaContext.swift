import CLlama
import ForgeCore

/// Sizes of a context.
struct ContextShape {
    /// Tokens that one sequence may hold.
    var length: Int
    var sequences: Int
    /// Tokens computed in one step at most.
    var batch: Int
    var threads: Int
    /// Whether all sequences share one key-value memory, as llama.cpp's own tools have it by default.
    var isUnified = false

    /// From this many tokens of one sequence on, flash attention on the CPU uses another kernel.
    static let leastTile = 64
    /// From this many tokens in memory on, flash attention on the CPU divides the cells of a lone token among the
    /// threads. llama.cpp counts cells in steps of 256, and the division begins at 512.
    static let longestUndivided = 256
}

/// Owner of a context and the model under it. Used only on the engine's thread.
struct LlamaContext: ~Copyable {
    let model: LlamaModel
    let pointer: OpaquePointer

    /// Takes the model; when the context cannot be made the model is freed.
    ///
    /// Every sequence has memory of its own, in which a token's cell is its position: flash attention adds up in the
    /// order of the cells, so in a shared memory an answer would depend on what was there before.
    ///
    /// - Throws: `EngineError` `engine.context-failed`.
    init(model: consuming LlamaModel, shape: ContextShape) throws {
        LlamaLog.clear()
        var parameters = llama_context_default_params()
        parameters.n_ctx = UInt32((shape.length + 255) / 256 * 256 * shape.sequences)
        parameters.n_batch = UInt32(shape.batch)
        parameters.n_ubatch = UInt32(shape.batch)
        parameters.n_seq_max = UInt32(shape.sequences)
        parameters.n_threads = Int32(shape.threads)
        parameters.n_threads_batch = Int32(shape.threads)
        parameters.kv_unified = shape.isUnified
        // A window of full size keeps every cell at its position, and lets a part of a sequence be dropped.
        parameters.swa_full = true
        parameters.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_ENABLED
        parameters.no_perf = true
        guard let context = llama_init_from_model(model.pointer, parameters) else {
            throw EngineError(
                .resourceExhausted, "engine.context-failed",
                "No context of \(shape.sequences) sequences of \(shape.length) tokens could be made.",
                cause: LlamaLog.lastLines,
                remedy: "Lower the context length or the number of parallel sequences.")
        }
        pointer = context
        self.model = model
    }

    deinit { llama_free(pointer) }

    var sequences: Int { Int(llama_n_seq_max(pointer)) }

    /// Tokens that one sequence can hold.
    var cellsPerSequence: Int { Int(llama_n_ctx_seq(pointer)) }

    func setThreads(_ count: Int) { llama_set_n_threads(pointer, Int32(count), Int32(count)) }

    /// Logits of a batch entry that asked for them; nil when llama.cpp has none.
    func logits(at index: Int) -> UnsafeBufferPointer<Float>? {
        guard let row = llama_get_logits_ith(pointer, Int32(index)) else { return nil }
        return UnsafeBufferPointer(start: row, count: model.vocabulary.count)
    }

    // MARK: Sequences in memory

    private var memory: llama_memory_t? { llama_get_memory(pointer) }

    /// Copies the start of a sequence over another one. llama.cpp copies only whole memories.
    func copyStart(of source: Int, to target: Int, length: Int) {
        llama_memory_seq_cp(memory, Int32(source), Int32(target), -1, -1)
        _ = truncate(target, to: length)
    }

    /// Drops a sequence's tokens from `length` on.
    ///
    /// - Returns: false when the memory cannot drop a part, in which case nothing changed.
    func truncate(_ sequence: Int, to length: Int) -> Bool {
        llama_memory_seq_rm(memory, Int32(sequence), Int32(length), -1)
    }

    /// A copy of what a sequence holds; nil when llama.cpp makes none.
    func copy(of sequence: Int) -> [UInt8]? {
        let size = llama_state_seq_get_size(pointer, Int32(sequence))
        guard size > 0 else { return nil }
        let copy = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = llama_state_seq_get_data(pointer, buffer.baseAddress, size, Int32(sequence))
        }
        return copy.count == size ? copy : nil
    }

    /// Fills an empty sequence with a copy.
    ///
    /// - Returns: false when it could not be, in which case the sequence is empty.
    func fill(_ sequence: Int, with copy: [UInt8]) -> Bool {
        let read = copy.withUnsafeBufferPointer {
            llama_state_seq_set_data(pointer, $0.baseAddress, $0.count, Int32(sequence))
        }
        if read == 0 { remove(sequence) }
        return read > 0
    }

    func remove(_ sequence: Int) { _ = llama_memory_seq_rm(memory, Int32(sequence), -1, -1) }

    func removeAll() { llama_memory_clear(memory, false) }
}

import CLlama

/// Owner of the arrays that describe one step's tokens.
struct LlamaBatch: ~Copyable {
    private var batch: llama_batch
    let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        batch = llama_batch_init(Int32(capacity), 0, 1)
        batch.n_tokens = 0
    }

    deinit { llama_batch_free(batch) }

    var count: Int { Int(batch.n_tokens) }

    mutating func clear() { batch.n_tokens = 0 }

    /// Adds one token and returns its index; logits are computed only where wanted.
    @discardableResult
    mutating func add(_ token: Int32, position: Int, sequence: Int, wantsLogits: Bool) -> Int {
        let index = count
        precondition(index < capacity, "the planner stays within the batch")
        batch.token[index] = token
        batch.pos[index] = Int32(position)
        batch.n_seq_id[index] = 1
        batch.seq_id[index]?[0] = Int32(sequence)
        batch.logits[index] = wantsLogits ? 1 : 0
        batch.n_tokens += 1
        return index
    }

    func decode(in context: borrowing LlamaContext) -> Int32 { llama_decode(context.pointer, batch) }
}

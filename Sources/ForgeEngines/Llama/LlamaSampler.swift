import CLlama
import ForgeCore

/// Owner of one request's sampler chain with its random state.
///
/// Temperature comes first, then top-k, then top-p, as in Hugging Face transformers and vLLM, so that the same options
/// mean the same distribution on every engine.
struct LlamaSampler: ~Copyable {
    private let chain: UnsafeMutablePointer<llama_sampler>

    init?(_ options: SamplingOptions) {
        var parameters = llama_sampler_chain_default_params()
        parameters.no_perf = true
        guard let chain = llama_sampler_chain_init(parameters) else { return nil }
        llama_sampler_chain_add(chain, llama_sampler_init_temp(Float(options.temperature)))
        if options.topK > 0 { llama_sampler_chain_add(chain, llama_sampler_init_top_k(Int32(clamping: options.topK))) }
        if options.topP < 1 { llama_sampler_chain_add(chain, llama_sampler_init_top_p(Float(options.topP), 1)) }
        llama_sampler_chain_add(chain, llama_sampler_init_dist(Self.seed32(options.seed)))
        self.chain = chain
    }

    deinit { llama_sampler_free(chain) }

    /// Samples from the logits of a batch entry and advances the random state.
    func sample(from context: borrowing LlamaContext, at index: Int) -> Int32 {
        llama_sampler_sample(chain, context.pointer, Int32(index))
    }

    /// Samples from a choice of tokens and advances the random state.
    func sample(from entries: inout [llama_token_data]) -> Int32 {
        entries.withUnsafeMutableBufferPointer { buffer in
            var array = llama_token_data_array(
                data: buffer.baseAddress, size: buffer.count, selected: -1, sorted: false)
            llama_sampler_apply(chain, &array)
            // Samplers may have sorted and shortened the array, and llama.cpp always selects one of it.
            let token = array.data[max(0, Int(array.selected))].id
            llama_sampler_accept(chain, token)
            return token
        }
    }

    /// 64 bits mixed into the 32 that llama.cpp takes; its value for "choose a random seed" is avoided.
    static func seed32(_ seed: UInt64) -> UInt32 {
        if let small = UInt32(exactly: seed), small != LLAMA_DEFAULT_SEED { return small }
        var generator = SeededGenerator(seed: seed)
        let mixed = UInt32(truncatingIfNeeded: generator.next())
        return mixed == LLAMA_DEFAULT_SEED ? 0 : mixed
    }
}

import CLlama
import ForgeEngines
import Foundation
import Testing

/// llama.cpp on float32 weights, with float32 keys and values and no flash attention: what native passes are held against.
struct LlamaReference: ~Copyable {
    private let model: OpaquePointer
    private let context: OpaquePointer
    private let adapter: OpaquePointer?
    let words: Int

    /// Writes a model's weights as float32.
    static func float32(_ source: String, in folder: URL) throws -> String {
        _ = LlamaLibrary.build
        let file = folder.appending(path: "f32.gguf").path
        var options = llama_model_quantize_default_params()
        options.ftype = LLAMA_FTYPE_ALL_F32
        options.allow_requantize = true
        options.nthread = 2
        try #require(llama_model_quantize(source, file, &options) == 0)
        return file
    }

    init(path: String, adapter file: String? = nil, positions: Int) throws {
        _ = LlamaLibrary.build
        var parameters = llama_model_default_params()
        parameters.n_gpu_layers = 0
        let model = try #require(llama_model_load_from_file(path, parameters))
        let adapter = try file.map { try #require(llama_adapter_lora_init(model, $0)) }
        var shape = llama_context_default_params()
        shape.n_ctx = UInt32(positions)
        shape.n_batch = UInt32(positions)
        shape.n_ubatch = UInt32(positions)
        shape.n_threads = 2
        shape.n_threads_batch = 2
        shape.type_k = GGML_TYPE_F32
        shape.type_v = GGML_TYPE_F32
        shape.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED
        let context = try #require(llama_init_from_model(model, shape))
        if let adapter {
            var adapters: [OpaquePointer?] = [adapter]
            var scales: [Float] = [1]
            llama_set_adapters_lora(context, &adapters, 1, &scales)
        }
        self.model = model
        self.context = context
        self.adapter = adapter
        words = Int(llama_vocab_n_tokens(llama_model_get_vocab(model)))
    }

    deinit {
        llama_free(context)
        llama_model_free(model)
    }

    /// Logits of every position, one row after the other.
    func logits(_ tokens: [Int32]) throws -> [[Float]] {
        llama_memory_clear(llama_get_memory(context), true)
        var batch = llama_batch_init(Int32(tokens.count), 0, 1)
        defer { llama_batch_free(batch) }
        for (index, token) in tokens.enumerated() {
            batch.token[index] = token
            batch.pos[index] = Int32(index)
            batch.n_seq_id[index] = 1
            try #require(batch.seq_id[index])[0] = 0
            batch.logits[index] = 1
        }
        batch.n_tokens = Int32(tokens.count)
        try #require(llama_decode(context, batch) == 0)
        return try tokens.indices.map { index in
            Array(UnsafeBufferPointer(start: try #require(llama_get_logits_ith(context, Int32(index))), count: words))
        }
    }
}

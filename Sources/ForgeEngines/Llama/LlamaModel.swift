import CLlama

/// Owner of a loaded model. Used only on the engine's thread.
struct LlamaModel: ~Copyable {
    let pointer: OpaquePointer
    let vocabulary: Vocabulary

    /// Loads a file that `GGUFHeader` has checked.
    ///
    /// - Throws: `EngineError` `model.load-failed` with llama.cpp's last error lines as cause.
    init(path: String, gpuLayers: Int32) throws {
        LlamaLibrary.start()
        LlamaLog.clear()
        var parameters = llama_model_default_params()
        parameters.n_gpu_layers = gpuLayers
        guard let model = llama_model_load_from_file(path, parameters) else {
            throw EngineError.loadFailed(path, cause: LlamaLog.lastLines)
        }
        guard llama_model_has_decoder(model), let vocabulary = llama_model_get_vocab(model) else {
            llama_model_free(model)
            throw EngineError.loadFailed(path, cause: "the model does not generate text")
        }
        pointer = model
        self.vocabulary = Vocabulary(pointer: vocabulary)
    }

    deinit { llama_model_free(pointer) }

    var trainedContext: Int { Int(llama_model_n_ctx_train(pointer)) }

    /// Whether a part of a sequence can be dropped and shared; state-space models only keep a running state.
    var hasDivisibleMemory: Bool { !llama_model_is_recurrent(pointer) && !llama_model_is_hybrid(pointer) }

    var layers: Int { Int(llama_model_n_layer(pointer)) }

    /// Bytes that the keys and values of one token take in half precision.
    var cacheBytesPerToken: Int {
        let heads = max(1, Int(llama_model_n_head(pointer)))
        let width = Int(llama_model_n_embd(pointer)) / heads * Int(llama_model_n_head_kv(pointer))
        return max(1, layers * width * 2 * 2)
    }

    var weightFormat: String {
        var name = String(cString: llama_ftype_name(llama_model_ftype(pointer)))
        if name.hasPrefix("(guessed) ") { name.removeFirst("(guessed) ".count) }
        return name
    }

    var chatTemplate: String? {
        llama_model_chat_template(pointer, nil).map { String(cString: $0) }
    }
}

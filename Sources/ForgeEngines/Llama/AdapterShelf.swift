import CLlama
import ForgeCore
import Foundation

/// The LoRA adapters that were loaded, by path. The model owns their memory and frees it.
struct AdapterShelf {
    /// The file of the model that they are for.
    let base: String
    private var loaded: [String: OpaquePointer] = [:]
    private var current: String?

    init(base: String) { self.base = base }

    /// - Throws: `EngineError`: as `GGUFHeader` when the file cannot be read, `adapter.not-adapter`,
    ///   `adapter.other-base`, `adapter.load-failed` when llama.cpp refuses it.
    mutating func load(_ path: String, for model: borrowing LlamaModel) throws {
        guard loaded[path] == nil else { return }
        // llama.cpp looks at shapes only: an adapter of another model with the same ones would be taken.
        try AdapterHeader(path: path).check(
            base: GGUFWeights(path: base), name: URL(filePath: base).lastPathComponent)
        LlamaLog.clear()
        guard let adapter = llama_adapter_lora_init(model.pointer, path) else {
            throw EngineError(
                .invalidInput, "adapter.load-failed", "The adapter \(path) does not fit the model.",
                cause: LlamaLog.lastLines, remedy: "Use an adapter that was trained on this base model.")
        }
        loaded[path] = adapter
    }

    /// Makes the context compute with an adapter, nil for the bare model.
    mutating func use(_ path: String?, in context: borrowing LlamaContext) {
        guard path != current else { return }
        current = path
        if let path, let adapter = loaded[path] {
            var adapters: [OpaquePointer?] = [adapter]
            var scales: [Float] = [1]
            llama_set_adapters_lora(context.pointer, &adapters, 1, &scales)
        } else {
            llama_set_adapters_lora(context.pointer, nil, 0, nil)
        }
    }
}

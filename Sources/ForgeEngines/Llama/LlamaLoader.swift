import CLlama
import ForgeCore
import Foundation

/// Loads a checked file onto the device it fits on.
struct LlamaLoader {
    let path: String
    let header: GGUFHeader
    let options: LlamaEngineOptions

    struct Loaded: ~Copyable {
        let context: LlamaContext
        let info: EngineInfo
    }

    /// The memory of all sequences is made at the start; beyond this many bytes there are fewer sequences.
    static var automaticCacheBytes: Int { Int(ProcessInfo.processInfo.physicalMemory / 4) }

    func load() throws -> Loaded {
        LlamaLibrary.start()
        let device = GraphicsDevice.first
        let before = device?.memory
        var warnings: [String] = []
        var layersInUse = 0
        let context = try withCPUFallback(layers: wantedLayers(device), note: { warnings.append($0) }) { layers in
            layersInUse = layers
            return try LlamaContext(model: LlamaModel(path: path, gpuLayers: Int32(layers)), options: options)
        }
        let deviceInUse = layersInUse == 0 ? nil : device
        if let deviceInUse, let before {
            warnings += deviceInUse.memory.warnings(before: before, device: deviceInUse.name)
        }
        let contextLength = try Self.contextLength(options, of: context.model)
        if let wanted = options.contextLength, wanted > contextLength {
            warnings.append(
                "The context length \(wanted) was lowered to \(contextLength), which is what the model was trained on.")
        }
        if context.sequences < options.sequences {
            warnings.append(
                "\(context.sequences) of \(options.sequences) sequences of \(contextLength) tokens fit the "
                    + "memory for keys and values; lower the context length or raise totalTokens for more.")
        }
        let info = info(context, contextLength: contextLength, device: deviceInUse, layers: layersInUse, warnings)
        return Loaded(context: context, info: info)
    }

    private func wantedLayers(_ device: GraphicsDevice?) -> Int {
        guard device != nil else { return 0 }
        return switch options.gpuLayers {
        case .automatic: (header.value(ofArchitecture: "block_count")?.int ?? 0) + 1
        case .none: 0
        case .count(let layers): layers
        }
    }

    private func info(
        _ context: borrowing LlamaContext, contextLength: Int, device: GraphicsDevice?, layers: Int,
        _ warnings: [String]
    ) -> EngineInfo {
        EngineInfo(
            engine: "llama.cpp", build: LlamaLibrary.build,
            model: options.modelName ?? URL(filePath: path).deletingPathExtension().lastPathComponent,
            modelPath: path, modelBytes: header.fileBytes, modelSHA256: options.modelSHA256,
            weightFormat: context.model.weightFormat,
            chatTemplateHash: context.model.chatTemplate.map { Digest.sha256($0) }, contextLength: contextLength,
            parallelSequences: context.sequences, threads: Self.threads(options),
            device: device?.name ?? "CPU", gpuLayers: layers, warnings: warnings)
    }

    static func threads(_ options: LlamaEngineOptions) -> Int {
        options.threads ?? ProcessInfo.processInfo.activeProcessorCount
    }

    static func contextLength(_ options: LlamaEngineOptions, of model: borrowing LlamaModel) throws -> Int {
        let trained = model.trainedContext > 0 ? model.trainedContext : Int.max
        return min(options.contextLength ?? 2048, trained)
    }

    fileprivate static func shape(_ options: LlamaEngineOptions, of model: borrowing LlamaModel) throws -> ContextShape
    {
        let length = try contextLength(options, of: model)
        if let total = options.totalTokens, total < length {
            throw EngineError.invalidOption(
                "totalTokens is \(total), less than the context length \(length).",
                remedy: "Raise totalTokens or lower the context length.")
        }
        let tokens = options.totalTokens ?? automaticCacheBytes / model.cacheBytesPerToken
        let sequences = min(options.sequences, max(1, tokens / length))
        return ContextShape(
            length: length, sequences: sequences, batch: max(options.batchSize, sequences), threads: threads(options))
    }
}

extension LlamaContext {
    fileprivate init(model: consuming LlamaModel, options: LlamaEngineOptions) throws {
        let shape = try LlamaLoader.shape(options, of: model)
        self = try LlamaContext(model: model, shape: shape)
    }
}

/// Loads with layers on the GPU and, when that fails, once more without.
///
/// The driver reports running out of memory only as a failure to load, so any failure is tried again on the CPU; what
/// still fails there has another reason and is thrown.
///
/// - Parameter note: Receives the warning when the CPU was used instead.
func withCPUFallback<Result: ~Copyable>(
    layers: Int, note: (String) -> Void, _ load: (Int) throws -> Result
) throws -> Result {
    guard layers != 0 else { return try load(0) }
    do {
        return try load(layers)
    } catch {
        let result = try load(0)
        let reason = (error as? any ForgeError).map { $0.cause ?? $0.message } ?? "\(error)"
        note("Loading \(layers) layers onto the GPU failed; the model runs on the CPU. Reason: \(reason)")
        return result
    }
}

import ForgeCore
import Foundation

@testable import ForgeEngines
@testable import ForgeNetworks
@testable import ForgeTraining

/// The readers of files that others made. What they throw is right; a trap, an abort, a hang or much memory is a find.
enum FuzzTarget: String, CaseIterable {
    /// Headers of GGUF files, and tensors read from those that pass.
    case gguf
    /// Models that pass `GGUFHeader(checkingModelAt:)`, in llama.cpp: vocabulary, weights, context.
    case model
    /// Headers of safetensors files, and every tensor's bytes.
    case safetensors
    /// adapter_config.json of PEFT beside good weights.
    case adapter
    /// config.json of a decoder and of an encoder.
    case config
    /// tokenizer.json, with a text encoded by what it describes.
    case tokenizer
    /// Chat templates, rendered.
    case template

    func run(_ data: Data) {
        switch self {
        case .gguf: gguf(data)
        case .model: model(data)
        case .safetensors: safetensors(data)
        case .adapter: adapter(data)
        case .config: config(data)
        case .tokenizer: tokenizer(data)
        case .template: template(data)
        }
    }

    private func gguf(_ data: Data) {
        guard let header = try? GGUFHeader(parsing: data, name: "fuzz") else { return }
        for tensor in header.tensors {
            precondition(tensor.offset >= 0 && tensor.bytes >= 0 && tensor.offset + tensor.bytes <= data.count)
        }
        try? EngineCheck(header: header, data: data, name: "fuzz").run()
        guard let file = FuzzFolder.file("weights.gguf", data), let weights = try? GGUFWeights(path: file.path) else {
            return
        }
        for tensor in header.tensors.prefix(8) where tensor.bytes < 1 << 20 {
            _ = try? weights.floats(tensor.name, shape: tensor.dimensions.reversed())
        }
        _ = try? GGUFSource(path: file.path)
        _ = try? AdapterHeader(path: file.path).check(base: weights, name: "itself")
    }

    private func model(_ data: Data) {
        guard let file = FuzzFolder.file("model.gguf", data) else { return }
        do {
            let text = try TextModel(path: file.path)
            if let tokens = try? text.tokens(ofRendered: "Hällo <|x|> 世界\n\u{0}\u{7f} 123") {
                _ = text.text(of: tokens)
            }
            _ = text.text(of: (0..<Int32(min(text.words, 2000))).map(\.self))
            _ = try? text.render([ChatMessage(.user, "Hello")], opensReply: true)
            // The graph is built, and every size asserted, when the context is made.
            let context = try LlamaContext(
                model: LlamaModel(path: file.path, gpuLayers: 0),
                shape: ContextShape(length: 32, sequences: 1, batch: 16, threads: 1))
            _ = context.sequences
        } catch {}
    }

    private func safetensors(_ data: Data) {
        guard let file = FuzzFolder.file("model.safetensors", data), let tensors = try? SafetensorsFile(at: file) else {
            return
        }
        for name in tensors.tensorNames {
            guard let entry = tensors.entry(name) else { continue }
            _ = tensors.withBytes(of: entry) { bytes in bytes.reduce(UInt8(0), &+) }
        }
        _ = try? PEFTFolder(FuzzFolder.url)
    }

    private func adapter(_ data: Data) {
        FuzzFolder.prepareAdapter()
        guard FuzzFolder.file(PEFTAdapter.configFile, data) != nil else { return }
        _ = try? PEFTFolder(FuzzFolder.url)
    }

    private func config(_ data: Data) {
        guard let file = FuzzFolder.file("config.json", data) else { return }
        _ = try? FolderConfig.read(file).shape()
        _ = try? ModelConfig(at: file)
        _ = try? SentenceSettings(at: FuzzFolder.url)
    }

    private func tokenizer(_ data: Data) {
        guard FuzzFolder.file("tokenizer.json", data) != nil,
            let tokenizer = try? TokenizerFolder.load(at: FuzzFolder.url)
        else { return }
        _ = tokenizer.encode("Hällo, 世界! don't", maxLength: 16)
        _ = tokenizer.encode("a b", "c\u{0}d\u{301}", maxLength: 9, truncation: .longestFirst)
        _ = tokenizer.tokens(of: "  x\n")
    }

    private func template(_ data: Data) {
        let source = String(decoding: data, as: UTF8.self)
        guard let template = try? ChatTemplate(source: source, beginning: "<s>", end: "</s>") else { return }
        _ = try? template.render([ChatMessage(.system, "Be brief."), ChatMessage(.user, "Hi")], opensReply: true)
    }
}

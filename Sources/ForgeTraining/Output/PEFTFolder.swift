import ForgeCore
import ForgeEngines
import ForgeNetworks
package import Foundation

/// An adapter folder that PEFT wrote (TRL, transformers), to be used by llama.cpp.
package struct PEFTFolder {
    let url: URL
    let lora: LoraConfig

    /// - Throws: `TrainingError`: `adapter.unreadable`, `adapter.unsupported` with what is not understood.
    package init(_ url: URL) throws {
        self.url = url
        let config: JSONValue
        do {
            config = try JSON.decode(from: SmallFile.data(at: url.appending(path: PEFTAdapter.configFile)))
        } catch {
            throw TrainingError(
                .notFound, "adapter.unreadable", "\(url.path) is no adapter's folder.",
                cause: "\(PEFTAdapter.configFile) cannot be read: \(error.localizedDescription)",
                remedy: "Name a folder with \(PEFTAdapter.configFile) and \(PEFTAdapter.weightsFile).")
        }
        try Self.check(config)
        guard let rank = config["r"]?.int, 1...512 ~= rank, let alpha = config["lora_alpha"]?.double,
            alpha > 0, alpha < 1e6
        else {
            throw Self.unsupported("its rank or alpha is missing or impossible")
        }
        // Rank-stabilised adapters are scaled by alpha / √rank.
        let isStabilised = config["use_rslora"]?.bool ?? false
        lora = LoraConfig(
            rank: rank, alpha: isStabilised ? alpha * Double(rank).squareRoot() : alpha,
            targets: try Self.targets(in: SafetensorsFile(at: url.appending(path: PEFTAdapter.weightsFile))))
    }

    private static func check(_ config: JSONValue) throws {
        guard config["peft_type"]?.string == "LORA" else {
            throw unsupported("it is of the type \(config["peft_type"]?.string ?? "unknown"), not LORA")
        }
        for key in ["use_dora", "fan_in_fan_out", "lora_bias"] where config[key]?.bool == true {
            throw unsupported("\(key) is set")
        }
        guard config["bias"]?.string ?? "none" == "none" else { throw unsupported("it trains biases") }
        for key in ["rank_pattern", "alpha_pattern"] where !(config[key]?.object ?? [:]).isEmpty {
            throw unsupported("\(key) gives some layers a rank or alpha of their own")
        }
    }

    /// From the tensors, because `target_modules` may be an expression.
    private static func targets(in file: SafetensorsFile) throws -> [Projection] {
        var targets: Set<Projection> = []
        for name in file.tensorNames {
            let parts = name.split(separator: ".").map(String.init)
            guard parts.count > 3, parts.last == "weight", ["lora_A", "lora_B"].contains(parts[parts.count - 2]),
                let target = Projection(rawValue: parts[parts.count - 3])
            else { throw unsupported("it has a tensor \(name)") }
            targets.insert(target)
        }
        guard !targets.isEmpty else { throw unsupported("it has no tensors") }
        return Projection.allCases.filter(targets.contains)
    }

    private static func unsupported(_ why: String) -> TrainingError {
        TrainingError(
            .invalidInput, "adapter.unsupported", "This adapter cannot be converted.", cause: "\(why).",
            remedy: "Use a plain LoRA of attention and feed-forward products, the same in all layers; "
                + "llama.cpp's convert_lora_to_gguf.py may know others.")
    }

    /// The adapter for llama.cpp, checked against its base model.
    ///
    /// - Parameter base: a GGUF file in any weight format, or the model's folder.
    /// - Throws: `TrainingError`: `adapter.other-shape`, `adapter.unsupported`, `model.…`; what the files throw.
    package func converted(base: BaseModel) throws -> Data {
        let source = try base.open()
        let plan = LoraPlan(lora, shape: source.shape)
        let tensors = try SafetensorsFile(at: url.appending(path: PEFTAdapter.weightsFile)).tensorNames.count
        guard tensors == 2 * plan.slots.count else {
            throw Self.unsupported("it has \(tensors) tensors; the model's layers make \(2 * plan.slots.count)")
        }
        let adapter = PEFTAdapter(plan: plan, parameters: try PEFTAdapter.parameters(of: plan, in: url))
        return GGUFAdapter(
            adapter: adapter, shape: source.shape, name: url.lastPathComponent,
            base: .init(name: base.name, normsDigest: try source.normsDigest())
        ).data()
    }

    /// Writes the conversion as a whole.
    package func convert(base: BaseModel, to file: URL) throws {
        try AtomicFile.write(try converted(base: base), to: file)
    }
}

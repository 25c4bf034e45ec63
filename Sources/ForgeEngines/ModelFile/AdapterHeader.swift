import ForgeCore

/// What a LoRA adapter's GGUF file says of itself, and whether it belongs to a base model.
package struct AdapterHeader: Sendable, Hashable {
    /// Adapters made here keep their base model's `normsDigest` under this key.
    package static let normsKey = "llm_forge.base.norms_sha256"
    /// The name of the base model, under the key that GGUF has for it.
    package static let baseKey = "general.base_model.0.name"
    package static let baseCountKey = "general.base_model.count"

    package let path: String
    package let header: GGUFHeader

    /// - Throws: `EngineError`: as `GGUFHeader` when the file cannot be read, `adapter.not-adapter`, `model.malformed`.
    package init(path: String) throws {
        self.path = path
        header = try GGUFHeader(checkingFileAt: path)
        guard header.metadata["general.type"]?.string == "adapter",
            header.metadata["adapter.type"]?.string == "lora"
        else {
            throw EngineError(
                .invalidInput, "adapter.not-adapter", "The file \(path) is not a LoRA adapter.",
                remedy: "Name the adapter.gguf of a training, or convert a PEFT folder with "
                    + "`forge models import-adapter`.")
        }
        guard alpha.isFinite, abs(alpha) < 1e6 else { throw GGUFReader.malformed(path, "its alpha is \(alpha)") }
    }

    package var baseName: String? { header.metadata[Self.baseKey]?.string }

    /// `alpha`, which the rank divides; 0 stands for a scale of 1.
    package var alpha: Double {
        if case .number(let value)? = header.metadata["adapter.lora.alpha"] { value } else { 0 }
    }

    /// Names of the tensors that are changed, in the file's order.
    package var targets: [String] {
        header.tensors.map(\.name).filter { $0.hasSuffix(".lora_a") }.map { String($0.dropLast(".lora_a".count)) }
    }

    /// - Throws: `EngineError` `adapter.other-base` when architecture, tensors or norms are another model's.
    package func check(base: GGUFWeights, name: String) throws {
        let architecture = header.architecture
        guard architecture == base.header.architecture else {
            throw foreign(name, "It is for the architecture \(architecture), the model is \(base.header.architecture)")
        }
        guard !targets.isEmpty else { throw foreign(name, "It changes no tensor") }
        let sides = Dictionary(
            header.tensors.map { ($0.name, $0.dimensions) }, uniquingKeysWith: { first, _ in first })
        for target in targets {
            guard let a = sides["\(target).lora_a"], let b = sides["\(target).lora_b"], a.count == 2, b.count == 2,
                a[1] == b[0]
            else { throw foreign(name, "Its matrices for \(target) do not belong together") }
            guard let there = base.header.tensors.first(where: { $0.name == target }) else {
                throw foreign(name, "The model has no tensor \(target)")
            }
            guard there.dimensions == [a[0], b[1]] else {
                throw foreign(name, "\(target) is \(there.dimensions) in the model and \([a[0], b[1]]) in the adapter")
            }
        }
        guard let digest = header.metadata[Self.normsKey]?.string else { return }
        guard try base.normsDigest() == digest else {
            throw foreign(name, "The weights of the model's norms are not those it was trained with")
        }
    }

    private func foreign(_ model: String, _ cause: String) -> EngineError {
        EngineError(
            .invalidInput, "adapter.other-base", "The adapter \(path) does not fit the model \(model).",
            cause: cause + ".",
            remedy: "Use it with the model it was trained on"
                + (baseName.map { ": \($0), in any weight format." } ?? ", in any weight format."))
    }
}

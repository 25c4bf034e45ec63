import ForgeCore
import Foundation

/// What llama.cpp takes for granted of a model. Where a file is otherwise, it ends the process (`GGML_ASSERT`), or throws through
/// its C functions, instead of refusing the file. Found in its source (`llama-model.cpp`, `llama-vocab.cpp`,
/// `ops.cpp`); `Fuzzing/` looks for more.
struct EngineCheck {
    let header: GGUFHeader
    let data: Data
    let name: String

    private static let mostLayers = 512
    private static let mostExperts = 1024
    private static let ropeScalings: Set = ["none", "linear", "yarn", "longrope"]
    /// Those whose graphs assert that keys, values and rotary positions have one size.
    private static let plainFamilies: Set = ["llama", "qwen2", "qwen3"]

    /// - Throws: `EngineError`: `model.not-model`, `model.split`, `model.malformed`.
    func run() throws {
        try checkKind()
        try checkLayers()
        try checkExperts()
        try checkHeads()
        try checkNumbers()
        try checkTensors()
        try VocabularyCheck(header: header, data: data, name: name).run()
    }

    private func demand(_ condition: Bool, _ why: @autoclosure () -> String) throws {
        guard condition else { throw GGUFReader.malformed(name, why()) }
    }

    private func value(_ key: String) -> GGUFValue? { header.value(ofArchitecture: key) }

    /// A number, or a list of one per layer; nil when the key is not there or holds something else.
    private func integers(_ key: String) throws -> [Int]? {
        if let number = value(key)?.int { return [number] }
        guard case .array? = value(key),
            let entry = header.entries.first(where: { $0.key == header.fullKey(key) })
        else { return nil }
        var reader = GGUFReader(data: data, name: name, offset: entry.bytes.lowerBound)
        _ = try reader.key()
        guard let list = try reader.list(), list.type == 4 || list.type == 5 else { return nil }
        try demand(1...Self.mostLayers ~= list.count, "\(key) has \(list.count) values")
        return try (0..<list.count).map { _ in Int(try reader.integer(Int32.self)) }
    }

    // MARK: Checks

    private func checkKind() throws {
        if header.isAdapter {
            throw EngineError(
                .invalidInput, "model.not-model", "\(name) is a LoRA adapter, not a model.",
                remedy: "Name the model as model and this file as adapter.")
        }
        guard header.metadata["split.count"]?.int ?? 0 <= 1 else {
            throw EngineError(
                .invalidInput, "model.split", "\(name) is one of several files of a model.",
                cause: "llama.cpp would open the others by their names, unchecked.",
                remedy: "Join them with llama.cpp's llama-gguf-split --merge.")
        }
    }

    private func checkLayers() throws {
        guard let layers = value("block_count")?.int else { return }
        try demand(1...Self.mostLayers ~= layers, "it has \(layers) layers")
        let guessing = value("nextn_predict_layers")?.int ?? 0
        try demand(0...layers ~= guessing, "\(guessing) of its \(layers) layers predict further tokens")
    }

    private func checkExperts() throws {
        let experts = value("expert_count")?.int ?? 0
        let used = try integers("expert_used_count")?.max() ?? 0
        let groups = value("expert_group_count")?.int ?? 0
        try demand(0...Self.mostExperts ~= experts, "it has \(experts) experts")
        try demand(experts == 0 ? used == 0 : 1...experts ~= used, "\(used) of its \(experts) experts are used")
        try demand(experts == 0 ? groups == 0 : 0..<experts ~= groups, "its experts are in \(groups) groups")
        guard groups > 1 else { return }
        let usedGroups = value("expert_group_used_count")?.int ?? 0
        try demand(
            experts % groups == 0 && 1..<groups ~= usedGroups, "\(usedGroups) of \(groups) groups of experts are used")
    }

    private func checkHeads() throws {
        guard let heads = try integers("attention.head_count") else { return }
        let keyHeads = try integers("attention.head_count_kv") ?? heads
        for index in 0..<max(heads.count, keyHeads.count) {
            let (all, keys) = (heads[min(index, heads.count - 1)], keyHeads[min(index, keyHeads.count - 1)])
            try demand(all >= 0 && keys >= 0 && (keys == 0 || all % keys == 0), "\(keys) key heads serve \(all) heads")
        }
        guard Self.plainFamilies.contains(header.architecture), let width = value("embedding_length")?.int else {
            return
        }
        try demand(heads.allSatisfy { $0 > 0 } && keyHeads.allSatisfy { $0 > 0 }, "it has layers without heads")
        let size = value("attention.key_length")?.int ?? width / heads[0]
        let sizes = [
            value("attention.value_length")?.int ?? width / heads[0], value("rope.dimension_count")?.int ?? size,
        ]
        try demand(size > 0 && size % 2 == 0 && sizes.allSatisfy { $0 == size }, "its heads are of different sizes")
    }

    private func checkNumbers() throws {
        for key in ["attention.layer_norm_rms_epsilon", "attention.layer_norm_epsilon"] {
            guard case .number(let epsilon)? = value(key) else { continue }
            try demand(epsilon >= 0 && epsilon < 1, "\(key) is \(epsilon)")
        }
        guard let scaling = value("rope.scaling.type")?.string else { return }
        try demand(Self.ropeScalings.contains(scaling), "its rotary positions are scaled by the unknown way \(scaling)")
    }

    private func checkTensors() throws {
        try demand(!header.tensors.isEmpty, "it has no tensors")
        for tensor in header.tensors {
            let isVector = tensor.dimensions.dropFirst().allSatisfy { $0 == 1 }
            let isComputable = tensor.format == "f32" || !isVector && GGUFFormat(name: tensor.format)?.unpack != nil
            try demand(
                isComputable, "the tensor \(tensor.name) is stored as \(tensor.format), which cannot be computed with")
        }
    }
}

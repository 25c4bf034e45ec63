import CForgeKernels
import ForgeCore
import ForgeNetworks
import Foundation

/// An adapter in the layout of the PEFT library: adapter_config.json and adapter_model.safetensors.
package struct PEFTAdapter {
    package static let weightsFile = "adapter_model.safetensors"
    package static let configFile = "adapter_config.json"
    /// Beside PEFT's files: the same for llama.cpp.
    package static let engineFile = "adapter.gguf"

    let plan: LoraPlan
    let parameters: [Float]

    private static func name(_ slot: LoraPlan.Slot, _ matrix: String) -> String {
        "base_model.model.model.layers.\(slot.layer).\(slot.projection.modulePath).lora_\(matrix).weight"
    }

    /// Tensors as PEFT names and shapes them: A [rank, K], B [N, rank].
    private var tensors: [NamedTensor] {
        let rank = plan.config.rank
        return plan.slots.flatMap { slot in
            [
                NamedTensor(
                    name: Self.name(slot, "A"), shape: [rank, slot.inputs],
                    numbers: Array(parameters[slot.a..<slot.b])),
                NamedTensor(
                    name: Self.name(slot, "B"), shape: [slot.outputs, rank], numbers: b(slot)),
            ]
        }.sorted { $0.name < $1.name }
    }

    /// B [N, rank] of a slot.
    func b(_ slot: LoraPlan.Slot) -> [Float] {
        let rank = plan.config.rank
        var numbers = [Float](repeating: 0, count: rank * slot.outputs)
        for row in 0..<rank {
            for column in 0..<slot.outputs {
                numbers[column * rank + row] = parameters[slot.b + row * slot.outputs + column]
            }
        }
        return numbers
    }

    func weights() throws -> Data { try SafetensorsWriter.data(tensors, metadata: ["format": "pt"]) }

    /// What `peft.LoraConfig.from_pretrained` reads.
    func config(baseModel: String) -> JSONValue {
        let config = plan.config
        return [
            "peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": .string(baseModel),
            "r": .integer(config.rank), "lora_alpha": .number(config.alpha), "lora_dropout": .number(config.dropout),
            "target_modules": .array(config.targets.map { .string($0.rawValue) }), "bias": "none",
            "fan_in_fan_out": false, "inference_mode": true, "init_lora_weights": true, "use_rslora": false,
            "use_dora": false,
        ]
    }

    /// Reads the weights of an adapter folder into the order of `plan`.
    ///
    /// - Throws: `NetworkError` `weights.…`; `TrainingError` `adapter.other-shape`.
    static func parameters(of plan: LoraPlan, in folder: URL) throws -> [Float] {
        let file = try SafetensorsFile(at: folder.appending(path: weightsFile))
        let rank = plan.config.rank
        // Before memory is taken: the base's header alone may claim absurd sizes, which no file can hold.
        for slot in plan.slots {
            _ = try entry(file, name(slot, "A"), [rank, slot.inputs])
            _ = try entry(file, name(slot, "B"), [slot.outputs, rank])
        }
        var parameters = [Float](repeating: 0, count: plan.count)
        for slot in plan.slots {
            let a = try numbers(file, name(slot, "A"), [rank, slot.inputs])
            parameters.replaceSubrange(slot.a..<slot.b, with: a)
            let b = try numbers(file, name(slot, "B"), [slot.outputs, rank])
            for column in 0..<slot.outputs {
                for row in 0..<rank { parameters[slot.b + row * slot.outputs + column] = b[column * rank + row] }
            }
        }
        return parameters
    }

    private static func entry(
        _ file: SafetensorsFile, _ name: String, _ shape: [Int]
    ) throws -> (place: TensorEntry, number: forge_number) {
        guard let entry = file.entry(name), entry.shape == shape, let number = entry.type.number else {
            let found = file.entry(name).map { "\($0.shape) in \($0.type.rawValue)" } ?? "missing"
            throw TrainingError(
                .invalidInput, "adapter.other-shape", "The adapter does not fit the base model and its settings.",
                cause: "Tensor \(name) is \(found); \(shape) was expected.",
                remedy: "Use the adapter with the base model, rank and targets it was trained with.")
        }
        return (entry, number)
    }

    private static func numbers(_ file: SafetensorsFile, _ name: String, _ shape: [Int]) throws -> [Float] {
        let entry = try entry(file, name, shape)
        let count = shape.reduce(1, *)
        return [Float](unsafeUninitializedCapacity: count) { buffer, used in
            file.withBytes(of: entry.place) {
                forge_convert(buffer.baseAddress, FORGE_FLOAT32, $0.baseAddress, entry.number, count)
            }
            used = count
        }
    }
}

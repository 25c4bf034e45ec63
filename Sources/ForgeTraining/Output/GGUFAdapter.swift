import ForgeEngines
import Foundation

/// An adapter as llama.cpp loads it (`general.type` adapter, `adapter.type` lora), GGUF version 3.
struct GGUFAdapter {
    let adapter: PEFTAdapter
    let shape: DecoderShape
    let name: String
    /// What the engine checks before it uses the adapter.
    var base: Base?

    struct Base {
        var name: String
        var normsDigest: String
    }

    private struct Tensor {
        var name: String
        /// The fastest side first, as GGUF writes them.
        var dimensions: [Int]
        var numbers: [Float]
    }

    private var tensors: [Tensor] {
        let plan = adapter.plan, rank = plan.config.rank
        return plan.slots.flatMap { slot in
            let weight = DecoderTensor.weight(slot.projection, slot.layer).ggufName
            var b = adapter.b(slot)
            if shape.family == .llama, slot.projection == .query || slot.projection == .key {
                b = HeadOrder.toInterleaved(b, columns: rank, headSize: shape.headSize)
            }
            return [
                Tensor(
                    name: "\(weight).lora_a", dimensions: [slot.inputs, rank],
                    numbers: Array(adapter.parameters[slot.a..<slot.b])),
                Tensor(name: "\(weight).lora_b", dimensions: [rank, slot.outputs], numbers: b),
            ]
        }
    }

    func data() -> Data {
        let tensors = tensors
        var file = GGUFWriter()
        file.set("general.architecture", text: shape.family.rawValue)
        file.set("general.type", text: "adapter")
        file.set("general.name", text: name)
        file.set("adapter.type", text: "lora")
        file.set("adapter.lora.alpha", number: Float(adapter.plan.config.alpha))
        if let base {
            file.set(AdapterHeader.baseCountKey, count: 1)
            file.set(AdapterHeader.baseKey, text: base.name)
            file.set(AdapterHeader.normsKey, text: base.normsDigest)
        }
        var data = file.header(
            tensors.map { GGUFTensorPlan(name: $0.name, dimensions: $0.dimensions, format: .float32) })
        for tensor in tensors {
            data.append(file.padded(tensor.numbers.withUnsafeBytes { Data($0) }))
        }
        return data
    }
}

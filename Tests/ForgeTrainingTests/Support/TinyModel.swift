import ForgeCore
import Foundation
import Testing

@testable import ForgeNetworks
@testable import ForgeTraining

/// A random two-layer decoder with an adapter on all products, and what PyTorch computed with it
/// (Tests/Fixtures-generator/dpo_values.py).
struct TinyModel {
    struct Golden: Decodable {
        struct Pair: Decodable {
            var prompt: [Int32]
            var chosen: [Int32]
            var rejected: [Int32]
            var policy: [[Double]]
            var reference: [[Double]]
            var losses: [String: Double]

            var tokens: TrainingPair { TrainingPair(prompt: prompt, chosen: chosen, rejected: rejected) }
        }

        struct Step: Decodable {
            var loss: Double
            var gradientNorm: Double
            var learningRate: Double

            enum CodingKeys: String, CodingKey {
                case loss
                case gradientNorm = "grad_norm"
                case learningRate = "learning_rate"
            }
        }

        var beta: Double
        var pairs: [Pair]
        var steps: [Step]
    }

    static let names = ["tiny-llama", "tiny-qwen2"]
    static let lora = LoraConfig(rank: 4, alpha: 6, dropout: 0, targets: Projection.allCases)

    let folder: URL
    let decoder: FrozenDecoder
    let golden: Golden
    let plan: LoraPlan
    let parameters: [Float]

    init(_ name: String) throws {
        folder = try #require(Bundle.module.resourceURL).appending(path: "Fixtures/\(name)")
        decoder = try FrozenDecoder(FolderSource(folder: folder), positions: 128)
        golden = try JSON.decode(from: Data(contentsOf: folder.appending(path: "golden.json")))
        plan = LoraPlan(Self.lora, shape: decoder.shape)
        parameters = try PEFTAdapter.parameters(of: plan, in: folder)
    }

    func matrices(_ parameters: [Float]? = nil) -> LoraMatrices {
        let matrices = LoraMatrices(plan)
        matrices.update(parameters ?? self.parameters)
        return matrices
    }

    /// The gradient of a pair's sigmoid loss by PyTorch, in the order of the plan.
    func goldenGradient(pair: Int) throws -> [Float] {
        let file = try SafetensorsFile(at: folder.appending(path: "gradients.safetensors"))
        var gradient = [Float](repeating: 0, count: plan.count)
        for slot in plan.slots {
            let name = "\(pair).base_model.model.model.layers.\(slot.layer).\(slot.projection.modulePath)"
            let a = try floats(file, "\(name).lora_A.weight")
            gradient.replaceSubrange(slot.a..<slot.b, with: a)
            let b = try floats(file, "\(name).lora_B.weight")
            for column in 0..<slot.outputs {
                for row in 0..<4 { gradient[slot.b + row * slot.outputs + column] = b[column * 4 + row] }
            }
        }
        return gradient
    }

    private func floats(_ file: SafetensorsFile, _ name: String) throws -> [Float] {
        let entry = try #require(file.entry(name))
        return file.withBytes(of: entry) { bytes in
            (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
        }
    }
}

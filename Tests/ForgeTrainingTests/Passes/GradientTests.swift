import ForgeCore
import Foundation
import Testing

@testable import ForgeNetworks
@testable import ForgeTraining

struct `Gradients of a decoder's adapter` {
    private static func loss(_ beta: Double) -> LossConfig { LossConfig(kind: .sigmoid, beta: beta) }

    private func reference(_ pair: TinyModel.Golden.Pair) -> PairLogProbabilities {
        PairLogProbabilities(chosen: pair.reference[0].reduce(0, +), rejected: pair.reference[1].reduce(0, +))
    }

    @Test(arguments: TinyModel.names)
    func `Log-probabilities with and without the adapter are PyTorch's`(name: String) throws {
        let model = try TinyModel(name)
        var arena = Arena()
        for pair in model.golden.pairs {
            for (adapter, golden) in [(model.matrices(), pair.policy), (nil, pair.reference)] {
                let pass = DecoderPass(
                    model.decoder, pair.tokens.layout, adapter: adapter, keeps: false, in: &arena)
                let computed = pass.forward()
                for (own, theirs) in zip(computed, golden.joined()) { #expect(abs(own - theirs) < 2e-4) }
                #expect(computed.count == golden.joined().count)
            }
        }
    }

    @Test(arguments: TinyModel.names, [0, 1, 2])
    func `Every LoRA matrix gets PyTorch's gradient`(name: String, index: Int) throws {
        let model = try TinyModel(name)
        let pair = model.golden.pairs[index]
        let gradient = try gradient(model, pair)
        let golden = try model.goldenGradient(pair: index)
        for slot in model.plan.slots {
            for range in [slot.a..<slot.b, slot.b..<slot.b + 4 * slot.outputs] {
                let distance = zip(gradient[range], golden[range]).reduce(0) { $0 + pow(Double($1.0 - $1.1), 2) }
                let size = golden[range].reduce(0) { $0 + pow(Double($1), 2) }
                #expect(size > 0)
                #expect((distance / size).squareRoot() < 1e-4, "\(slot.projection) of layer \(slot.layer)")
            }
        }
    }

    private func gradient(_ model: TinyModel, _ pair: TinyModel.Golden.Pair) throws -> [Float] {
        let memory = Memory(zeroedBytes: model.plan.count * 4)
        var arena = Arena()
        let outcome = PairComputer(decoder: model.decoder).gradient(
            pair.tokens, reference: reference(pair), loss: Self.loss(model.golden.beta), pairs: 1,
            adapter: model.matrices(), dropSeed: 0, into: memory, in: &arena)
        #expect(abs(outcome.loss.loss - (try #require(pair.losses["sigmoid 0.0"]))) < 1e-4)
        return Array(UnsafeBufferPointer(start: memory.floats, count: model.plan.count))
    }

    /// Along random directions, because single numbers of a float32 loss drown in rounding.
    @Test(arguments: TinyModel.names)
    func `Gradients are the slopes that finite differences see`(name: String) throws {
        let model = try TinyModel(name)
        let pair = model.golden.pairs[0]
        let gradient = try gradient(model, pair)
        var generator = SeededGenerator(seed: 11)
        var arena = Arena()
        func loss(_ parameters: [Float]) -> Double {
            let policy = PairComputer(decoder: model.decoder).logProbabilities(
                pair.tokens, adapter: model.matrices(parameters), in: &arena)
            return preferenceLoss(
                Self.loss(model.golden.beta), policy: policy, reference: reference(pair),
                chosenTokens: pair.chosen.count, rejectedTokens: pair.rejected.count
            ).loss
        }
        for _ in 0..<5 {
            let direction = model.parameters.map { _ in Float(generator.unit() - 0.5) }
            let step: Float = 1e-3
            let ahead = loss(zip(model.parameters, direction).map { $0 + step * $1 })
            let behind = loss(zip(model.parameters, direction).map { $0 - step * $1 })
            let slope = (ahead - behind) / Double(2 * step)
            let expected = zip(gradient, direction).reduce(0) { $0 + Double($1.0) * Double($1.1) }
            #expect(abs(slope - expected) < 0.02 * abs(expected) + 2e-2, "\(slope) and \(expected)")
        }
    }

    @Test func `Dropout drops the same numbers forward and backward`() throws {
        let model = try TinyModel("tiny-llama")
        let plan = LoraPlan(
            LoraConfig(rank: 4, alpha: 6, dropout: 0.4, targets: Projection.allCases), shape: model.decoder.shape)
        let pair = model.golden.pairs[0]
        let matrices = LoraMatrices(plan)
        var arena = Arena()
        func outcome(_ parameters: [Float], seed: UInt64) -> (Double, [Float]) {
            matrices.update(parameters)
            let memory = Memory(zeroedBytes: plan.count * 4)
            let outcome = PairComputer(decoder: model.decoder).gradient(
                pair.tokens, reference: reference(pair), loss: Self.loss(model.golden.beta), pairs: 1,
                adapter: matrices, dropSeed: seed, into: memory, in: &arena)
            return (outcome.loss.loss, Array(UnsafeBufferPointer(start: memory.floats, count: plan.count)))
        }
        let (loss, gradient) = outcome(model.parameters, seed: 5)
        #expect(outcome(model.parameters, seed: 5).0 == loss)
        #expect(outcome(model.parameters, seed: 6).0 != loss)
        // Down the gradient by a little, the loss falls by its squared length times that.
        let square = gradient.reduce(0) { $0 + Double($1) * Double($1) }
        let step = 1e-2 / square
        let ahead = outcome(zip(model.parameters, gradient).map { $0 - Float(step) * $1 }, seed: 5).0
        #expect(abs((loss - ahead) - 1e-2) < 1e-3)
    }
}

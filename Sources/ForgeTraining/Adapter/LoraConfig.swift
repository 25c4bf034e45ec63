import ForgeCore

/// Low-rank adapters (Hu et al. 2021): W x + (alpha / rank) B A x for every target.
package struct LoraConfig: Sendable, Hashable, Codable {
    package var rank: Int
    package var alpha: Double
    /// Share of an adapter's inputs that are dropped while training.
    package var dropout: Double
    package var targets: [Projection]

    package init(
        rank: Int = 16, alpha: Double = 32, dropout: Double = 0, targets: [Projection] = [.query, .value]
    ) {
        self.rank = rank
        self.alpha = alpha
        self.dropout = dropout
        self.targets = targets
    }

    package var scale: Float { Float(alpha / Double(rank)) }
}

/// Where every LoRA matrix lies in the flat vector of parameters, layer by layer in the order of `Projection`.
///
/// A is [rank, K]; B is kept as its transpose [rank, N], because that is how both passes read it.
struct LoraPlan: Sendable, Hashable {
    struct Slot: Sendable, Hashable {
        let layer: Int
        let projection: Projection
        let inputs: Int
        let outputs: Int
        let a: Int
        let b: Int
    }

    let config: LoraConfig
    let slots: [Slot]
    /// How many parameters there are.
    let count: Int
    private let perLayer: Int

    init(_ config: LoraConfig, shape: DecoderShape) {
        self.config = config
        let targets = Projection.allCases.filter(config.targets.contains)
        var slots: [Slot] = []
        var next = 0
        for layer in 0..<shape.layers {
            for projection in targets {
                let inputs = projection.inputs(shape), outputs = projection.outputs(shape)
                slots.append(
                    Slot(
                        layer: layer, projection: projection, inputs: inputs, outputs: outputs, a: next,
                        b: next + config.rank * inputs))
                next += config.rank * (inputs + outputs)
            }
        }
        self.slots = slots
        count = next
        perLayer = targets.count
    }

    /// The slots of one layer, by their numbers.
    func indices(layer: Int) -> Range<Int> { layer * perLayer..<(layer + 1) * perLayer }

    func index(layer: Int, _ projection: Projection) -> Int? {
        indices(layer: layer).first { slots[$0].projection == projection }
    }

    /// As PEFT starts: A uniform in ±1/√K (Kaiming with a = √5), B zero, so that the adapter changes nothing.
    func initialParameters(seed: UInt64) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        var parameters = [Float](repeating: 0, count: count)
        for slot in slots {
            let bound = 1 / Double(slot.inputs).squareRoot()
            for index in slot.a..<slot.b { parameters[index] = Float((generator.unit() * 2 - 1) * bound) }
        }
        return parameters
    }
}

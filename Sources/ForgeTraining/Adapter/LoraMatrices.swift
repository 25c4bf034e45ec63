import ForgeNetworks

/// The adapter's parameters as the passes read them, made anew after every step of the optimiser.
///
/// Beside the flat vector there are for every slot s · Aᵀ [K, R'] and s · B [N, R'], with s = alpha / rank and R' the
/// rank rounded up to whole panels, so that no product has a remainder.
final class LoraMatrices: @unchecked Sendable {
    // Sendable although it holds memory: written by `update` while no pass runs, and only read during passes.
    let plan: LoraPlan
    let flat: Memory
    let paddedRank: Int
    private let turned: Memory
    private let places: [(a: Int, b: Int)]

    init(_ plan: LoraPlan) {
        self.plan = plan
        paddedRank = (plan.config.rank + 31) / 32 * 32
        flat = Memory(zeroedBytes: plan.count * MemoryLayout<Float>.size)
        var places: [(a: Int, b: Int)] = []
        var next = 0
        for slot in plan.slots {
            places.append((next, next + slot.inputs * paddedRank))
            next += (slot.inputs + slot.outputs) * paddedRank
        }
        self.places = places
        turned = Memory(zeroedBytes: next * MemoryLayout<Float>.size)
    }

    func update(_ parameters: [Float]) {
        flat.floats.update(from: parameters, count: plan.count)
        let rank = plan.config.rank, scale = plan.config.scale
        for (slot, place) in zip(plan.slots, places) {
            for (start, width, to) in [(slot.a, slot.inputs, place.a), (slot.b, slot.outputs, place.b)] {
                for row in 0..<rank {
                    let source = flat.floats + start + row * width
                    let target = turned.floats + to + row
                    for column in 0..<width { target[column * paddedRank] = scale * source[column] }
                }
            }
        }
    }

    /// A [rank, K]
    func a(_ slot: Int) -> Matrix { Matrix(base: flat.floats + plan.slots[slot].a, stride: plan.slots[slot].inputs) }
    /// Bᵀ [rank, N]
    func b(_ slot: Int) -> Matrix { Matrix(base: flat.floats + plan.slots[slot].b, stride: plan.slots[slot].outputs) }
    /// s · Aᵀ [K, R']
    func turnedA(_ slot: Int) -> Matrix { Matrix(base: turned.floats + places[slot].a, stride: paddedRank) }
    /// s · B [N, R']
    func turnedB(_ slot: Int) -> Matrix { Matrix(base: turned.floats + places[slot].b, stride: paddedRank) }
}

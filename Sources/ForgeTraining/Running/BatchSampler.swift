import ForgeCore

/// Which pairs come next: a seeded shuffle of all pairs for every epoch. A value, so that it can be kept and gone on with.
struct BatchSampler: Sendable, Hashable, Codable {
    let shuffles: Bool
    private var generator: SeededGenerator
    private var order: [Int]
    private(set) var position = 0
    /// Whole epochs that are behind.
    private(set) var epoch = 0

    init(count: Int, shuffles: Bool, seed: UInt64) {
        precondition(count > 0, "nothing to draw from")
        self.shuffles = shuffles
        generator = SeededGenerator(seed: seed)
        order = Array(0..<count)
        arrange()
    }

    private mutating func arrange() {
        guard shuffles else { return }
        order = generator.sample(order.count, of: order.count)
    }

    /// How far the training is, in epochs.
    var progress: Double { Double(epoch) + Double(position) / Double(order.count) }

    /// The pairs of the next step; an epoch's last step may have fewer.
    mutating func next(_ count: Int) -> [Int] {
        let end = min(position + count, order.count)
        let batch = Array(order[position..<end])
        position = end
        if position == order.count {
            epoch += 1
            position = 0
            arrange()
        }
        return batch
    }
}

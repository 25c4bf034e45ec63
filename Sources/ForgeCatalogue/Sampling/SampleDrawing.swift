package import ForgeCore

/// Draws a seeded choice of samples.
package enum SampleDrawing {
    /// `count` of `samples` without repetition, in the order of the data set or of the shuffle; all of them for nil.
    ///
    /// The same seed and number of records choose the same positions on every machine.
    ///
    /// - Throws: invalid input when there are fewer than `count`.
    package static func draw(
        _ count: Int?, from samples: [Sample], seed: UInt64, order: SampleOrder = .dataset, dataset: String
    ) throws -> [Sample] {
        let count = count ?? samples.count
        if order == .dataset, count == samples.count { return samples }
        guard count > 0 else {
            throw CatalogueError(.invalidInput, "sample.size", "A sample needs at least one record, not \(count).")
        }
        guard count <= samples.count else {
            throw CatalogueError(
                .invalidInput, "sample.too-large", "A sample of \(count) cannot be drawn from `\(dataset)`.",
                cause: "it has \(samples.count) records", remedy: "Ask for at most \(samples.count), or for all.")
        }
        switch order {
        case .dataset:
            var generator = SeededGenerator(seed: seed)
            return generator.sample(count, of: samples.count).sorted().map { samples[$0] }
        case .pythonShuffle:
            var positions = Array(samples.indices)
            var generator = PythonRandom(seed: seed)
            generator.shuffle(&positions)
            return positions.prefix(count).map { samples[$0] }
        }
    }
}

/// Draws bootstrap resamples of items or of whole clusters and hands out their means.
///
/// The index draw is `SeededGenerator.below` with its threshold computed once, which is most of its cost.
struct Resampler {
    /// Sum of values and number of items of each unit that is drawn whole.
    private let sums: [Double]
    private let sizes: [Double]?
    private let itemCount: Double
    private var generator: SeededGenerator

    /// Nil for fewer than two units: nothing can be learnt from resampling one.
    /// - Precondition: `clusters`, if given, has one label for every value.
    init?(_ values: [Double], clusters: [Int]?, seed: UInt64) {
        if let clusters {
            precondition(values.count == clusters.count, "one cluster label for every value")
            let units = Self.units(values, clusters: clusters)
            (sums, sizes) = (units.sums, units.sizes)
        } else {
            (sums, sizes) = (values, nil)
        }
        guard sums.count > 1 else { return nil }
        itemCount = Double(values.count)
        generator = SeededGenerator(seed: seed)
    }

    /// Clusters in order of first appearance, so that the result does not hang on a dictionary's order.
    static func units(_ values: [Double], clusters: [Int]) -> (sums: [Double], sizes: [Double]) {
        var positions: [Int: Int] = [:]
        var sums: [Double] = []
        var sizes: [Double] = []
        for (value, cluster) in zip(values, clusters) {
            let position = positions[cluster] ?? sums.count
            if position == sums.count {
                positions[cluster] = position
                sums.append(0)
                sizes.append(0)
            }
            sums[position] += value
            sizes[position] += 1
        }
        return (sums, sizes)
    }

    /// The mean of every resample, in the order drawn.
    mutating func means(_ resamples: Int) -> [Double] {
        (0..<resamples).map { _ in sizes.map { clusteredMean(sizes: $0) } ?? plainMean() }
    }

    private mutating func plainMean() -> Double {
        let range = UInt64(sums.count)
        let threshold = (0 &- range) % range
        var local = generator
        var total = 0.0
        sums.withUnsafeBufferPointer { sums in
            var drawn = 0
            while drawn < sums.count {
                let product = local.next().multipliedFullWidth(by: range)
                guard product.low >= threshold else { continue }
                total += sums[Int(product.high)]
                drawn += 1
            }
        }
        generator = local
        return total / itemCount
    }

    private mutating func clusteredMean(sizes: [Double]) -> Double {
        var total = 0.0
        var count = 0.0
        for _ in sums.indices {
            let drawn = generator.below(sums.count)
            total += sums[drawn]
            count += sizes[drawn]
        }
        return total / count
    }
}

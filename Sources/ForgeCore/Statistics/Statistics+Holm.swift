extension Statistics {
    /// Holm's step-down adjustment for several comparisons (Holm 1979), in the order given.
    ///
    /// An adjusted p below α is significant with a family-wise error of at most α.
    package static func holm(_ pValues: [Double]) -> [Double] {
        let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        var adjusted = pValues
        var largest = 0.0
        for (rank, index) in order.enumerated() {
            largest = max(largest, Double(pValues.count - rank) * pValues[index])
            adjusted[index] = min(1, largest)
        }
        return adjusted
    }
}

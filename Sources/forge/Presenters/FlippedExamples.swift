import ForgeCore
import ForgeLab
import ForgeTerminal

/// Loads the questions that one experiment of a pair got right and the other wrong.
struct FlippedExamples {
    var comparison: Comparison
    var store: any ExperimentStore
    /// Per pair.
    var limit: Int

    func load() async throws -> [Int: [FlippedExample]] {
        guard limit > 0 else { return [:] }
        var examples: [Int: [FlippedExample]] = [:]
        for (position, pair) in comparison.pairs.enumerated() {
            guard let flips = pair.flips else { continue }
            let wanted = Array((flips.onlyBaseline + flips.onlyOther).sorted().prefix(limit))
            let baseline = try await predictions(wanted, of: comparison.entries[pair.baseline].id)
            let other = try await predictions(wanted, of: comparison.entries[pair.other].id)
            let lost = Set(flips.onlyBaseline)
            examples[position] = wanted.compactMap { index in
                guard let first = baseline[index], let second = other[index] else { return nil }
                return FlippedExample(baseline: first, other: second, isBaselineRight: lost.contains(index))
            }
        }
        return examples
    }

    private func predictions(_ indices: [Int], of id: String) async throws -> [Int: Prediction] {
        let wanted = Set(indices)
        var found: [Int: Prediction] = [:]
        try await store.forEachPrediction(of: id) { if wanted.contains($0.index) { found[$0.index] = $0 } }
        return found
    }
}

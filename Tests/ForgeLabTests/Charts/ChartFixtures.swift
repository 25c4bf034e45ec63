import ForgeCore

@testable import ForgeLab

enum ChartFixtures {
    /// `cot` is right on 6 of 8 questions, `naive` on 4 of them.
    static func comparison(_ names: [String] = ["naive", "cot"]) throws -> Comparison {
        let sides = names.enumerated().map { index, name in
            AnalysisFixtures.side(name, 8, right: 0..<min(8, 4 + 2 * index))
        }
        return try Comparison.make(sides, metrics: [AnalysisFixtures.em], options: .init(resamples: 200))
    }
}

extension Chart {
    /// The values that are drawn.
    var drawn: [JSONValue] { spec["data"]?["values"]?.array ?? [] }
}

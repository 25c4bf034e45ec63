import ForgeCore
import Testing

@testable import ForgeLab

@Suite struct ComparisonTests {
    private let metrics = [AnalysisFixtures.em, AnalysisFixtures.f1]

    private func compare(_ sides: [ComparedExperiment], _ options: ComparisonOptions = .init()) throws -> Comparison {
        try Comparison.make(sides, metrics: metrics, options: options)
    }

    @Test func `the difference is other minus baseline, tested by McNemar`() throws {
        // b = 10 only the first, c = 3 only the second, 2 both.
        let comparison = try compare([
            AnalysisFixtures.side("naive", 50, right: 0..<12),
            AnalysisFixtures.side("cot", 50, right: [0, 1, 20, 21, 22]),
        ])
        let pair = try #require(comparison.pairs.first)
        let difference = try #require(pair.differences.first)
        #expect(abs(difference.difference - -0.14) < 1e-12)
        #expect(difference.baseline == 0.24 && difference.other == 0.1)
        try #expect(abs(#require(pair.mcnemar).exact - 0.0922851562) < 1e-9)
        try #expect(abs(#require(pair.mcnemar).midP - 0.0573730469) < 1e-9)
        #expect(pair.pValue == pair.mcnemar?.exact)
        #expect(pair.adjustedP == pair.pValue)
        #expect(!pair.isSignificant)
        #expect(pair.flips?.onlyBaseline == Array(2..<12))
        #expect(pair.flips?.onlyOther == [20, 21, 22])
        #expect(pair.flips?.bothRight == [0, 1])
        #expect(pair.flips?.bothWrong.count == 35)
        #expect(pair.itemsNeeded == Statistics.itemsNeeded(b: 10, c: 3, trials: 50))
        let interval = try #require(difference.interval)
        // Normal approximation: −0.14 ± 1.96·√(0.26 − 0.0196)/√50.
        #expect(abs(interval.low - -0.276) < 0.03 && abs(interval.high - -0.004) < 0.03)
    }

    @Test func `costs are compared in pairs where both answered`() throws {
        var slow = AnalysisFixtures.side("slow", 4, right: [])
        slow.rows = AnalysisFixtures.rows(4, right: [], latency: 3)
        slow.rows[0].isAnswered = false
        let comparison = try compare([AnalysisFixtures.side("fast", 4, right: []), slow])
        let latency = try #require(comparison.pairs[0].differences.first { $0.metric == "latency.mean" })
        #expect(latency.difference == 2)
        #expect(latency.paired == 3)
        #expect(!latency.isHigherBetter)
    }

    @Test func `rows may come in any order`() throws {
        let first = AnalysisFixtures.side("a", 30, right: 0..<9)
        var second = AnalysisFixtures.side("b", 30, right: 5..<20)
        let ordered = try compare([first, second])
        second.rows.reverse()
        #expect(try compare([first, second]) == ordered)
    }

    @Test func `three experiments are all compared and Holm-adjusted`() throws {
        let sides = [
            AnalysisFixtures.side("a", 40, right: 0..<4), AnalysisFixtures.side("b", 40, right: 0..<10),
            AnalysisFixtures.side("c", 40, right: 0..<30),
        ]
        let comparison = try compare(sides)
        #expect(comparison.pairs.map { [$0.baseline, $0.other] } == [[0, 1], [0, 2], [1, 2]])
        // Exact p of 0:6, 0:26 and 0:20 discordant: 2·2⁻⁶, 2·2⁻²⁶, 2·2⁻²⁰; Holm multiplies by 1, 3 and 2.
        let expected = [0x1p-5, 3 * 0x1p-25, 2 * 0x1p-19]
        for (pair, p) in zip(comparison.pairs, expected) { try #expect(abs(#require(pair.adjustedP) - p) < 1e-12) }
        #expect(comparison.pairs.map(\.isSignificant) == [true, true, true])
        #expect(comparison.verdict.hasPrefix("Highest em.squad: c (75.0 %); 3 of 3 paired differences are significant"))
    }

    @Test func `with a baseline only its pairs are tested`() throws {
        let sides = ["a", "b", "c"].map { AnalysisFixtures.side($0, 20, right: 0..<5) }
        let comparison = try compare(sides, .init(baseline: "id-b"))
        #expect(comparison.pairs.map { [$0.baseline, $0.other] } == [[1, 0], [1, 2]])
    }

    @Test func `a metric that is not binary is tested by flipping signs`() throws {
        let sides = [AnalysisFixtures.side("a", 50, right: 0..<5), AnalysisFixtures.side("b", 50, right: 0..<30)]
        let comparison = try compare(sides, .init(metric: "f1.squad"))
        let pair = comparison.pairs[0]
        #expect(pair.mcnemar == nil && pair.flips == nil)
        #expect(pair.pValue == pair.differences[0].pValue)
        #expect(pair.isSignificant)
        #expect(comparison.metric == AnalysisFixtures.f1)
        // sd of 25 ones and 25 zeros is 0.50508, d = 0.5: (2.80159·0.50508/0.5)² = 8.009.
        #expect(pair.itemsNeeded == 9)
    }

    @Test func `scores that one side lacks are left out of the pair`() throws {
        var second = AnalysisFixtures.side("b", 10, right: 0..<5)
        second.rows[0].scores["em.squad"] = nil
        let pair = try compare([AnalysisFixtures.side("a", 10, right: 0..<5), second]).pairs[0]
        #expect(pair.differences[0].paired == 9)
        #expect(pair.flips?.bothRight == [1, 2, 3, 4])
    }

    @Test func `the first metric of the config decides unless another is named`() throws {
        var sides = [AnalysisFixtures.side("a", 5, right: [1]), AnalysisFixtures.side("b", 5, right: [2])]
        sides[0].experiment.config = ["metrics": ["f1.squad", "em.squad"]]
        #expect(try compare(sides).metric == AnalysisFixtures.f1)
        #expect(try compare(sides, .init(metric: "em.squad")).metric == AnalysisFixtures.em)
    }

    @Test func `the verdict tells when questions are unscored`() throws {
        var second = AnalysisFixtures.side("b", 10, right: 0..<8)
        second.rows[9].scores = [:]
        let verdict = try compare([AnalysisFixtures.side("a", 10, right: 0..<5), second]).verdict
        #expect(verdict.contains("; 9 of 10 questions scored in both)"))
    }

    @Test func `settings that differ are named`() throws {
        let config: (String, JSONValue, Int) -> JSONValue = { name, method, tokens in
            ["name": .string(name), "method": method, "generation": ["max_tokens": .integer(tokens), "top_p": 1]]
        }
        var a = AnalysisFixtures.side("a", 5, right: [])
        var b = AnalysisFixtures.side("b", 5, right: [])
        a.experiment.config = config("a", ["name": "cot", "options": ["shots": 0]], 64)
        b.experiment.config = config("b", ["name": "cot", "options": ["shots": 3]], 128)
        #expect(try compare([a, b]).differences == ["generation.max_tokens", "method.options.shots"])
        b.experiment.config = config("b", ["name": "naive", "options": [:]], 64)
        #expect(try compare([a, b]).differences == ["method"])
    }

    @Test func `equal names are told apart by their ids`() throws {
        var a = AnalysisFixtures.side("x", 5, right: [])
        a.experiment.id = "id1"
        #expect(
            try compare([a, AnalysisFixtures.side("x", 5, right: [])]).entries.map(\.label) == ["x (id1)", "x (id-x)"])
    }

    @Test func `a comparison goes to JSON and back`() throws {
        let comparison = try compare([
            AnalysisFixtures.side("a", 20, right: 0..<5), AnalysisFixtures.side("b", 20, right: 3..<12),
        ])
        #expect(try JSON.decode(Comparison.self, from: JSON.data(comparison)) == comparison)
    }
}

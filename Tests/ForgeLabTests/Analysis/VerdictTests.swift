import ForgeCore
import Testing

@testable import ForgeLab

@Suite struct VerdictTests {
    private func verdict(
        _ total: Int, _ first: some Sequence<Int>, _ second: some Sequence<Int>, metric: String = "em.squad"
    ) throws -> String {
        try Comparison.make(
            [AnalysisFixtures.side("naive", total, right: first), AnalysisFixtures.side("CoT", total, right: second)],
            metrics: [AnalysisFixtures.em, AnalysisFixtures.f1], options: .init(metric: metric, seed: 1)
        ).verdict
    }

    @Test func `a difference that may be luck is said to be undecided, with what would decide it`() throws {
        // 18 only naive, 10 only CoT, 6 both, of 200: 12 % → 8 %.
        let text = try verdict(200, 0..<24, Array(0..<6) + Array(100..<110))
        #expect(
            text.hasPrefix("CoT answers 4.0 points fewer questions correctly than naive by em.squad (12.0 % → 8.0 %; "))
        #expect(text.contains("McNemar exact p = 0.18, mid-p = 0.14; 200 questions): "))
        #expect(text.contains("not significant at 5 %, no detectable difference; about "))
        #expect(text.hasSuffix(" questions would be needed to decide it."))
    }

    @Test func `a clear difference is significant and nothing more is claimed`() throws {
        let text = try verdict(100, 0..<10, 0..<40)
        #expect(
            text.hasPrefix("CoT answers 30.0 points more questions correctly than naive by em.squad (10.0 % → 40.0 %; ")
        )
        #expect(text.contains("McNemar exact p < 0.0001, mid-p < 0.0001"))
        #expect(text.hasSuffix(": significant at 5 %."))
        #expect(!text.contains("prove"))
    }

    @Test func `equal counts are no detectable difference, with the flips told`() throws {
        let text = try verdict(50, 0..<5, 5..<10)
        #expect(
            text.contains("equally many questions correctly by em.squad, and each is right alone on 5 (10.0 % each"))
        #expect(text.hasSuffix(": no detectable difference."))
        #expect(try verdict(50, 0..<5, 0..<5).contains("they are right on the same questions"))
    }

    @Test func `a mean is told in its own scale`() throws {
        let text = try verdict(100, 0..<10, 0..<40, metric: "f1.squad")
        #expect(text.hasPrefix("CoT scores 0.300 higher than naive in f1.squad (0.100 → 0.400; 95 % interval +0."))
        #expect(text.contains("sign-flip test p < 0.0001; 100 questions): significant at 5 %."))
    }

    @Test func `with several pairs each says its Holm-adjusted p`() throws {
        let sides = ["a", "b", "c"].enumerated().map {
            AnalysisFixtures.side($1, 50, right: 0..<(5 + $0 * 3))
        }
        let lines = try Comparison.make(sides, metrics: [AnalysisFixtures.em]).verdict.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(
            lines[0] == "Highest em.squad: c (22.0 %); 0 of 3 paired differences are significant at 5 % after Holm.")
        #expect(
            lines[1].contains("McNemar exact p = 0.25, mid-p = 0.12; Holm over 3 comparisons p = 0.50; 50 questions"))
    }

    @Test func `a single question is too few for an interval but still told`() throws {
        let text = try verdict(1, [], [0])
        #expect(text.contains("100.0 points more"))
        #expect(!text.contains("interval"))
    }

    @Test(arguments: [(7, 7), (99, 99), (104, 100), (637, 640), (12_345, 12_000), (99_960, 100_000)])
    func `questions needed are rounded to two digits`(count: Int, rounded: Int) {
        #expect(Verdict.rounded(count) == rounded)
    }
}

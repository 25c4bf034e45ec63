import ForgeCore
import Testing

@Suite struct SignFlipTests {
    @Test func `few differences are tested by all sign patterns`() throws {
        // Only all of one sign are 8 from zero: 2 of 16 patterns.
        let test = try #require(Statistics.signFlip([1, 2, 3, 2], seed: 1))
        #expect(test == SignFlipTest(pValue: 0.125, isExact: true))
        // 1 and 4 against 2 and 3 sums to 0, in 2 of 16 patterns; every other sum is at least 2 from it.
        let mixed = try #require(Statistics.signFlip([1, 2, 3, -4], seed: 1))
        #expect(mixed.pValue == 14.0 / 16)
    }

    @Test func `p is never lower than the number of differences allows`() throws {
        let test = try #require(Statistics.signFlip([Double](repeating: 0.5, count: 8), seed: 1))
        #expect(test.pValue == 2.0 / 256)
    }

    @Test(arguments: [(1, 5), (0, 6), (3, 3), (7, 2)])
    func `of right and wrong answers it is McNemar's exact test`(b: Int, c: Int) throws {
        let differences =
            [Double](repeating: -1, count: b) + [Double](repeating: 1, count: c) + [Double](repeating: 0, count: 40)
        let test = try #require(Statistics.signFlip(differences, seed: 3))
        #expect(test.isExact)
        #expect(isClose(test.pValue, Statistics.mcnemar(b: b, c: c).exact))
    }

    @Test func `many differences are tested by random patterns, near the exact p, and the seed fixes them`() throws {
        let differences = (0..<16).map { Double($0 % 5) - 1.5 }
        let exact = try #require(Statistics.signFlip(differences, draws: 1 << 16, seed: 1))
        let drawn = try #require(Statistics.signFlip(differences, draws: 40_000, seed: 1))
        #expect(exact.isExact && !drawn.isExact)
        #expect(isClose(exact.pValue, drawn.pValue, within: 0.01))
        #expect(drawn == Statistics.signFlip(differences, draws: 40_000, seed: 1))
        #expect(drawn != Statistics.signFlip(differences, draws: 40_000, seed: 2))
    }

    @Test func `more than 64 random signs are independent`() throws {
        // The variance of a sum of 200 random signs is 200: 95 % of the sums are within 27.7.
        let differences = [Double](repeating: 1, count: 113) + [Double](repeating: -1, count: 87)
        let test = try #require(Statistics.signFlip(differences, draws: 40_000, seed: 5))
        let exact = Statistics.mcnemar(b: 87, c: 113).exact
        #expect(isClose(test.pValue, exact, within: 0.01))
    }

    @Test func `clusters are flipped whole`() throws {
        let copied = [1.0, 2, 3].flatMap { [Double](repeating: $0, count: 20) }
        let test = try #require(Statistics.signFlip(copied, clusters: (0..<60).map { $0 / 20 }, seed: 1))
        #expect(test == SignFlipTest(pValue: 0.25, isExact: true))
    }

    @Test func `no differences give p 1 and too little data nil`() {
        #expect(Statistics.signFlip([0, 0, 0], seed: 1) == SignFlipTest(pValue: 1, isExact: true))
        #expect(Statistics.signFlip([1], seed: 1) == nil)
        #expect(Statistics.signFlip([], seed: 1) == nil)
        #expect(Statistics.signFlip([1, 2], clusters: [4, 4], seed: 1) == nil)
        #expect(Statistics.signFlip([1, 2], draws: 0, seed: 1) == nil)
    }
}

@Suite struct MatchedProportionsTests {
    @Test func `a difference without discordant items has a width`() throws {
        // ±1.959964 · √(1 / 52²).
        let interval = try #require(Statistics.matchedDifference(b: 0, c: 0, items: 50))
        #expect(isClose(interval.high, 0.0376916, within: 1e-7) && isClose(interval.low, -0.0376916, within: 1e-7))
    }

    @Test func `the interval is Wald's with half an item more in every cell`() throws {
        // Agresti and Min 2005: cells 10.5, 3.5 of 52.
        let interval = try #require(Statistics.matchedDifference(b: 10, c: 3, items: 50))
        let centre = 7.0 / 52
        let half = 1.959963984540054 * ((14.0 / 52 - centre * centre) / 52).squareRoot()
        #expect(isClose(interval.low, centre - half) && isClose(interval.high, centre + half))
    }

    @Test func `it stays within -1 and 1 and refuses impossible counts`() throws {
        let interval = try #require(Statistics.matchedDifference(b: 3, c: 0, items: 3))
        #expect(interval.high == 1)
        #expect(Statistics.matchedDifference(b: 1, c: 0, items: 0) == nil)
        #expect(Statistics.matchedDifference(b: 3, c: 3, items: 5) == nil)
        #expect(Statistics.matchedDifference(b: -1, c: 0, items: 5) == nil)
    }
}

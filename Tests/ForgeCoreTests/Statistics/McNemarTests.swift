import ForgeCore
import Testing

@Suite struct McNemarTests {
    struct Golden: Sendable {
        var b, c: Int
        var exact, midP, correctedP, plainP: Double
    }

    @Test(
        arguments: [
            Golden(b: 1, c: 5, exact: 0.21875, midP: 0.125, correctedP: 0.2206713619, plainP: 0.1024704349),
            Golden(
                b: 10, c: 3, exact: 0.0922851562, midP: 0.0573730469, correctedP: 0.0960923295, plainP: 0.0522036353),
            Golden(
                b: 25, c: 12, exact: 0.0470310274, midP: 0.0335524397, correctedP: 0.0485197383, plainP: 0.0325827984),
            Golden(
                b: 59, c: 48, exact: 0.3337051162, midP: 0.2897982154, correctedP: 0.3336757811, plainP: 0.2875959973),
            Golden(b: 0, c: 6, exact: 0.03125, midP: 0.015625, correctedP: 0.0412268333, plainP: 0.0143058784),
        ])
    func `p-values equal METRICS.md`(golden: Golden) {
        let test = Statistics.mcnemar(b: golden.b, c: golden.c)
        #expect(isClose(test.exact, golden.exact))
        #expect(isClose(test.midP, golden.midP))
        #expect(isClose(test.chiSquaredCorrectedP, golden.correctedP))
        #expect(isClose(test.chiSquaredP, golden.plainP))
    }

    @Test func `equal discordance has exact p 1`() {
        let three = Statistics.mcnemar(b: 3, c: 3)
        #expect(three.exact == 1)
        #expect(isClose(three.midP, 0.84375))
        #expect(three.chiSquaredCorrected == 0)
    }

    @Test func `nothing discordant has every p 1`() {
        let none = Statistics.mcnemar(b: 0, c: 0)
        #expect([none.exact, none.midP, none.chiSquaredP, none.chiSquaredCorrectedP] == [1, 1, 1, 1])
    }

    @Test(
        arguments: [
            (5100, 4900, 0.04658552770494645, 0.04550566337551308),
            (20_500, 20_000, 0.013153825113144245, 0.012972777064650177),
            (40_000, 39_000, 0.00037894900970468265, 0.0003738862504521267), (0, 2000, 0, 0),
        ] as [(Int, Int, Double, Double)])
    func `tens of thousands of discordant items neither overflow nor lose digits`(
        b: Int, c: Int, exact: Double, midP: Double
    ) {
        let test = Statistics.mcnemar(b: b, c: c)
        #expect(isClose(test.exact, exact, within: 1e-12))
        #expect(isClose(test.midP, midP, within: 1e-12))
    }

    @Test func `swapping the methods changes no p`() {
        let (one, other) = (Statistics.mcnemar(b: 17, c: 31), Statistics.mcnemar(b: 31, c: 17))
        #expect(one.exact == other.exact)
        #expect(one.midP == other.midP)
        #expect(one.chiSquaredP == other.chiSquaredP)
    }
}

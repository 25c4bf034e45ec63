import ForgeCore
import Testing

@Suite struct HolmAndPassTests {
    /// statsmodels `multipletests(method="holm")`.
    @Test(
        arguments: [
            ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]), ([0.5, 0.5, 0.9], [1, 1, 1]),
            ([0.02, 0.02, 0.02], [0.06, 0.06, 0.06]), ([0.3], [0.3]), ([], []),
        ] as [([Double], [Double])])
    func `Holm's adjustment equals statsmodels'`(pValues: [Double], expected: [Double]) {
        let adjusted = Statistics.holm(pValues)
        #expect(adjusted.count == expected.count)
        for (value, wanted) in zip(adjusted, expected) { #expect(isClose(value, wanted)) }
    }

    @Test func `pass at k and pass hat k have their published values`() {
        #expect(isClose(Statistics.passAtK(n: 10, c: 3, k: 1), 0.3))
        #expect(isClose(Statistics.passAtK(n: 10, c: 3, k: 5), 0.9166666666666666))
        #expect(isClose(Statistics.passAtK(n: 200, c: 17, k: 10), 0.5974489015799118))
        #expect(isClose(Statistics.passHatK(n: 10, c: 3, k: 2), 0.06666666666666667))
        #expect(Statistics.passAtK(n: 10, c: 6, k: 5) == 1)
        #expect(Statistics.passAtK(n: 10, c: 0, k: 5) == 0)
        #expect(Statistics.passHatK(n: 10, c: 1, k: 2) == 0)
        #expect(Statistics.passHatK(n: 4, c: 4, k: 4) == 1)
    }

    @Test(arguments: [(10, 3, 0), (10, 3, 11), (10, 11, 1), (10, -1, 1), (0, 0, 1)])
    func `impossible counts give nil`(n: Int, c: Int, k: Int) {
        #expect(Statistics.passAtK(n: n, c: c, k: k) == nil)
        #expect(Statistics.passHatK(n: n, c: c, k: k) == nil)
    }
}

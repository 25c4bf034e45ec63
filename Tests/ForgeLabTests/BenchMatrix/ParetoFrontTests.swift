import Testing

@testable import ForgeLab

@Suite struct `A front` {
    @Test func `Holds what nothing beats, and equals stay together`() {
        let points: [[Double]?] = [[0.5, -1], [0.5, -2], [0.6, -3], [0.4, -0.5], nil, [0.5, -1]]
        #expect(ParetoFront.members(points) == [0, 2, 3, 5])
        #expect(ParetoFront.members([]).isEmpty)
        #expect(ParetoFront.members([nil]).isEmpty)
    }
}

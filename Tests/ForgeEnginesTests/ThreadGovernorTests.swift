import Testing

@testable import ForgeEngines

@Suite struct `Thread governor` {
    @Test func `A disturbed thread lowers the count, an undisturbed one raises it again`() {
        var governor = ThreadGovernor(maximum: 4)
        governor.observe(wall: 0.1, cpu: 0.05)
        #expect(governor.threads == 2)
        governor.observe(wall: 0.1, cpu: 0.05)
        governor.observe(wall: 0.1, cpu: 0.05)
        #expect(governor.threads == 1)
        for _ in 0..<ThreadGovernor.firstPatience { governor.observe(wall: 0.1, cpu: 0.099) }
        #expect(governor.threads == 2)
    }

    @Test func `Each failed try doubles the wait for the next`() {
        var governor = ThreadGovernor(maximum: 2)
        var tries: [Int] = []
        var windows = 0
        while tries.count < 4 {
            windows += 1
            let before = governor.threads
            governor.observe(wall: 0.1, cpu: governor.threads == 2 ? 0.05 : 0.1)
            if governor.threads > before { tries.append(windows) }
            if windows > 1000 { break }
        }
        let gaps = zip(tries.dropFirst(), tries).map { $0 - $1 }
        #expect(gaps.count == 3)
        #expect(zip(gaps.dropFirst(), gaps).allSatisfy { $0 > $1 })
    }

    @Test func `Short steps are judged together`() {
        var governor = ThreadGovernor(maximum: 2)
        for _ in 0..<4 { governor.observe(wall: 0.01, cpu: 0) }
        #expect(governor.threads == 2)
        governor.observe(wall: 0.02, cpu: 0)
        #expect(governor.threads == 1)
    }
}

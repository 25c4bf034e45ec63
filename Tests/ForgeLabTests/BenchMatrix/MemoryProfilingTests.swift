import ForgeCore
import Synchronization
import Testing

@testable import ForgeLab

@Suite struct `The largest batch` {
    @Test(arguments: [(0, 0), (1, 1), (7, 7), (8, 8), (9, 9), (23, 23), (64, 64), (100, 64)])
    func `Is found with few trials, whatever it is`(_ truth: Int, _ found: Int) {
        var search = LargestBatch(most: 64)
        var trials = 0
        while let batch = search.next {
            search.record(batch, fits: batch <= truth)
            trials += 1
        }
        #expect(search.fitting ?? 0 == found)
        #expect(search.isBounded == (truth >= 64))
        #expect(trials <= 13)
    }

    @Test func `Goes on from what is known`() {
        var search = LargestBatch(most: 64)
        search.record(16, fits: true)
        search.record(32, fits: false)
        #expect(search.next == 24)
    }
}

@Suite struct `A memory profile` {
    private static func profile(_ methods: [String], _ batches: [Int]) -> MemoryProfile {
        MemoryProfile(
            name: "bench", model: "m", serving: "batched", contextLength: 64, limit: 1 << 30, limitReason: "test",
            methods: methods, batches: batches,
            estimates: batches.map { .init(batch: $0, weights: 100, cache: 10 * $0, compute: 50) })
    }

    private static func trial(_ batch: Int) -> MemoryOutcome {
        .fits(MemoryTrial(before: 40, peak: 200 + 10 * batch, device: nil, sequences: batch, questions: batch))
    }

    @Test func `Tries every batch, then what lies between`() async throws {
        let tried = Mutex<[Int]>([])
        let profile = try await MemoryProfiling(most: 64) { _, batch in
            tried.withLock { $0.append(batch) }
            return batch <= 11 ? Self.trial(batch) : .exceeds("no memory")
        }.run(Self.profile(["naive"], [1, 8, 16])) { _, _ in }
        #expect(profile.cells.map(\.state) == [.fits, .fits, .exceeds])
        #expect(profile.largest == [.init(method: "naive", batch: 11, most: 64, reason: "no memory")])
        #expect(tried.withLock { $0 } == [1, 8, 16, 12, 10, 11])
        // 160 + 10·batch was taken, 150 + 10·batch was expected.
        #expect(try #require(profile.largestMiss) == 10.0 / 170)
        #expect(MemoryTables(profile).peaks.rows.last == ["naive", "210 B", "280 B", "does not fit"])
    }

    @Test func `One method is added to what others took with the same settings`() async throws {
        let profiling = MemoryProfiling(most: 8) { _, batch in Self.trial(batch) }
        let both = try await profiling.run(Self.profile(["cot", "naive"], [1, 8])) { _, _ in }
        let one = Self.profile(["naive"], [1, 8])
        let tried = Mutex<[String]>([])
        let again = try await MemoryProfiling(most: 8) { method, _ in
            tried.withLock { $0.append(method) }
            return .exceeds("no memory")
        }.run(one.adding(to: both), methods: one.methods) { _, _ in }
        #expect(Set(tried.withLock { $0 }) == ["naive"])
        #expect(again.methods == ["cot", "naive"])
        #expect(again.cells.map(\.state) == [.fits, .fits, .exceeds, .exceeds])
        #expect(again.largest.map(\.batch) == [8, nil])
        // Other settings have a profile of their own.
        #expect(Self.profile(["naive"], [1, 16]).adding(to: both).cells.isEmpty)
    }

    @Test func `A failure that is not of memory is no answer about memory`() async throws {
        let profile = try await MemoryProfiling(most: 4) { method, batch in
            method == "broken" ? .failed("no knowledge base") : Self.trial(batch)
        }.run(Self.profile(["broken", "naive"], [2])) { _, _ in }
        #expect(profile.cells.map(\.state) == [.failed, .fits])
        #expect(profile.largest.first?.batch == nil)
        #expect(profile.largest.first?.reason == "1 at a time failed: no knowledge base")
        #expect(profile.largest.last == .init(method: "naive", batch: 4, most: 4, reason: nil))
    }
}

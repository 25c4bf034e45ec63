import ForgeCore
import Synchronization
import Testing

@testable import ForgeLab

@Suite("Counts beside the filters", .timeLimit(.minutes(1)))
struct FacetShelfTests {
    /// A store whose counts are the number of times they were asked for.
    private final class Counts: Sendable {
        let asked = Mutex(0)
        let event = Mutex(0)
        /// Nothing is counted to its end meanwhile.
        let isHeld = Mutex(false)

        func shelf(after pause: Duration = .zero) -> FacetShelf {
            FacetShelf(lastEvent: { self.event.withLock { $0 } }) {
                let number = self.asked.withLock { asked in
                    asked += 1
                    return asked
                }
                try await Task.sleep(for: pause)
                while self.isHeld.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
                var facets = ExperimentFacets()
                facets.calls = number
                return facets
            }
        }
    }

    @Test func `all who ask at once share one count`() async throws {
        let counts = Counts()
        let shelf = counts.shelf(after: .milliseconds(50))
        let seen = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 { group.addTask { try await shelf.facets().calls } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(seen == [1] && counts.asked.withLock { $0 } == 1)
    }

    @Test func `after an event nobody gets what was counted before it`() async throws {
        let counts = Counts()
        let shelf = counts.shelf(after: .milliseconds(20))
        async let early = shelf.facets()
        while counts.asked.withLock({ $0 }) == 0 { await Task.yield() }
        counts.event.withLock { $0 += 1 }
        #expect(try await shelf.facets().calls == 2)
        #expect(try await early.calls == 1)
        #expect(try await shelf.facets().calls == 2)
    }

    @Test func `what others changed is counted while the counts of a second ago are shown`() async throws {
        let counts = Counts()
        let shelf = counts.shelf()
        #expect(try await shelf.facets().calls == 1)
        try await Task.sleep(for: .milliseconds(1100))
        counts.isHeld.withLock { $0 = true }
        // Whoever waited for the second count would never return.
        #expect(try await shelf.facets().calls == 1)
        counts.isHeld.withLock { $0 = false }
        while try await shelf.facets().calls < 2 { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test func `during a run one count goes on and one waits, however many events come`() async throws {
        let counts = Counts()
        let shelf = counts.shelf()
        counts.isHeld.withLock { $0 = true }
        let seen = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask { try await shelf.facets().calls }
                try await Task.sleep(for: .milliseconds(2))
                counts.event.withLock { $0 += 1 }
            }
            group.addTask { try await shelf.facets().calls }
            try await Task.sleep(for: .milliseconds(20))
            counts.isHeld.withLock { $0 = false }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(seen.isSubset(of: [1, 2]) && counts.asked.withLock { $0 } <= 2)
    }

    @Test func `a count that failed is tried again`() async throws {
        let fails = Mutex(true)
        let shelf = FacetShelf(lastEvent: { 0 }) {
            let isFirst = fails.withLock { fails in
                defer { fails = false }
                return fails
            }
            if isFirst { throw LabError(.unavailable, "test.disk", "The disk is away.") }
            return ExperimentFacets()
        }
        await #expect(throws: LabError.self) { try await shelf.facets() }
        #expect(try await shelf.facets() == ExperimentFacets())
    }
}

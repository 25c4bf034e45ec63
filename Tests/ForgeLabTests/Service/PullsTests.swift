import ForgeCatalogue
import ForgeCore
import Foundation
import Testing

@testable import ForgeLab

@Suite("Downloads in the background", .timeLimit(.minutes(1)))
struct PullsTests {
    private static func pulls(_ lab: LabFixture) -> Pulls {
        let models = lab.laboratory.models
        return Pulls(
            models: models, datasets: lab.laboratory.datasets,
            encoders: EncoderLibrary(catalogue: models.catalogue, settings: models.settings), events: lab.events)
    }

    /// Runs `body` while downloads are worked off.
    private static func whileRunning<Value: Sendable>(
        _ pulls: Pulls, _ body: () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await pulls.run() }
            defer { group.cancelAll() }
            return try await body()
        }
    }

    private static func finished(_ pulls: Pulls, _ lab: LabFixture) async throws -> [PullState] {
        try await lab.wait { await pulls.states.allSatisfy(\.isFinished) }
        return await pulls.states
    }

    @Test func `a failed download keeps its reason and its remedy, and is tried again when asked for`() async throws {
        let lab = try await LabFixture()
        let pulls = Self.pulls(lab)
        let watching = lab.events.subscribe()
        try await Self.whileRunning(pulls) {
            let asked = try await pulls.start(model: "missing")
            #expect(asked.phase == "waiting")
            let failed = try #require(try await Self.finished(pulls, lab).first)
            #expect(failed.phase == "failed")
            #expect(failed.message?.contains("missing.gguf") == true)
            #expect(failed.remedy != nil)
            let model = try Data(contentsOf: lab.home.root.appending(path: "parrot.gguf"))
            try model.write(to: lab.home.root.appending(path: "missing.gguf"))
            _ = try await pulls.start(model: "missing")
            let done = try await Self.finished(pulls, lab)
            #expect(done.map(\.phase) == ["done"])
            #expect(done[0].message == nil)
            #expect(done[0].received == model.count)
        }
        #expect(try lab.laboratory.models.info("missing").isInstalled)
        let told: [PullState] = try await lab.told(watching).map { try JSON.decode(from: $0.data) }
        #expect(told.map(\.phase).contains("failed"))
        #expect(told.last?.phase == "done")
        #expect(told.count <= 8)
    }

    @Test func `the same thing is pulled once however often it is asked for`() async throws {
        let lab = try await LabFixture()
        let pulls = Self.pulls(lab)
        for _ in 0..<5 { _ = try await pulls.start(dataset: "capitals", split: nil) }
        _ = try await pulls.start(dataset: "CAPITALS", split: "test")
        #expect(await pulls.states.count == 1)
        try await Self.whileRunning(pulls) {
            let done = try await Self.finished(pulls, lab)
            #expect(done.map(\.phase) == ["done"])
        }
    }

    @Test func `names that are not in the catalogue are refused with the nearest`() async throws {
        let pulls = Self.pulls(try await LabFixture())
        let error = await #expect(throws: CatalogueError.self) { try await pulls.start(model: "parot") }
        #expect(error?.remedy?.contains("parrot") == true)
        await #expect(throws: CatalogueError.self) { try await pulls.start(dataset: "capitals", split: "nowhere") }
        #expect(await pulls.states.isEmpty)
    }
}

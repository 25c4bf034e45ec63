import ForgeCore
import ForgeEngines
import Foundation
import Testing

@testable import ForgeLab

@Suite("The service behind API and pages", .timeLimit(.minutes(1)))
struct ExperimentServiceTests {
    private static func service(_ lab: LabFixture) -> ExperimentService {
        ExperimentService(laboratory: lab.laboratory, loader: lab.loader, queue: lab.queue(), events: lab.events)
    }

    private static func finish(_ names: String..., in lab: LabFixture, _ service: ExperimentService) async throws {
        try await lab.whileRunning(service.queue) {
            for name in names { _ = try await service.create(LabFixture.config(name), run: true) }
            try await lab.waitUntilIdle(service.queue)
        }
    }

    @Test func `creating stores, announces and puts in the line when asked`() async throws {
        let lab = try await LabFixture()
        let service = Self.service(lab)
        let watching = lab.events.subscribe()
        let saved = try await service.create(LabFixture.config("saved"), run: false)[0]
        let asked = try await service.create(LabFixture.config("asked"), run: true)[0]
        #expect(try await service.queue.state() == QueueState(waiting: [asked.id]))
        #expect(try await service.progress(of: asked.id).isQueued)
        #expect(try await !service.progress(of: saved.id).isQueued)
        let told = await lab.told(watching)
        #expect(told.filter { $0.kind == .experiment }.map(\.experimentID) == [saved.id, asked.id])
    }

    @Test func `a data set or model that is not here is a conflict with its remedy`() async throws {
        let lab = try await LabFixture()
        let service = Self.service(lab)
        let absent = LabFixture.config().replacingOccurrences(of: "dataset: capitals", with: "dataset: absent")
        let noData = await #expect(throws: LabError.self) { try await service.create(absent, run: false) }
        #expect(noData?.kind == .conflict)
        #expect(noData?.remedy?.contains("Data sets page") == true)
        #expect(noData?.remedy?.contains("forge datasets pull absent") == true)

        let missing = LabFixture.config("missing", model: "missing")
        let noModel = await #expect(throws: LabError.self) { try await service.create(missing, run: true) }
        #expect(noModel?.kind == .conflict)
        #expect(noModel?.remedy?.contains("forge models pull missing") == true)
        #expect(try await service.list(ExperimentQuery()).total == 0)

        // Saving needs no model; running does.
        let saved = try await service.create(missing, run: false)[0]
        await #expect(throws: LabError.self) { try await service.run(saved.id) }
        #expect(try await service.queue.state() == QueueState())
    }

    @Test func `paths in a config from the web are findings`() async throws {
        let lab = try await LabFixture()
        let text = LabFixture.config().replacingOccurrences(
            of: "dataset: capitals", with: "dataset: {name: mine, path: /etc/passwd}")
        let error = await #expect(throws: LabError.self) { try await Self.service(lab).create(text, run: false) }
        #expect(error?.findings.map(\.path) == ["dataset.path"])
    }

    @Test func `deleting a running experiment stops it first, and restoring brings it back`() async throws {
        let lab = try await LabFixture(delay: .milliseconds(40))
        let service = Self.service(lab)
        try await lab.whileRunning(service.queue) {
            let made = try await service.create(LabFixture.config(), run: true)[0]
            try await lab.wait { try await lab.store.experiment(made.id).done >= 1 }
            try await service.delete(made.id)
            let deleted = try await lab.store.experiment(made.id)
            #expect(deleted.status == .stopped)
            #expect(deleted.deletedAt != nil)
            #expect(try await service.queue.state() == QueueState())
            await #expect(throws: LabError.self) { try await service.run(made.id) }
            #expect(try await service.restore(made.id).deletedAt == nil)
            _ = try await service.run(made.id)
            try await lab.waitUntilIdle(service.queue)
            #expect(try await lab.status(made) == .completed)
        }
    }

    @Test func `a clone is pending and has a name of its own, however long the first one's is`() async throws {
        let lab = try await LabFixture()
        let service = Self.service(lab)
        let long = String(repeating: "n", count: 120)
        let original = try await service.create(LabFixture.config(long), run: false)[0]
        let copy = try await service.clone(original.id)
        #expect(copy.id != original.id)
        #expect(copy.name.hasSuffix(" (copy)"))
        #expect(copy.name.count == 120)
        #expect(copy.sampleHash == original.sampleHash)
        #expect(try await lab.status(copy) == .pending)
    }

    @Test func `time is estimated from earlier experiments of the same model and method`() async throws {
        let lab = try await LabFixture(delay: .milliseconds(20))
        let service = Self.service(lab)
        let text = LabFixture.config("next").replacingOccurrences(
            of: "dataset: capitals", with: "dataset: {name: capitals, n: 3}")
        let unknown = try await service.estimate(lab.loader.load(text: text))
        #expect(unknown == PlanEstimate(experiments: 1, questions: 3, seconds: nil, basis: 0))
        try await Self.finish("a", in: lab, service)
        let known = try await service.estimate(lab.loader.load(text: text))
        #expect(known.basis == 1)
        // Three questions of at least 20 ms.
        #expect((0.06...10).contains(known.seconds ?? 0))
        let other = text.replacingOccurrences(of: "method: naive", with: "method: cot")
        #expect(try await service.estimate(lab.loader.load(text: other)).seconds == nil)
    }
}
